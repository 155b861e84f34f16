import { isoSeconds } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { reaperNote, type ReaperNote } from '../contracts/fleet.ts';
import { writeOrThrow } from '../ledger/store.ts';
import { workersOf } from './machine-wish.ts';
import type { OpenPlan } from './open-plan.ts';
import type { ReleaseDeps } from './release.ts';
import { workingClusters, workingWorkers, type SettleDeps } from './settle.ts';

export type ReapDeps = SettleDeps & Pick<ReleaseDeps, 'terminate'>;

export interface Reaped {
  /** Rented, and at work. */
  readonly working: readonly string[];
  /** Rented and idle, seen so for the first time or not for long: a later pass ends it, if it is idle still. */
  readonly idle: readonly string[];
  /** Idle in an earlier pass and in this one: ended now. */
  readonly ended: readonly string[];
}

/** Between two passes a job may have died and its re-run begun: what is idle for less stays. */
const IDLE_FOR_MS = 20 * 60_000;

/**
 * Ends machines and clusters of the migration that nobody works with: those that idle now and did in an earlier pass.
 * The first pass that sees one only says so. It is the last of several ends: machines and clusters have timers of their own.
 */
export async function reapStage(deps: ReapDeps, open: OpenPlan): Promise<Reaped> {
  const { clock, ledger, log, terminate } = deps;
  const rented = await deps.rented();
  const [workers, busy] = await Promise.all([workingWorkers(deps, open, workersOf(open.plan)), workingClusters(deps, rented.clusters)]);
  const working = new Set([...workers.map(({ machine }) => machine), ...busy]);
  const now = clock.now();
  const before = await readNote(deps, open);
  const since = new Map(
    [...rented.instances, ...rented.clusters].filter((id) => !working.has(id)).map((id) => [id, before.idle[id] ?? isoSeconds(now)]),
  );
  const isOver = (id: string) => before.idle[id] !== undefined && now - Date.parse(before.idle[id]) >= IDLE_FOR_MS;
  const [ended, idle] = [[...since.keys()].filter(isOver), [...since.keys()].filter((id) => !isOver(id))];
  for (const [id, at] of since) log(`${id} is rented and idle since ${at}: ${isOver(id) ? 'ending it' : 'a later pass ends it'}`);
  await terminate.instances(ended.filter((id) => rented.instances.includes(id)));
  await terminate.clusters(ended.filter((id) => rented.clusters.includes(id)));
  const note: ReaperNote = { contract: 'reaper/1', idle: Object.fromEntries(since), at: isoSeconds(now) };
  await writeOrThrow(ledger, open.names.reaper(), JSON.stringify(note));
  if (since.size === 0) log(`Nothing is rented and idle; ${working.size} at work`);
  return { working: [...working], idle, ended };
}

async function readNote({ ledger, signal }: ReapDeps, { names }: OpenPlan): Promise<ReaperNote> {
  const stored = await ledger.read(names.reaper(), signal);
  if (stored === null) return { contract: 'reaper/1', idle: {}, at: isoSeconds(0) };
  return parseContract(reaperNote, stored.body.toString('utf8'), ledger.uri(names.reaper()));
}
