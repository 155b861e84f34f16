import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { canonicalJson } from '../contracts/contract.ts';
import type { CompactOrder, PartitionOrder } from '../contracts/partition.ts';
import { MigrationError } from '../errors.ts';
import type { LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { SparkClusters } from './clusters.ts';
import type { Provenance } from './commits.ts';
import type { WorkKind } from './naming.ts';

export interface WorkDeps {
  readonly clusters: SparkClusters;
  readonly ledger: LedgerStore;
  readonly names: LedgerNames;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export type Order = PartitionOrder | CompactOrder;

/** A folder or a range: what one step does, and one commit proves. */
export interface Unit {
  readonly name: string;
  /** What exactly its commit must be of: an order with another pin is another order. */
  readonly pin: string;
}

/** The work of one batch, as the engine sees it. The two kinds differ in nothing but this. */
export interface Work<Commit> {
  readonly kind: WorkKind;
  readonly batch: string;
  readonly of: Provenance;
  /** In the order of their steps. */
  readonly units: readonly Unit[];
  /** The commit's name in the ledger. */
  commitName(unit: string): string;
  /** @throws MigrationError when it is no proof of this unit */
  parseCommit(text: string, where: string, unit: string): Commit;
  orderOf(generation: number, units: readonly string[]): Promise<Order>;
  /** @throws MigrationError CONTRACT_MISMATCH when it is of other rules under the same digest */
  parseOrder(text: string, where: string): Order;
  unitsOf(order: Order): readonly Unit[];
}

export interface StoredOrder {
  readonly order: Order;
  readonly generation: number;
  readonly digest: string;
}

export function orderDigest(order: Order): string {
  return createHash('sha256').update(canonicalJson(order)).digest('hex').slice(0, 32);
}

/** The newest order of the batch; generations are numbered without gap. */
export async function newestOrder(deps: Pick<WorkDeps, 'ledger' | 'names' | 'signal'>, work: Work<unknown>): Promise<StoredOrder | null> {
  const { ledger, names, signal } = deps;
  let newest: StoredOrder | null = null;
  for (let generation = 1; ; generation += 1) {
    const name = names.table(work.of.transform).order(generation, work.batch);
    const stored = await ledger.read(name, signal);
    if (stored === null) return newest;
    const order = work.parseOrder(stored.body.toString('utf8'), ledger.uri(name));
    newest = { order, generation, digest: orderDigest(order) };
  }
}

/** Whether a cluster that works on this order will make every one of these, from exactly these inputs. */
export function covers(work: Work<unknown>, { order }: StoredOrder, units: readonly Unit[]): boolean {
  const pins = new Map(work.unitsOf(order).map(({ name, pin }) => [name, pin]));
  return units.every(({ name, pin }) => pins.get(name) === pin);
}

/** The order for these units: the stored one where it says the same, else the next generation, written down. */
export async function orderFor(
  { ledger, names }: Pick<WorkDeps, 'ledger' | 'names'>,
  work: Work<unknown>,
  stored: StoredOrder | null,
  units: readonly Unit[],
  { fresh }: { readonly fresh: boolean },
): Promise<StoredOrder> {
  const wanted = units.map(({ name }) => name);
  if (stored !== null && !fresh) {
    const same = await work.orderOf(stored.generation, wanted);
    if (orderDigest(same) === stored.digest) return stored;
  }
  const generation = (stored?.generation ?? 0) + 1;
  const order = await work.orderOf(generation, wanted);
  const name = names.table(work.of.transform).order(generation, work.batch);
  const written = await ledger.write(name, JSON.stringify(order), { absent: true });
  const digest = orderDigest(order);
  if (written.outcome === 'conflict') {
    // Our own, whose answer was lost, or another leg's: what is there tells.
    const there = await ledger.read(name);
    const found = there === null ? null : orderDigest(work.parseOrder(there.body.toString('utf8'), ledger.uri(name)));
    if (found !== digest) {
      throw new MigrationError('LEDGER_CONFLICT', `${ledger.uri(name)} was written by another worker at the same time`, {
        next: 'Two runs work on the same batch: let one end, then re-run this job; it goes on where the other stopped.',
      });
    }
  }
  return { order, generation, digest };
}
