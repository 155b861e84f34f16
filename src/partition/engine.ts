import { clockUntil } from '../clock.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import { hasBegun, type Verdict } from './classify.ts';
import { follow } from './follow.ts';
import { judge } from './judge.ts';
import { ATTEMPTS_UP_TO, launch, lookFor, type Sight } from './launch.ts';
import { nextMove, type Move } from './moves.ts';
import { KINDS, stepName } from './naming.ts';
import type { Turn } from './pacing.ts';
import { proofsOf, type Proofs } from './proofs.ts';
import type { ClusterRequest } from './request.ts';
import { covers, newestOrder, orderFor, type StoredOrder, type Unit, type Work, type WorkDeps } from './work.ts';

/** Past its time a leg that still waits for its turn, for logs or for a better moment gets so long: then it leaves as well. */
const LATE_BY_UP_TO_MS = 10 * 60_000;

export interface BatchTerms {
  readonly requestOf: (order: StoredOrder) => (name: string) => ClusterRequest;
  /** Waits until this leg may launch. `first`: its first launch; what comes after it was started at a bad moment, and always waits. */
  readonly pace: (first: boolean) => Promise<Turn | null>;
  /** On the clock that `passed` counts: when this leg leaves, whatever its cluster does. */
  readonly lateAtMs: number;
}

/** A cluster that this leg worked with. */
export interface UsedCluster {
  readonly id: string;
  readonly how: 'adopted' | 'created';
  readonly generation: number;
  readonly attempt: number;
}

export interface UnitFailure extends Verdict {
  readonly unit: string;
  readonly cluster: string;
  readonly generation: number;
  readonly attempt: number;
}

export interface BatchEnd<Commit> {
  /** `late`: the time of the leg is up and its cluster goes on; `stopped`: the same, on somebody's signal. */
  readonly end: 'proven' | 'failed' | 'late' | 'stopped';
  readonly commits: ReadonlyMap<string, Commit>;
  /** Units that had their commit before. */
  readonly found: number;
  readonly clusters: readonly UsedCluster[];
  /** All that was met, what a repeat has healed among it. */
  readonly failures: readonly UnitFailure[];
  readonly seconds: number;
  readonly error: MigrationError | null;
}

/**
 * Has a batch's units done, whatever state an earlier leg was killed in: adopts the cluster that lives, or creates one;
 * follows it; repeats what a repeat can heal. At any moment there is at most one live cluster of a batch, and what has a
 * commit is done by nobody again.
 */
export async function runBatch<Commit>(given: WorkDeps, work: Work<Commit>, terms: BatchTerms): Promise<BatchEnd<Commit>> {
  const startedAtMs = given.clock.passed();
  const late = new Error('the time of this leg is up');
  const deps = { ...given, clock: clockUntil(given.clock, terms.lateAtMs + LATE_BY_UP_TO_MS, () => late) };
  const proofs = proofsOf(deps, work);
  const run: Run = { used: [], failures: [] };
  let found = 0;
  const ended = (end: BatchEnd<Commit>['end'], error: MigrationError | null): BatchEnd<Commit> => ({
    end,
    commits: proofs.commits,
    found,
    clusters: run.used,
    failures: run.failures,
    seconds: (deps.clock.passed() - startedAtMs) / 1000,
    error,
  });
  try {
    await proofs.readAll();
    found = proofs.commits.size;
    if (proofs.missing().length === 0) return ended('proven', null);
    const end = await untilProven(deps, work, terms, proofs, run);
    if (end === 'failed') return ended('failed', incomplete(work, proofs.missing(), run.failures));
    return ended(end, end === 'late' ? leftBehind(work, 'DETACHED', 'The time of this job is up') : null);
  } catch (thrown) {
    if (thrown === late) return ended('late', leftBehind(work, 'DETACHED', 'The time of this job is up'));
    if (deps.signal.aborted) return ended('stopped', leftBehind(work, 'STOPPED', 'This job was stopped', thrown));
    return ended('failed', asMigrationError(thrown));
  }
}

/** What this leg has done so far. */
interface Run {
  readonly used: UsedCluster[];
  readonly failures: UnitFailure[];
}

/** Where the batch stands: its newest order, the cluster that was last asked for with it, and what is to be done. */
interface Standing {
  readonly order: StoredOrder | null;
  readonly sight: Sight;
  readonly units: readonly Unit[];
  /** A repeat is a generation of its own, even when it asks for the same. */
  readonly fresh: boolean;
}

interface Running {
  readonly order: StoredOrder;
  readonly attempt: number;
  readonly id: string;
}

async function untilProven(
  deps: WorkDeps,
  work: Work<unknown>,
  terms: BatchTerms,
  proofs: Proofs<unknown>,
  run: Run,
): Promise<'proven' | 'failed' | 'late'> {
  let standing = await standingOf(deps, work, proofs);
  let repeated = false;
  while (standing.units.length > 0) {
    const running = await clusterFor(deps, work, terms, standing, run);
    const { attempt, id, order } = running;
    // What an earlier leg began as a repeat is one: legs that follow one another must not repeat for ever.
    repeated ||= run.used.at(-1)?.how === 'adopted' && order.generation > 1;
    const asked = new Set(standing.units.map(({ name }) => name));
    const end = await follow(deps, work, proofs, { id, asked, lateAtMs: terms.lateAtMs });
    if (end.end === 'late') return 'late';
    if (end.end === 'proven') break;
    const missing = proofs.missing().filter(({ name }) => asked.has(name));
    const failures = await judge(
      deps,
      work,
      missing.map(({ name }) => name),
      { ...end, id },
    );
    for (const [unit, failure] of failures) run.failures.push({ unit, cluster: id, generation: order.generation, attempt, ...failure });
    sayFailures(deps, work, id, failures);
    const begun = hasBegun(end.steps, new Set([...asked].map((unit) => stepName(work.kind, unit))));
    const move = nextMove({ failures, begun, attempt, repeated });
    if (move.move === 'give-up') return 'failed';
    repeated ||= move.move === 'repeat';
    const again = move.move === 'repeat' ? new Set(move.units) : asked;
    standing = {
      order,
      sight: { sight: 'gone', attempt },
      units: missing.filter(({ name }) => again.has(name)),
      fresh: move.move === 'repeat',
    };
    await sayAndWait(deps, work, move, standing.units.length);
  }
  // A repeat takes only what can heal, so others may be left.
  return proofs.missing().length === 0 ? 'proven' : 'failed';
}

/** Finds out how earlier legs have left the batch. A live cluster that will not do exactly what is missing is ended. */
async function standingOf(deps: WorkDeps, work: Work<unknown>, proofs: Proofs<unknown>): Promise<Standing> {
  const order = await newestOrder(deps, work);
  let sight: Sight = order === null ? { sight: 'none' } : await lookFor(deps, work, order);
  if (order !== null && sight.sight === 'live' && !covers(work, order, proofs.missing())) {
    deps.log(`Cluster ${sight.id} of batch ${work.batch} works on an order that has been overtaken: ending it`);
    await deps.clusters.terminate(sight.id, deps.signal);
    sight = { sight: 'gone', attempt: sight.attempt };
  }
  // What it had proven before it went counts, and nobody proves anything any more while we look.
  const units = sight.sight === 'live' ? proofs.missing() : await proofs.readAll();
  return { order, sight, units, fresh: false };
}

async function clusterFor(deps: WorkDeps, work: Work<unknown>, terms: BatchTerms, standing: Standing, run: Run): Promise<Running> {
  const { fresh, order, sight, units } = standing;
  if (order !== null && sight.sight === 'live') {
    const { attempt, id } = sight;
    deps.log(`Cluster ${id} works on batch ${work.batch} already: adopted`);
    run.used.push({ id, how: 'adopted', generation: order.generation, attempt });
    return { order, attempt, id };
  }
  let next = await orderFor(deps, work, order, units, { fresh });
  let attempt = next.generation === order?.generation ? attemptAfter(sight) : 1;
  if (attempt > ATTEMPTS_UP_TO) {
    next = await orderFor(deps, work, next, units, { fresh: true });
    attempt = 1;
  }
  const unseen = sight.sight === 'unseen' && next.generation === order?.generation ? sight.intent : null;
  const turn = await terms.pace(run.used.length === 0);
  try {
    const id = await launch(deps, { work, order: next, attempt, requestOf: terms.requestOf(next), unseen });
    run.used.push({ id, how: 'created', generation: next.generation, attempt });
    return { order: next, attempt, id };
  } finally {
    await turn
      ?.done()
      .catch((error: unknown) => deps.log(`The turn could not be given back; it ends by itself (${(error as Error).message})`));
  }
}

function attemptAfter(sight: Sight): number {
  if (sight.sight === 'none') return 1;
  return sight.sight === 'unseen' ? sight.intent.attempt : sight.attempt + 1;
}

async function sayAndWait({ clock, log, random, signal }: WorkDeps, work: Work<unknown>, move: Move, units: number): Promise<void> {
  const { unit, units: several } = KINDS[work.kind];
  if (move.move === 'repeat') log(`Batch ${work.batch}: repeating ${units} ${units === 1 ? unit : several} as a new generation`);
  if (move.move !== 'relaunch') return;
  log(`Batch ${work.batch}: launching again${move.waitMs === 0 ? '' : `, in up to ${move.waitMs / 60_000} minutes`}`);
  // From half of it on: legs whose clusters failed together must not come back together.
  if (move.waitMs > 0) await clock.sleep(move.waitMs * (0.5 + random() / 2), signal);
}

/** One line for each class: a cluster that fails as a whole would say the same sixteen times. */
function sayFailures({ log }: WorkDeps, work: Work<unknown>, id: string, failures: ReadonlyMap<string, Verdict>): void {
  for (const [failure, units] of Map.groupBy([...failures], ([, verdict]) => verdict.class)) {
    const named = units.slice(0, NAMED_AT_MOST).map(([unit]) => unit);
    log(
      `Batch ${work.batch} on ${id}: ${failure}: ${named.join(', ')}${units.length > named.length ? ` and ${units.length - named.length} more` : ''} (${units[0]?.[1].evidence})`,
    );
  }
}

const NAMED_AT_MOST = 4;

function incomplete(work: Work<unknown>, missing: readonly Unit[], failures: readonly UnitFailure[]): MigrationError {
  const last = new Map(failures.map((failure) => [failure.unit, failure]));
  const named = missing.slice(0, NAMED_AT_MOST).map(({ name }) => {
    const failure = last.get(name);
    return failure === undefined ? name : `${name} (${failure.class}: ${failure.evidence})`;
  });
  const { unit, units } = KINDS[work.kind];
  const others = missing.length > named.length ? ` and ${missing.length - named.length} more` : '';
  const steps = new Set(missing.flatMap(({ name }) => last.get(name)?.next ?? []));
  return new MigrationError(
    'TABLE_INCOMPLETE',
    `${missing.length} of ${work.units.length} ${work.units.length === 1 ? unit : units} of batch ${work.batch} ${missing.length === 1 ? 'has' : 'have'} no commit: ${named.join('; ')}${others}`,
    {
      details: { clusters: [...new Set(failures.map(({ cluster }) => cluster))].join(', ') },
      next: [...steps].join(' ') || 'Re-run this job.',
    },
  );
}

function leftBehind(work: Work<unknown>, code: 'STOPPED' | 'DETACHED', why: string, cause?: unknown): MigrationError {
  return new MigrationError(code, `${why}; the cluster of batch ${work.batch} goes on, and ends itself after its last step`, {
    ...(cause === undefined ? {} : { cause }),
    next: 'Re-run this job: it takes the cluster up again where it is by then.',
  });
}
