import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { eachUpTo } from '../pool.ts';
import { classify, classifyStuck, type FailureClass, type Verdict } from './classify.ts';
import type { Step } from './clusters.ts';
import type { FollowEnd } from './follow.ts';
import { CANARY_STEP, logsFolder, stepLog, stepName } from './naming.ts';
import type { Work, WorkDeps } from './work.ts';

type Over = Extract<FollowEnd, { readonly end: 'over' }>;

const unpack = promisify(gunzip);

const READS_AT_ONCE = 8;
/** What tells is at the end: the exception, and some lines before it. */
const LOG_TAIL_BYTES = 64 * 1024;
/** A driver's log is text of some megabytes; one that unpacks to more than this is not read. */
const LOG_UP_TO_BYTES = 256 * 2 ** 20;
/** EMR pushes logs every five minutes (ManagementGuide, "View log files"), the job's own last line among them. */
const LOG_EVERY_MS = 60_000;
const LOG_LOOKS = 7;
const SAYS_LITTLE: ReadonlySet<FailureClass> = new Set<FailureClass>(['silent', 'unknown', 'job-error']);

/** Why each of the units has no commit. A canary that failed speaks for all: after it, no unit had a chance. */
export async function judge(
  deps: WorkDeps,
  work: Work<unknown>,
  units: readonly string[],
  { cluster, id, steps, stuck }: Pick<Over, 'cluster' | 'steps' | 'stuck'> & { readonly id: string },
): Promise<ReadonlyMap<string, Verdict>> {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const canary = byName.get(CANARY_STEP);
  const stepOf = (unit: string) => (canary?.state === 'FAILED' ? canary : byName.get(stepName(work.kind, unit))) ?? null;
  const failed = new Map(
    units
      .flatMap((unit) => stepOf(unit) ?? [])
      .filter(({ state }) => state === 'FAILED')
      .map((step) => [step.id, step]),
  );
  const logs = await readLogs(deps, work, id, [...failed.values()]);
  return new Map(
    units.map((unit) => {
      const step = stepOf(unit);
      const owed = stuck === null ? null : classifyStuck(step, stuck);
      return [unit, owed ?? classify({ cluster, step, log: step === null ? null : (logs.get(step.id) ?? null) })];
    }),
  );
}

async function readLogs(
  deps: WorkDeps,
  work: Work<unknown>,
  cluster: string,
  failed: readonly Step[],
): Promise<ReadonlyMap<string, string>> {
  const logs = new Map<string, string>();
  const read = (steps: readonly Step[]) =>
    eachUpTo(steps, READS_AT_ONCE, async ({ id }) => {
      const log = await readLog(deps, work, cluster, id);
      if (log !== null) logs.set(id, log);
    });
  await read(failed);
  // Of a step that says little itself, only its log can tell whether it was more than a bad start.
  const isMute = (step: Step) => !logs.has(step.id) && SAYS_LITTLE.has(classify({ cluster: null, step, log: null }).class);
  for (let looks = 1; looks < LOG_LOOKS && failed.some(isMute); looks += 1) {
    await deps.clock.sleep(LOG_EVERY_MS, deps.signal);
    await read(failed.filter(isMute));
  }
  return logs;
}

/** The ends of both streams, the job's own words last; null where there is nothing yet. */
async function readLog(deps: WorkDeps, { of }: Work<unknown>, cluster: string, step: string): Promise<string | null> {
  const folder = logsFolder(of.migration, of.identity, of.transform);
  const spark = await readTail(deps, stepLog(folder, cluster, step, 'stderr'));
  const job = await readTail(deps, stepLog(folder, cluster, step, 'stdout'));
  return spark === null && job === null ? null : [spark ?? '', job ?? ''].join('\n');
}

async function readTail({ ledger, log, signal }: WorkDeps, name: string): Promise<string | null> {
  const stored = await ledger.read(name, signal);
  if (stored === null) return null;
  try {
    const text = await unpack(stored.body, { maxOutputLength: LOG_UP_TO_BYTES });
    return text.subarray(-LOG_TAIL_BYTES).toString('utf8');
  } catch (error) {
    log(`${ledger.uri(name)} could not be read: ${(error as Error).message}`);
    return null;
  }
}
