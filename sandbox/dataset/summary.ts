import type { RejectReason } from '../../src/contracts/partition.ts';
import type { FaultRule, Place } from '../proxy/rules.ts';
import { describeFolder, type DatasetInput, type SeedKind, type SeedObject } from './describe.ts';
import { SPOILT, SPOILT_KINDS } from './documents.ts';
import { placePlanted } from './planted.ts';

/** What was planted, for the sandbox's state file and for tests. */
export interface PlantedSummary {
  readonly seed: number;
  readonly folders: number;
  readonly objects: number;
  readonly bytes: number;
  readonly lostFolders: readonly string[];
  readonly oddKeyFolders: readonly string[];
  readonly junkFolders: readonly string[];
  /** Objects whose LastModified lies after the cut-off. */
  readonly afterCutoff: number;
  /** Keys whose source changes, and vanishes, while it is copied. */
  readonly changed: string | null;
  readonly vanished: string | null;
  readonly kinds: Readonly<Record<SeedKind, number>>;
  /** What the partition half must count, exactly: documents = rows + rejects. Of a migration with one moment for both of its cut-offs. */
  readonly documents: number;
  readonly rows: number;
  readonly rejects: Readonly<Record<Exclude<RejectReason, 'fetch-failed'>, number>>;
}

export function plantedSummary(input: DatasetInput): PlantedSummary {
  const places = placePlanted(input);
  const kinds: Record<SeedKind, number> = {
    order: 0,
    'odd-key': 0,
    junk: 0,
    marker: 0,
    'object-after-cutoff': 0,
    'document-after-cutoff': 0,
    ...(Object.fromEntries(SPOILT_KINDS.map((kind) => [kind, 0])) as Record<keyof typeof SPOILT, number>),
    duplicate: 0,
    'later-duplicate': 0,
    changes: 0,
    vanishes: 0,
  };
  const rejects = { layout: 0, malformed: 0, 'not-an-object': 0, 'no-usable-date': 0, schema: 0, 'after-cut-off': 0, duplicate: 0 };
  const keyOf: Partial<Record<SeedKind, string>> = {};
  let bytes = 0;
  for (const folder of input.folders) {
    for (const object of describeFolder(folder, input, places)) {
      kinds[object.kind] += 1;
      keyOf[object.kind] = object.key;
      bytes += object.body.length;
      const reason = rejectOf(object);
      if (reason !== null) rejects[reason] += 1;
    }
  }
  const objects = sum(kinds);
  const documents = objects - kinds['object-after-cutoff'] - kinds.vanishes;
  return {
    seed: places.seed,
    folders: input.folders.length,
    objects,
    bytes,
    lostFolders: places.lost,
    oddKeyFolders: [...places.odd],
    junkFolders: [...places.junk],
    afterCutoff: kinds['object-after-cutoff'],
    changed: keyOf.changes ?? null,
    vanished: keyOf.vanishes ?? null,
    kinds,
    documents,
    rows: documents - sum(rejects),
    rejects,
  };
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, count) => total + count, 0);

const REJECTS: Partial<Record<SeedKind, keyof PlantedSummary['rejects']>> = {
  ...Object.fromEntries(SPOILT_KINDS.map((kind) => [kind, SPOILT[kind].reject])),
  'document-after-cutoff': 'after-cut-off',
  duplicate: 'duplicate',
  'later-duplicate': 'duplicate',
};

/** Of two documents of one order it does not matter which is counted here: one of them is the reject. */
function rejectOf({ kind, key }: SeedObject): keyof PlantedSummary['rejects'] | null {
  const parts = key.split('/');
  // {folder}/{sub}/id/{document}: junk and markers are not of this form, and an order whose name begins with a slash is not either.
  if (parts.length !== 4 || parts.includes('')) return kind === 'object-after-cutoff' ? null : 'layout';
  return REJECTS[kind] ?? null;
}

export interface RulesInput extends DatasetInput {
  readonly source: Place;
  readonly target: Place;
}

/** The front's rules for an example: whole folders lost once, one source that changes, one that vanishes. */
export function plantedRules(input: RulesInput): readonly FaultRule[] {
  const places = placePlanted(input);
  const { source, target } = input;
  const first = (folder: string | null, kind: SeedKind): SeedObject[] =>
    folder === null
      ? []
      : describeFolder(folder, input, places)
          .filter((object) => object.kind === kind)
          .toArray();
  const [lost, ...moreLost] = places.lost.map((folder) => `${folder}/`);
  const rules: FaultRule[] = [];
  if (lost !== undefined)
    rules.push({ name: 'lost-in-the-first-pass', kind: 'lose-copies', source, target, keyPrefixes: [lost, ...moreLost], timesPerKey: 1 });
  for (const { key } of first(places.changed, 'changes'))
    rules.push({ name: 'changes-while-copied', kind: 'change-source', source, keys: [key] });
  for (const { key } of first(places.vanished, 'vanishes'))
    rules.push({ name: 'vanishes-while-copied', kind: 'vanish-source', source, keys: [key] });
  return rules;
}
