import { isDeepStrictEqual } from 'node:util';
import { isoSeconds } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { clusterIntent, type ClusterIntent } from '../contracts/fleet.ts';
import { MigrationError } from '../errors.ts';
import { isLive, type Cluster } from './clusters.ts';
import { clusterName } from './naming.ts';
import type { ClusterRequest } from './request.ts';
import type { StoredOrder, Work, WorkDeps } from './work.ts';

/** Launches of one order. A third that dies before it has done anything has a reason that a fourth would meet, too. */
export const ATTEMPTS_UP_TO = 3;

/** How the newest request for this order stands. */
export type Sight =
  /** Nobody has asked yet. */
  | { readonly sight: 'none' }
  | { readonly sight: 'live'; readonly attempt: number; readonly id: string }
  | { readonly sight: 'gone'; readonly attempt: number }
  /** Asked for, and not to be seen: the request or its answer was lost. */
  | { readonly sight: 'unseen'; readonly intent: ClusterIntent };

/** ListClusters is asked again before a request counts as lost: a cluster may show late (EMR says nothing about it). */
const LOOKS = 3;
const LOOK_EVERY_MS = 10_000;
/** Clocks of the runner and of AWS differ; names are unique, so this bounds the listing only. */
const CLOCK_SKEW_MS = 15 * 60_000;
/** RunJobFlow refills at one in two seconds for the whole account: a queue of a hundred is gone in some minutes. */
const THROTTLED_UP_TO = 30;
const BACKOFF_FROM_MS = 1000;
const BACKOFF_UP_TO_MS = 20_000;
/** Answers that may be lost one after another before the network is to blame. */
const LOST_UP_TO = 3;

/** Looks for the cluster that was last asked for with this order. Of several that live, all but the oldest are ended. */
export async function lookFor(deps: WorkDeps, work: Work<unknown>, { generation }: StoredOrder): Promise<Sight> {
  const intent = await newestIntent(deps, work, generation);
  if (intent === null) return { sight: 'none' };
  const found = await findAgain(deps, intent);
  if (found === null) return { sight: 'unseen', intent };
  return isLive(found) ? { sight: 'live', attempt: intent.attempt, id: found.id } : { sight: 'gone', attempt: intent.attempt };
}

export interface Launch {
  readonly work: Work<unknown>;
  readonly order: StoredOrder;
  readonly attempt: number;
  readonly requestOf: (name: string) => ClusterRequest;
  /** The request that was written down before and may have been lost; null for a new one. */
  readonly unseen: ClusterIntent | null;
}

/**
 * Asks for a cluster: the request goes into the ledger before it is sent, and after a lost answer the cluster is looked
 * for before anything is sent again. @throws MigrationError CLUSTER_REFUSED, AWS_FAILED
 */
export async function launch(deps: WorkDeps, { attempt, order, requestOf, unseen, work }: Launch): Promise<string> {
  const { clock, clusters, log, random, signal } = deps;
  const intent = unseen ?? (await writeIntent(deps, work, order, attempt, requestOf));
  // What was written is what is sent, whoever wrote it.
  const request = intent.request as unknown as ClusterRequest;
  let doubtful = unseen !== null;
  let lost = 0;
  for (let throttled = 0; ;) {
    const answer = await clusters.run(request, signal);
    if (answer.answer === 'created') {
      if (doubtful) await endOthers(deps, intent, answer.id);
      log(`Cluster ${answer.id} asked for: ${intent.name}`);
      return answer.id;
    }
    if (answer.answer === 'lost') {
      log(`The answer to RunJobFlow was lost (${answer.detail}): looking for ${intent.name}`);
      doubtful = true;
      const found = await findAgain(deps, intent);
      if (found !== null) return found.id;
      lost += 1;
      if (lost >= LOST_UP_TO) throw unanswered(intent.name, `${lost} answers were lost; the last: ${answer.detail}`);
      continue;
    }
    throttled += 1;
    if (throttled === 1) log(`RunJobFlow is throttled (${answer.detail}): waiting`);
    if (throttled >= THROTTLED_UP_TO) throw unanswered(intent.name, `it was throttled ${throttled} times; the last: ${answer.detail}`);
    // Full jitter: whoever was throttled together must not come back together.
    await clock.sleep(random() * Math.min(BACKOFF_UP_TO_MS, BACKOFF_FROM_MS * 2 ** throttled), signal);
  }
}

/** The name that requests of this order go by. The digest is of the order, so no other work can be found under it. */
function nameOf(work: Work<unknown>, { digest, generation }: StoredOrder, attempt: number): string {
  return clusterName({ migration: work.of.migration, kind: work.kind, batch: work.batch, generation, attempt, orderDigest: digest });
}

/** Intents of all transformations lie side by side, so the batch carries a part of its own one's digest. */
function intentName({ names }: Pick<WorkDeps, 'names'>, work: Work<unknown>, generation: number, attempt: number): string {
  return names.clusterIntent(`${work.batch}-${work.of.transform.slice(0, 8)}`, generation, attempt);
}

async function newestIntent(deps: WorkDeps, work: Work<unknown>, generation: number): Promise<ClusterIntent | null> {
  let newest: ClusterIntent | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const found = await readIntent(deps, intentName(deps, work, generation, attempt));
    if (found === null) return newest;
    newest = found;
  }
}

async function readIntent({ ledger, signal }: WorkDeps, name: string): Promise<ClusterIntent | null> {
  const stored = await ledger.read(name, signal);
  return stored === null ? null : parseContract(clusterIntent, stored.body.toString('utf8'), ledger.uri(name));
}

async function writeIntent(
  deps: WorkDeps,
  work: Work<unknown>,
  order: StoredOrder,
  attempt: number,
  requestOf: (name: string) => ClusterRequest,
): Promise<ClusterIntent> {
  const name = nameOf(work, order, attempt);
  const intent: ClusterIntent = {
    contract: 'cluster-intent/1',
    migration: work.of.migration,
    identity: work.of.identity,
    transform: work.of.transform,
    batch: work.batch,
    generation: order.generation,
    attempt,
    name,
    request: JSON.parse(JSON.stringify(requestOf(name))) as ClusterIntent['request'],
    createdAt: isoSeconds(deps.clock.now()),
  };
  const at = intentName(deps, work, order.generation, attempt);
  const written = await deps.ledger.write(at, JSON.stringify(intent), { absent: true });
  if (written.outcome === 'written') return intent;
  // The answer to a write may be lost, and its repeat then meets what it wrote.
  const stored = await readIntent(deps, at);
  if (stored !== null && isDeepStrictEqual(stored, intent)) return intent;
  throw new MigrationError('LEDGER_CONFLICT', `${deps.ledger.uri(at)} was written by another worker at the same time`, {
    next: 'Two runs work on the same batch: let one end, then re-run this job; it goes on where the other stopped.',
  });
}

/** The cluster of this name: the one that lives, else the one that was seen last; null when none shows after some looks. */
async function findAgain(deps: WorkDeps, intent: ClusterIntent): Promise<Cluster | null> {
  const { clock, clusters, signal } = deps;
  for (let looks = 1; ; looks += 1) {
    const found = await clusters.find(intent.name, sinceOf(intent), signal);
    const [oldest, ...extra] = found.filter(isLive);
    if (oldest !== undefined) {
      await endAll(deps, extra);
      return oldest;
    }
    const last = found.at(-1);
    if (last !== undefined) return last;
    if (looks === LOOKS) return null;
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** After a request that may have been sent twice: of one name there is one cluster. */
async function endOthers(deps: WorkDeps, intent: ClusterIntent, keep: string): Promise<void> {
  for (const looks of [1, 2]) {
    const found = await deps.clusters.find(intent.name, sinceOf(intent), deps.signal);
    const extra = found.filter((cluster) => isLive(cluster) && cluster.id !== keep);
    await endAll(deps, extra);
    if (looks === 1 && extra.length === 0) await deps.clock.sleep(LOOK_EVERY_MS, deps.signal);
  }
}

async function endAll({ clusters, log, signal }: WorkDeps, extra: readonly Cluster[]): Promise<void> {
  for (const { id } of extra) {
    log(`Cluster ${id} was asked for twice: ending it`);
    await clusters.terminate(id, signal);
  }
}

function sinceOf({ createdAt }: ClusterIntent): string {
  return isoSeconds(Date.parse(createdAt) - CLOCK_SKEW_MS);
}

function unanswered(name: string, reason: string): MigrationError {
  return new MigrationError('AWS_FAILED', `RunJobFlow for ${name} was not answered: ${reason}`, {
    next: 'Re-run this job: it looks for the cluster first, and asks again only when there is none.',
  });
}
