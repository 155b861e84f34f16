import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../sandbox/state.ts';
import type { Findings } from '../../src/contracts/findings.ts';
import { parseS3Uri } from '../../src/ledger/store.ts';
import { planVerdict, scratch } from './commands.ts';
import { admin } from './kill.ts';
import { endOf, legsOf, ownerOfTarget, quickWith, sandboxDown, sandboxUp, startWorkflow, workflow, type Ran } from './workflow.ts';

/** The copy half, copied and judged in the jobs, beside a script that shares nothing with it. */

const at = scratch();
const CONFIG = at.path('migration.yml');
const BEFORE_CUT_OFF = '2019-12-01T00:00:00Z';
const AFTER_CUT_OFF = '2020-02-01T00:00:00Z';
let sandbox: SandboxState;
let target: S3Client;
let migrated: Ran;
/** The findings of the pass that found what was done to both sides. */
let differing: string;

beforeAll(async () => {
  quickWith({ partition: null, copy: { shards: 8, executor: 'runner' } }, CONFIG);
  sandbox = await sandboxUp(at);
  target = ownerOfTarget(sandbox);
});

afterAll(async () => {
  target?.destroy();
  await sandboxDown(at);
});

const planUri = () => migrated.outcome.jobs.find(({ id }) => id === 'plan')!.outputs['plan']!;
const messages = ({ outcome }: Ran) => outcome.annotations.map(({ message }) => message).join('\n');

/** Verified as it lies there: nothing is repeated. Answers the run and the script's word on its findings. */
async function verified(...fields: readonly string[]) {
  const more = ['-f', `plan=${planUri()}`, '-f', 'table=false', ...fields.flatMap((field) => ['-f', field])];
  const ran = await endOf(at, startWorkflow(at, CONFIG, more, '.github/workflows/verify.yml'));
  const [leg] = legsOf(ran, 'verify / round-1 / verify');
  return { ran, said: leg!.outputs, own: planVerdict(at.path('sandbox.json'), leg!.outputs['findings']!) };
}

const keysOf = async (folder: string): Promise<string[]> => {
  const { Contents = [] } = await target.send(new ListObjectsV2Command({ Bucket: sandbox.buckets.target, Prefix: `${folder}/` }));
  return Contents.map(({ Key }) => Key!);
};
const bodyOf = async (key: string): Promise<Buffer> => {
  const { Body } = await target.send(new GetObjectCommand({ Bucket: sandbox.buckets.target, Key: key }));
  return Buffer.from(await Body!.transformToByteArray());
};
const put = async (key: string, body: Buffer) =>
  void (await target.send(new PutObjectCommand({ Bucket: sandbox.buckets.target, Key: key, Body: body })));
const drop = async (key: string) => void (await target.send(new DeleteObjectCommand({ Bucket: sandbox.buckets.target, Key: key })));
/** What no S3 call can do: the source's objects have the moments that they are given. */
const atSource = async (key: string, change: object) => {
  const answer = await admin(sandbox, 'objects', { account: sandbox.accounts.source.id, bucket: sandbox.buckets.source, key, ...change });
  expect([answer.status, await answer.text()]).toEqual([200, expect.anything()]);
};
const written = (body: Buffer, lastModified: string, more: object = {}) => ({ bodyBase64: body.toString('base64'), lastModified, ...more });
/** As long as it was, and another. */
const turned = (body: Buffer) => Buffer.from(body.map((byte, index) => (index === 0 ? byte ^ 1 : byte)));

describe('a planned migration, judged twice', () => {
  it('is identical by both when its copy has ended', async () => {
    migrated = await workflow(at, CONFIG, ['--jobs-at-once', '8']);
    expect([migrated.code, migrated.output]).toEqual([0, expect.anything()]);
    const { own, ran, said } = await verified();
    expect([ran.code, said['verdict']]).toEqual([0, 'identical']);
    expect(own).toMatchObject({ verdict: 'identical', problems: [], folders: [], shards: [] });
  });

  it('differs by both in exactly the same classes, keys and shards, whatever was done to either side', async () => {
    // A whole folder gone, and one whose keys the source has no more.
    for (const key of await keysOf('E9_CheckoutOrder')) await drop(key);
    for (const key of await keysOf('0D_CheckoutOrder')) await atSource(key, { delete: true });
    // Keys of the target: gone, longer, another as long, two swapped, one too many; written anew, and yet the same.
    const [gone, longer, other, one, two, same] = await keysOf('ED_CheckoutOrder');
    await drop(gone!);
    await put(longer!, Buffer.concat([await bodyOf(longer!), Buffer.from(' ')]));
    await put(other!, turned(await bodyOf(other!)));
    const [first, second] = [await bodyOf(one!), await bodyOf(two!)];
    await put(one!, second);
    await put(two!, first);
    await put(same!, await bodyOf(same!));
    await put('83_CheckoutOrder/x/id/nobody-s.json', first);
    // Keys of the source: changed since, changed behind the cut-off, archived since (and proven as before), new, new and archived, new behind the cut-off.
    const [changed, late, archived] = await keysOf('FA_FulfillmentOrder');
    await atSource(changed!, written(turned(await bodyOf(changed!)), BEFORE_CUT_OFF));
    await atSource(late!, written(turned(await bodyOf(late!)), AFTER_CUT_OFF));
    await atSource(archived!, written(await bodyOf(archived!), BEFORE_CUT_OFF, { storageClass: 'GLACIER' }));
    await atSource('FA_FulfillmentOrder/x/id/new.json', written(first, BEFORE_CUT_OFF));
    await atSource('FA_FulfillmentOrder/x/id/new-and-archived.json', written(first, BEFORE_CUT_OFF, { storageClass: 'GLACIER' }));
    await atSource('FA_FulfillmentOrder/x/id/new-and-late.json', written(first, AFTER_CUT_OFF));
    // At neither side, and in the manifest; equal at both, in no manifest and of another form.
    const [nowhere] = await keysOf('22_CheckoutOrder');
    await drop(nowhere!);
    await atSource(nowhere!, { delete: true });
    await put('1D_CheckoutOrder/x/id/below/1.json', first);
    await atSource('1D_CheckoutOrder/x/id/below/1.json', written(first, BEFORE_CUT_OFF));
    // Beside the folders, at both sides and at one.
    for (const key of ['stray.json', 'strange/1.json', 'E9_CheckoutOrde/1']) await put(key, first);
    for (const key of ['stray.json', 'a-stray.json', 'strange/2.json']) await atSource(key, written(first, BEFORE_CUT_OFF));

    const { own, ran, said } = await verified();
    expect(own.problems).toEqual([]);
    expect([ran.code, said['verdict'], own.verdict]).toEqual([1, 'different', 'different']);
    expect(own).toMatchObject({
      counts: {
        'missing-folder': 1,
        'source-folder-missing': 1,
        // One of them holds the live table, which is this plan's no more.
        'unexpected-folder': 3,
        'missing-object': 2,
        // The two that were swapped are not as long as each other.
        'size-differs': 3,
        'content-differs': 1,
        'changed-after-copy': 1,
        archived: 1,
        unverifiable: 2,
        'target-only': expect.any(Number) as number,
        'layout-anomaly': expect.any(Number) as number,
      },
      folders: expect.arrayContaining([
        'E9_CheckoutOrder',
        'ED_CheckoutOrder',
        'FA_FulfillmentOrder',
        '22_CheckoutOrder',
        '1D_CheckoutOrder',
      ]),
    });
    expect(own.folders).toHaveLength(5);
    expect(JSON.parse(said['matrix']!)).toEqual(own.shards);
    expect(messages(ran)).toContain('DIFFERENCES_FOUND: Source and target differ: ');
    differing = said['findings']!;
  });

  it.each<[string, (held: Findings) => Partial<Findings>]>([
    ['a verdict', () => ({ verdict: 'identical' })],
    ['a count', ({ counts }) => ({ counts: { ...counts, 'size-differs': 2 } })],
    ['a shard', ({ shards }) => ({ shards: shards.slice(1) })],
    ['a digest', ({ digests }) => ({ digests: { ...digests, target: digests.source } })],
    ['the list', () => ({ list: null })],
    ['the state of a folder', ({ perFolder }) => ({ perFolder: perFolder.map((one) => ({ ...one, state: 'identical' as const })) })],
  ])('and the script says so where findings tell something else: %s', async (_what, change) => {
    const { bucket: Bucket, key } = parseS3Uri(differing);
    const { Body } = await target.send(new GetObjectCommand({ Bucket, Key: key }));
    const held = JSON.parse(await Body!.transformToString()) as Findings;
    const Key = key.replace('.json', '-changed.json');
    await target.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify({ ...held, ...change(held) }) }));
    expect(planVerdict(at.path('sandbox.json'), differing).problems).toEqual([]);
    expect(planVerdict(at.path('sandbox.json'), `s3://${Bucket}/${Key}`).problems).not.toEqual([]);
  });

  it('is unproven where it is to look deeper than a listing, and the agent may not read at the target', async () => {
    const more = ['-f', `plan=${planUri()}`, '-f', 'table=false', '-f', 'deep=100%'];
    const ran = await endOf(at, startWorkflow(at, CONFIG, more, '.github/workflows/verify.yml'));
    expect(ran.code).toBe(1);
    expect(messages(ran)).toMatch(/UNPROVEN: \d+ of 32 folders could not be seen whole; first \w+: ACCESS_DENIED/);
  });
});
