import { canonicalJson, parseContract } from '../contracts/contract.ts';
import {
  compactOrder,
  partitionOrder,
  type CompactOrder,
  type FolderCommit,
  type JobFiles,
  type OrderedFolder,
  type PartitionOrder,
  type RangeCommit,
} from '../contracts/partition.ts';
import type { PartitionFacts, Plan } from '../contracts/plan.ts';
import { MigrationError } from '../errors.ts';
import type { LedgerNames } from '../ledger/names.ts';
import { parseFolderCommit, parseRangeCommit, type OrderedRange, type Provenance } from './commits.ts';
import { readingOfFolders, readingOfRanges } from './reading.ts';
import type { Order, Work } from './work.ts';

/** What both kinds of work take from the plan. */
export interface WorkPlan {
  readonly plan: Plan;
  readonly planDigest: string;
  readonly facts: PartitionFacts;
  readonly names: LedgerNames;
  readonly batch: string;
  /** Cores that the executors of one cluster have together. */
  readonly cores: number;
  /** Puts the job's files into the ledger, and says where they are: asked only when there is something to do. */
  readonly jobFiles: () => Promise<JobFiles>;
}

export function provenanceOf({ migration, digests }: Plan): Provenance {
  return { migration, identity: digests.identity, transform: digests.transform };
}

/** Folders become staged files, each from the manifest that it is pinned to. */
export function partitionWork(from: WorkPlan, pins: readonly OrderedFolder[]): Work<FolderCommit> {
  const { batch, cores, facts, jobFiles, names, plan, planDigest } = from;
  const of = provenanceOf(plan);
  const byName = new Map(pins.map((pin) => [pin.folder, pin]));
  const table = names.table(of.transform);
  return {
    kind: 'partition',
    batch,
    of,
    units: pins.map(({ folder, manifest }) => ({ name: folder, pin: canonicalJson(manifest) })),
    commitName: (folder) => table.folderCommit(folder, known(byName, folder).manifest.generation),
    parseCommit: (text, where, folder) => parseFolderCommit(text, where, of, known(byName, folder)),
    orderOf: async (generation, units) => {
      const folders = units.map((folder) => known(byName, folder));
      const { slices, threads } = readingOfFolders(
        folders.map(({ manifest }) => manifest.keys),
        cores,
      );
      return {
        contract: 'partition-order/1',
        ...of,
        plan: planDigest,
        batch,
        generation,
        folders,
        documents: { ...plan.target },
        ledger: { ...plan.ledger },
        root: rootOf(plan),
        layoutKey: plan.layoutKey,
        documentCutoff: plan.cutoff.document,
        rules: facts.rules,
        schema: facts.schema,
        ranges: facts.ranges,
        job: await jobFiles(),
        reading: { slices, threads },
      };
    },
    parseOrder: (text, where) => {
      const order = parseContract(partitionOrder, text, where);
      assertSameRules(where, order, facts);
      return order;
    },
    unitsOf: (order) =>
      'folders' in order ? order.folders.map(({ folder, manifest }) => ({ name: folder, pin: canonicalJson(manifest) })) : [],
  };
}

/** Date ranges become files of the table's size, each from the staged files of all folders. */
export function compactWork(from: WorkPlan, ranges: readonly OrderedRange[]): Work<RangeCommit> {
  const { batch, cores, facts, jobFiles, names, plan, planDigest } = from;
  const of = provenanceOf(plan);
  const byName = new Map(ranges.map((range) => [range.range.name, range]));
  const table = names.table(of.transform);
  return {
    kind: 'compact',
    batch,
    of,
    units: ranges.map(({ inputs, range }) => ({ name: range.name, pin: inputs })),
    commitName: (range) => table.rangeCommit(range, known(byName, range).inputs),
    parseCommit: (text, where, range) => parseRangeCommit(text, where, of, known(byName, range)),
    orderOf: async (generation, units) => {
      const chosen = units.map((range) => known(byName, range));
      const { slices, threads } = readingOfRanges(
        chosen.map(({ days }) => Object.keys(days).length),
        cores,
      );
      return {
        contract: 'compact-order/1',
        ...of,
        plan: planDigest,
        batch,
        generation,
        ledger: { ...plan.ledger },
        root: rootOf(plan),
        schema: facts.schema,
        ranges: chosen,
        job: await jobFiles(),
        fileBytes: facts.fileBytes,
        reading: { slices, threads },
      };
    },
    parseOrder: (text, where) => {
      const order = parseContract(compactOrder, text, where);
      assertSameRules(where, order, facts);
      return order;
    },
    unitsOf: (order: Order) => ('folders' in order ? [] : order.ranges.map(({ inputs, range }) => ({ name: range.name, pin: inputs }))),
  };
}

/** Key of the migration's root in the ledger's bucket: what the job reads and writes lies below it. */
function rootOf({ digests, ledger, migration }: Plan): string {
  return `${ledger.prefix}${migration}/${digests.identity}/`;
}

/** One transform digest, one set of rules: an order that says otherwise was not written by us. */
function assertSameRules(where: string, order: PartitionOrder | CompactOrder, { ranges, rules, schema }: PartitionFacts): void {
  const ours = 'rules' in order ? { rules, schema, ranges } : { schema };
  const theirs = 'rules' in order ? { rules: order.rules, schema: order.schema, ranges: order.ranges } : { schema: order.schema };
  if (canonicalJson(ours) === canonicalJson(theirs)) return;
  throw new MigrationError('CONTRACT_MISMATCH', `${where} holds other rules than the plan, under the same digest ${order.transform}`, {
    next: 'Somebody changed it, or another version of bucket-brigade wrote it. Delete it, then re-run this job. Nothing has been rented.',
  });
}

function known<T>(byName: ReadonlyMap<string, T>, name: string): T {
  const found = byName.get(name);
  if (found !== undefined) return found;
  throw new MigrationError('INTERNAL', `"${name}" is no part of this batch`);
}
