import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUICK, run, scratch } from './commands.ts';

interface Outcome {
  readonly conclusion: string;
  readonly annotations: { level: string; job: string; message: string }[];
  readonly jobs: {
    id: string;
    result: string;
    outputs?: Record<string, string>;
    legs: { steps: { id?: string; exitCode?: number }[] }[];
  }[];
}

const GOOD = `version: 1
name: small
source: { bucket: shop-orders-archive, region: us-east-1, account: "111122223333" }
target: { bucket: analytics-checkout, region: us-east-2, account: "444455556666" }
layout: { key: "{folder}/{sub}/id/{document}", folders: ["{00,40}_CheckoutOrder"] }
cutoff: { lastModified: 2020-01-15T00:00:00Z }
copy: { shards: 2, executor: runner }
ledger: { bucket: analytics-migration-ledger }
`;

const at = scratch();
const ROOT = join(import.meta.dirname, '../..');
const TRANSFORM = relative(at.dir, join(ROOT, 'examples/checkout-history/transform.yml'));
const SCHEMA = relative(at.dir, join(ROOT, 'examples/checkout-history/schema.yml'));
const TABLE = `partition:
  clusters: 1
  machines: { core: c5.4xlarge }
  rules: ${TRANSFORM}
  schema: ${SCHEMA}
  table: { database: analytics, name: checkout, prefix: consumable_tables/checkout/ }
`;

beforeAll(async () => {
  const up = await run('sandbox', ['up', '--dir', at.path('sandbox'), '--seed', QUICK, '--json', at.path('sandbox.json')]);
  if (up.code !== 0) throw new Error(up.output);
});

afterAll(async () => {
  await run('sandbox', ['down', '--dir', at.path('sandbox')]);
  at.remove();
});

async function migrate(
  config: string,
  args: readonly string[] = [],
): Promise<{ code: number | null; output: string; outcome: Outcome; exitCode: number | undefined }> {
  writeFileSync(at.path('migration.yml'), config);
  const { code, output } = await run('workflow', [
    '.github/workflows/migrate.yml',
    ...[
      '-f',
      `config=${at.path('migration.yml')}`,
      '--sandbox',
      at.path('sandbox/state.json'),
      '--runs',
      at.path('runs'),
      '--json',
      at.path('run.json'),
      '--plain',
      '--approve',
      'approve',
    ],
    ...args,
  ]);
  const outcome = JSON.parse(readFileSync(at.path('run.json'), 'utf8')) as Outcome;
  return {
    code,
    output,
    outcome,
    exitCode: outcome.jobs.find(({ result }) => result === 'failure')?.legs[0]!.steps.findLast(({ exitCode }) => exitCode !== undefined)
      ?.exitCode,
  };
}

/** Keys of a bucket, and the source's policy, as their owners see them. */
async function keysOf(side: 'source' | 'target', bucket: string): Promise<number> {
  const { Contents } = await s3(side).send(new ListObjectsV2Command({ Bucket: bucket }));
  // The job's libraries and the live pipeline's files were there before.
  return (Contents ?? []).filter(({ Key }) => !/^(_jobs|consumable_tables)\//.test(Key ?? '')).length;
}

function sandboxJson() {
  return JSON.parse(readFileSync(at.path('sandbox.json'), 'utf8')) as {
    endpoint: string;
    accounts: Record<string, { region: string; accessKeyId: string; secretAccessKey: string }>;
  };
}

function s3(side: 'source' | 'target'): S3Client {
  const { endpoint, accounts } = sandboxJson();
  const { region, accessKeyId, secretAccessKey } = accounts[side]!;
  return new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
}

async function expectNothingStarted(): Promise<void> {
  expect(await keysOf('target', 'analytics-checkout')).toBe(0);
  expect(await keysOf('target', 'analytics-migration-ledger')).toBe(0);
  await expect(s3('source').send(new GetBucketPolicyCommand({ Bucket: 'shop-orders-archive' }))).rejects.toMatchObject({
    name: 'NoSuchBucketPolicy',
  });
}

describe('what is wrong is said once, with its name and the fix, before anything starts', () => {
  const rows: [string, (good: string) => string, readonly string[], number, RegExp[]][] = [
    [
      'a config with several mistakes',
      (good) => good.replace('shards: 2', 'shard: 2').replace('"111122223333"', '111122223333').replace('us-east-2', 'useast2'),
      [],
      2,
      [/CONFIG_INVALID/, /migration\.yml:7:/, /did you mean/i, /migration\.yml:3:/, /quote/i, /migration\.yml:4:/],
    ],
    [
      'a config that is not there',
      (good) => good,
      ['-f', 'config=examples/nowhere.yml'],
      2,
      [/CONFIG_MISSING/, /examples\/nowhere\.yml/, /next:/],
    ],
    [
      'a source bucket that does not exist',
      (good) => good.replace('shop-orders-archive', 'shop-orders-archiv'),
      [],
      2,
      [/BUCKET_MISSING/, /shop-orders-archiv\b/, /next:/],
    ],
    [
      'a target bucket that does not exist',
      (good) => good.replace('analytics-checkout', 'analytics-checkou'),
      [],
      2,
      [/BUCKET_MISSING/, /analytics-checkou\b/, /next:/],
    ],
    [
      'a bucket of another account',
      (good) =>
        good
          .replace('analytics-checkout', 'shop-orders-archive')
          .replace('{ bucket: shop-orders-archive, region: us-east-1', '{ bucket: analytics-checkout, region: us-east-1'),
      [],
      4,
      [/ACCESS_DENIED/, /account/, /next:/],
    ],
    [
      'a folder that is not at the source',
      (good) => good.replace('{00,40}', '{00,40,41}'),
      [],
      2,
      [/SOURCE_FOLDER_MISSING/, /41_CheckoutOrder/, /layout\.except/],
    ],
    [
      'a role that does not trust this repository',
      (good) => good,
      ['--repository', 'somebody/else'],
      4,
      [/ROLE_REFUSED/, /bucket-brigade-plan/, /repo:somebody\/else:ref:refs\/heads\/main/, /next:/],
    ],
    [
      'a survey role that is not there',
      (good) => `${good}access: { mode: managed, hours: 24, roles: { survey: "arn:aws:iam::111122223333:role/nobody" } }\n`,
      [],
      4,
      [/ROLE_REFUSED/, /role\/nobody/, /next:/],
    ],
    [
      'a machine that nobody knows',
      (good) => `${good}${TABLE.replace('core: c5.4xlarge', 'core: c5.huge')}`,
      [],
      2,
      [/UNKNOWN_INSTANCE_TYPE/, /c5\.huge/, /next:/],
    ],
    [
      'a machine of the fleet that EC2 has not',
      (good) => good.replace('executor: runner', 'executor: fleet, machine: { type: m5.enormous }'),
      [],
      2,
      [/UNKNOWN_INSTANCE_TYPE/, /copy\.machine\.type/, /m5\.enormous/, /next:/],
    ],
    [
      'rules that name no column',
      (good) => {
        writeFileSync(at.path('transform.yml'), readFileSync(join(at.dir, TRANSFORM), 'utf8').replace('- LastChange', '- LastChanged'));
        return `${good}${TABLE.replace(TRANSFORM, 'transform.yml')}`;
      },
      [],
      2,
      [/CONFIG_INVALID/, /transform\.yml:\d+:/, /LastChanged/, /did you mean `?LastChange/],
    ],
  ];
  it.each(rows)('%s', async (_name, change, args, exit, texts) => {
    const { code, outcome, exitCode, output } = await migrate(change(GOOD), args);
    expect([code, output]).toEqual([1, expect.any(String)]);
    expect(outcome.conclusion).toBe('failure');
    const errors = outcome.annotations.filter(({ level }) => level === 'error');
    expect(errors.map(({ job }) => job)).toEqual(['plan']);
    for (const text of texts) expect(errors[0]!.message).toMatch(text);
    expect(exitCode).toBe(exit);
    await expectNothingStarted();
  });

  it('an agent role that is not there: every leg names it, and nothing is granted or copied', async () => {
    const config = `${GOOD}access: { mode: managed, hours: 24, roles: { agent: "arn:aws:iam::444455556666:role/nobody" } }\n`;
    const { code, outcome } = await migrate(config);
    expect(code).toBe(1);
    const errors = outcome.annotations.filter(({ level, job }) => level === 'error' && job.startsWith('copy'));
    expect(errors).toHaveLength(2);
    for (const { message } of errors) expect(message).toMatch(/ROLE_REFUSED.*role\/nobody.*next:/s);
    expect(await keysOf('target', 'analytics-checkout')).toBe(0);
    await expect(s3('source').send(new GetBucketPolicyCommand({ Bucket: 'shop-orders-archive' }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  it('an input that the workflow does not have, and a missing workflow', async () => {
    const unknown = await run('workflow', [
      '.github/workflows/migrate.yml',
      '-f',
      'confg=x',
      '--sandbox',
      at.path('sandbox/state.json'),
      '--runs',
      at.path('runs'),
    ]);
    expect(unknown.code).toBe(2);
    expect(unknown.output).toMatch(/confg/);
    expect((await run('workflow', ['.github/workflows/none.yml'])).code).toBe(2);
  });
});

describe('credentials of another account than the target’s', () => {
  it('are refused by name where S3 would let them in: no machine or cluster of that account is looked at', async () => {
    const planned = await migrate(GOOD, ['-f', 'mode=plan']);
    expect([planned.code, planned.output]).toEqual([0, expect.any(String)]);
    const plan = planned.outcome.jobs.find(({ id }) => id === 'plan')!.outputs!['plan']!;
    const owner = s3('target');
    const Bucket = 'analytics-migration-ledger';
    const { Policy } = await owner.send(new GetBucketPolicyCommand({ Bucket })).catch(() => ({ Policy: undefined }));
    const policy = JSON.parse(Policy ?? '{"Version":"2012-10-17","Statement":[]}') as { Statement: object[] };
    const theirs = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 's3:*', Resource: [`arn:aws:s3:::${Bucket}/*`] };
    const letIn = JSON.stringify({ ...policy, Statement: [...policy.Statement, theirs] });
    await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: letIn }));
    const { endpoint, accounts } = sandboxJson();
    const { accessKeyId, secretAccessKey } = accounts['source']!;
    const env = { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const on = ['--plan', plan, '--region', 'us-east-2', '--account', '444455556666'];
    for (const stage of [['release'], ['settle'], ['sync-shard', '--shard', '00']]) {
      const { code, output } = await run('cli', [stage[0]!, ...on, ...stage.slice(1)], env);
      expect([code, output]).toEqual([4, expect.stringMatching(/ACCOUNT_MISMATCH: .*account 111122223333 .*444455556666/)]);
      expect(output).toContain('next: Take credentials of account 444455556666');
    }
    if (Policy === undefined) await owner.send(new DeleteBucketPolicyCommand({ Bucket }));
    else await owner.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  });
});

describe('the sandbox command', () => {
  it('refuses a second start, a taken port and an unknown example by name', async () => {
    const twice = await run('sandbox', ['up', '--dir', at.path('sandbox')]);
    expect([twice.code, twice.output]).toEqual([2, expect.stringContaining('up already')]);
    // What it names as the next step ends this sandbox, and not the checkout's own.
    expect(twice.output).toContain(`npm run sandbox -- down --dir ${at.path('sandbox')}`);
    const { endpoint } = JSON.parse(readFileSync(at.path('sandbox.json'), 'utf8')) as { endpoint: string };
    const { port } = new URL(endpoint);
    const taken = await run('sandbox', ['up', '--dir', at.path('other'), '--port', port]);
    expect([taken.code, taken.output]).toEqual([1, expect.stringContaining(`Port ${port} is taken`)]);
    const example = await run('sandbox', ['up', '--dir', at.path('other'), '--seed', 'examples/none']);
    expect([example.code, example.output]).toEqual([2, expect.stringContaining('examples/none')]);
    expect((await run('sandbox', ['status', '--dir', at.path('other')])).code).toBe(1);
    expect((await run('sandbox', ['down', '--dir', at.path('other')])).output).toContain('There was no sandbox');
  });
});
