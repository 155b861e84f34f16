import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteBucketPolicyCommand, GetObjectCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { parse, stringify } from 'yaml';
import { runOutcomeSchema, type JobOutcome, type LegOutcome, type RunOutcome } from '../../sandbox/workflow-runner/outcome.ts';
import { plan, type Plan } from '../../src/contracts/plan.ts';
import { parseS3Uri } from '../../src/ledger/store.ts';
import { readState, type SandboxState } from '../../sandbox/state.ts';
import { processesOf, QUICK, ROOT, run, start, storedCopies, type Ended, type Running, type scratch } from './commands.ts';

/** A folder with a sandbox in it, in which workflows are run as a person would from a terminal. */
export interface Place {
  readonly path: (name: string) => string;
}

export interface Ran extends Ended {
  readonly outcome: RunOutcome;
  /** Results by job, and of the jobs of called workflows by `caller / job`. */
  readonly results: Readonly<Record<string, string>>;
}

/** The quick example with changes: a section of null is taken out. */
export function quickWith(changes: Readonly<Record<string, unknown>>, file: string): void {
  const quick = parse(readFileSync(QUICK, 'utf8')) as Record<string, unknown>;
  const whole = Object.fromEntries(Object.entries({ ...quick, ...changes }).filter(([, value]) => value !== null));
  writeFileSync(file, stringify(whole));
}

export function workflowArgs(
  at: Place,
  config: string | null,
  more: readonly string[] = [],
  file = '.github/workflows/migrate.yml',
): string[] {
  const field = config === null ? [] : ['-f', `config=${config}`];
  const kept = ['--sandbox', at.path('sandbox/state.json'), '--runs', at.path('runs'), '--plain', '--approve', 'approve'];
  return [...(file === '' ? [] : [file]), ...field, ...kept, ...more];
}

/** Runs to its end. `json`: a file name of its own for each run that goes on at the same time. */
export async function workflow(
  at: Place,
  config: string | null,
  more: readonly string[] = [],
  file?: string,
  json = 'run.json',
): Promise<Ran> {
  return await endOf(at, startWorkflow(at, config, more, file, json), json);
}

export function startWorkflow(at: Place, config: string | null, more: readonly string[] = [], file?: string, json = 'run.json'): Running {
  return start('workflow', [...workflowArgs(at, config, more, file), '--json', at.path(json)]);
}

export async function endOf(at: Place, { ended }: Running, json = 'run.json'): Promise<Ran> {
  const end = await ended;
  if (!existsSync(at.path(json))) throw new Error(end.output);
  const outcome = runOutcomeSchema.parse(JSON.parse(readFileSync(at.path(json), 'utf8')));
  return { ...end, outcome, results: Object.fromEntries(jobsOf(outcome.jobs).map(([name, { result }]) => [name, result])) };
}

function jobsOf(jobs: readonly JobOutcome[], caller = ''): [string, JobOutcome][] {
  return jobs.flatMap((job) => [
    [caller + job.id, job] as [string, JobOutcome],
    ...job.legs.flatMap((leg) => jobsOf(leg.jobs ?? [], `${caller}${job.id} / `)),
  ]);
}

export function legsOf({ outcome }: Ran, job: string): readonly LegOutcome[] {
  const found = jobsOf(outcome.jobs).find(([name]) => name === job);
  if (found === undefined) throw new Error(`The run has no job ${job}`);
  return found[1].legs;
}

/** What S3 itself says was copied since: target keys, in order. */
export function copiesSince(at: Place, before: number): string[] {
  return storedCopies(at.path('sandbox/s3-access.ndjson')).slice(before);
}

export function copiesSoFar(at: Place): number {
  return storedCopies(at.path('sandbox/s3-access.ndjson')).length;
}

/** With `sandbox.json` beside it: what the independent scripts ask the sandbox with. */
export async function sandboxUp(at: Place, more: readonly string[] = []): Promise<SandboxState> {
  const up = await run('sandbox', ['up', '--dir', at.path('sandbox'), '--seed', QUICK, ...more]);
  if (up.code !== 0) throw new Error(up.output);
  const status = await run('sandbox', ['status', '--dir', at.path('sandbox'), '--json', at.path('sandbox.json')]);
  if (status.code !== 0) throw new Error(status.output);
  return readState(at.path('sandbox'))!;
}

/** @throws where anything that was started in this place outlives its sandbox */
export async function sandboxDown(at: ReturnType<typeof scratch>): Promise<void> {
  await run('sandbox', ['down', '--dir', at.path('sandbox')]);
  const left = processesOf(at.dir);
  at.remove();
  if (left.length > 0) throw new Error(`Left behind: ${left.join('; ')}`);
}

/** The target account's owner, who may do anything there. */
export function ownerOfTarget({ accounts, endpoint }: SandboxState): S3Client {
  const { accessKeyId, region, secretAccessKey } = accounts.target;
  return new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
}

/** From now on these faults happen to S3's requests (sandbox/proxy/rules.ts), and no others: those of the seed are gone, too. */
export async function inflictOn({ endpoint, files }: SandboxState, rules: readonly object[]): Promise<void> {
  const authorization = `Bearer ${readFileSync(files.adminToken, 'utf8').trim()}`;
  const body = JSON.stringify({ version: 1, rules });
  const answer = await fetch(`${endpoint}/_front/rules`, { method: 'PUT', headers: { authorization }, body });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Nobody may write these folders at the target; without any, everybody may again who might before. */
export async function forbid(sandbox: SandboxState, folders: readonly string[]): Promise<void> {
  const owner = ownerOfTarget(sandbox);
  const Bucket = sandbox.buckets.target;
  const Statement = [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: folders.map((folder) => `arn:aws:s3:::${Bucket}/${folder}/*`),
    },
  ];
  if (folders.length === 0) await owner.send(new DeleteBucketPolicyCommand({ Bucket }));
  else await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  owner.destroy();
}

/** A repository of somebody else, with a migration file and a workflow that calls ours. @returns the workflow's file */
export function aCaller(root: string, writeMigration: (folder: string) => void): string {
  mkdirSync(join(root, '.github/workflows'), { recursive: true });
  mkdirSync(join(root, 'migrations'));
  writeMigration(join(root, 'migrations'));
  const file = join(root, '.github/workflows/orders.yml');
  writeFileSync(
    file,
    `on: workflow_dispatch
permissions: {}
jobs:
  orders:
    uses: tools/bucket-brigade/.github/workflows/migrate.yml@${'4'.repeat(40)}
    permissions: { actions: write, contents: read, id-token: write }
    with: { config: migrations/orders.yml }
  after:
    needs: orders
    runs-on: ubuntu-latest
    outputs: { verdict: '\${{ needs.orders.outputs.verdict }}', receipt: '\${{ needs.orders.outputs.receipt }}' }
    steps: [{ run: 'true' }]
`,
  );
  return file;
}

/** What a run of that file is given: where our repository lies. */
export const CALLED = ['--repository-folder', `tools/bucket-brigade=${ROOT}`];

/** The logs of a job's legs, in the order of its matrix. */
export function logsOf(ran: Ran, job: string): readonly string[] {
  return legsOf(ran, job)
    .toSorted((a, b) => a.index - b.index)
    .map(({ log }) => (log === undefined ? '' : readFileSync(join(ran.outcome.folder, log), 'utf8')));
}

/** What is said on the run's page. */
export const annotationsOf = ({ outcome }: Ran): string => outcome.annotations.map(({ message }) => message).join('\n');

/** The plan of a run, as it lies in the ledger. */
export async function planOf(sandbox: SandboxState, { outcome }: Ran): Promise<Plan> {
  return plan.parse(JSON.parse(await readUri(sandbox, outcome.jobs.find(({ id }) => id === 'plan')!.outputs['plan']!)));
}

/** The receipt of a run as a file; `job` is the one whose output names it. */
export async function receiptOf(at: Place, sandbox: SandboxState, { outcome }: Ran, job = 'report'): Promise<string> {
  const file = at.path('receipt.json');
  writeFileSync(file, await readUri(sandbox, outcome.jobs.find(({ id }) => id === job)!.outputs['receipt']!));
  return file;
}

async function readUri(sandbox: SandboxState, uri: string): Promise<string> {
  const owner = ownerOfTarget(sandbox);
  const { bucket: Bucket, key: Key } = parseS3Uri(uri);
  const { Body } = await owner.send(new GetObjectCommand({ Bucket, Key }));
  const text = await Body!.transformToString();
  owner.destroy();
  return text;
}
