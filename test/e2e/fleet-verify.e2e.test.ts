import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../sandbox/state.ts';
import { compareSides, readReceipt, rentedEver, scratch } from './commands.ts';
import { VICTIMS } from './kill.ts';
import {
  legsOf,
  ownerOfTarget,
  quickWith,
  receiptOf,
  sandboxDown,
  sandboxUp,
  startWorkflow,
  endOf,
  workflow,
  type Ran,
} from './workflow.ts';

/** The copy half with `verify.executor: fleet`: copied in the jobs, judged on a machine. */

const at = scratch();
const CONFIG = at.path('migration.yml');
const LOST = ['E9_FulfillmentOrder', 'ED_FulfillmentOrder', 'FA_FulfillmentOrder'];
let sandbox: SandboxState;
/** The run that everything after it verifies again. */
let migrated: Ran;

beforeAll(async () => {
  quickWith({ partition: null, copy: { shards: 8, executor: 'runner' }, verify: { executor: 'fleet' } }, CONFIG);
  sandbox = await sandboxUp(at);
});

afterAll(() => sandboxDown(at));

const machines = () => rentedEver(at.path('sandbox.json')).instances;
const logOf = (ran: Ran, job: string) => readFileSync(join(ran.outcome.folder, legsOf(ran, job)[0]!.log!), 'utf8');
const planUri = () => migrated.outcome.jobs.find(({ id }) => id === 'plan')!.outputs['plan']!;
const messages = ({ outcome }: Ran) => outcome.annotations.map(({ message }) => message).join('\n');
const verifyAgain = () => startWorkflow(at, CONFIG, ['-f', `plan=${planUri()}`, '-f', 'table=false'], '.github/workflows/verify.yml');

interface Asked {
  readonly operation: string;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly prefix: string | null;
  readonly status: number;
  readonly principal: string | null;
}
const asked = () =>
  readFileSync(at.path('sandbox/s3-access.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Asked);

describe('a migration that is verified on a machine', () => {
  it('finds the lost folders, repeats their shards, is judged clean, and leaves no machine', async () => {
    migrated = await workflow(at, CONFIG, ['--jobs-at-once', '8']);
    expect([migrated.code, migrated.output]).toEqual([0, expect.anything()]);
    expect(migrated.results).toMatchObject({
      launch: 'skipped',
      'round-1 / verify': 'success',
      'round-1 / resync': 'success',
      'round-2 / verify': 'success',
      'round-2 / resync': 'skipped',
      judge: 'skipped',
      release: 'success',
      report: 'success',
    });
    const receipt = readReceipt(await receiptOf(at, sandbox, migrated));
    expect(receipt).toMatchObject({ verdict: 'complete', folders: { expected: 32, identical: 32 }, resources: { instances: 0 } });
    expect(receipt.verify.map(({ folders }) => folders)).toEqual([LOST, []]);
    expect(legsOf(migrated, 'round-1 / resync')).toHaveLength(receipt.verify[0]!.shards.length);
    // One machine for both passes, with a start of its own for each.
    expect(machines()).toBe(1);
    expect(logOf(migrated, 'round-1 / verify')).toMatch(/Machine (i-\w+) \(m5\.large\) asked for, for worker verify/);
    expect(logOf(migrated, 'round-2 / verify')).toMatch(
      /Machine i-\w+ of worker verify is running: adopted\n(.*\n)*.*Worker verify started on i-/,
    );
    expect(compareSides(at.path('sandbox.json'), '2020-01-15T00:00:00Z').problems).toEqual([]);
  });

  it('is listed for the verdict by the machine alone', () => {
    const requests = asked();
    const judges = new Set(
      requests.flatMap(({ key, operation, principal }) =>
        operation === 'PutObject' && key?.endsWith('/heartbeats/verify.json') ? [principal] : [],
      ),
    );
    const first = requests.findIndex(({ key }) => key?.endsWith('/heartbeats/verify.json') === true);
    const folder = `${LOST[0]}/`;
    const listings = requests.filter(
      ({ bucket, operation, prefix, status }) =>
        status === 200 && operation.startsWith('ListObjects') && prefix === folder && bucket === sandbox.buckets.source,
    );
    const after = requests.slice(first).filter((one) => listings.includes(one) && judges.has(one.principal));
    // Each pass once; all that others have listed of this folder is the plan's look, the copy, and its repeat.
    expect(after).toHaveLength(2);
    expect(listings.filter(({ principal }) => !judges.has(principal))).toHaveLength(3);
  });

  it('is verified at any later time by verify.yml, also when the machine dies meanwhile', async () => {
    const before = machines();
    const running = verifyAgain();
    let killed: string | null = null;
    while (killed === null && running.child.exitCode === null) {
      killed = await VICTIMS.instance(at.dir, 0);
      if (killed === null) await sleep(50);
    }
    const ran = await endOf(at, running);
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    expect(ran.results).toMatchObject({ 'verify / round-1 / verify': 'success', 'verify / release': 'success' });
    expect(logOf(ran, 'verify / round-1 / verify')).toContain(`Machine ${killed} of worker verify is no use`);
    expect(machines() - before).toBe(2);
    expect(await VICTIMS.instance(at.dir, 0)).toBeNull();
  });

  it('is cancelled with its run, and its machine is given back', async () => {
    const before = machines();
    const running = verifyAgain();
    while (machines() === before && running.child.exitCode === null) await sleep(200);
    running.child.kill('SIGINT');
    const ran = await endOf(at, running);
    expect([ran.code, ran.output]).toEqual([130, expect.anything()]);
    expect(ran.results).toMatchObject({ 'verify / round-1 / verify': 'cancelled', 'verify / release': 'success' });
    expect(machines() - before).toBe(1);
    expect(await VICTIMS.instance(at.dir, 0)).toBeNull();
  });

  it('is unproven when the machine may not list, and the machine is ended all the same', async () => {
    const owner = ownerOfTarget(sandbox);
    const Bucket = sandbox.buckets.target;
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` };
    await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [deny] }) }));
    const ran = await endOf(at, verifyAgain());
    await owner.send(new DeleteBucketPolicyCommand({ Bucket }));
    owner.destroy();
    expect(ran.code).toBe(1);
    expect(ran.results).toMatchObject({ 'verify / round-1 / verify': 'failure', 'verify / release': 'success' });
    expect(messages(ran)).toMatch(/UNPROVEN: 32 of 32 folders, and what lies beside them, could not be seen whole; first 00_/);
    expect(await VICTIMS.instance(at.dir, 0)).toBeNull();
  });
});
