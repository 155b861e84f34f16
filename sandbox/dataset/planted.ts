import { MigrationError } from '../../src/errors.ts';
import { SPOILT_KINDS, type SpoiltKind } from './documents.ts';
import { randomOf } from './random.ts';
import type { SandboxSpec } from './spec.ts';

export interface PlantingInput {
  readonly folders: readonly string[];
  /** --random-seed: seeds documents and places, and draws the lost folders. Left out: the example's own. */
  readonly seed?: number | undefined;
  readonly sandboxSpec: SandboxSpec;
}

/** Where everything planted lies. Folders for what is counted: one entry for each piece. */
export interface Places {
  readonly seed: number;
  readonly lost: readonly string[];
  readonly odd: ReadonlySet<string>;
  readonly junk: ReadonlySet<string>;
  readonly markers: ReadonlySet<string>;
  readonly objectsAfterCutoff: readonly string[];
  readonly documentsAfterCutoff: readonly string[];
  readonly spoilt: Readonly<Record<SpoiltKind, readonly string[]>>;
  readonly duplicate: readonly string[];
  readonly laterDuplicate: readonly string[];
  readonly changed: string | null;
  readonly vanished: string | null;
}

/** @throws MigrationError CONFIG_INVALID when the spec names a folder that the migration does not expect. */
export function placePlanted({ folders, seed: randomSeed, sandboxSpec }: PlantingInput): Places {
  const { planted } = sandboxSpec;
  const expected = new Set(folders);
  const named = [planted.lostFolders, planted.oddKeys.folders, planted.junk.folders, planted.folderMarkers].flat();
  const unknown = [...new Set(named.filter((folder) => !expected.has(folder)))];
  if (unknown.length > 0) {
    throw new MigrationError(
      'CONFIG_INVALID',
      `the sandbox of this example plants trouble in ${unknown.join(', ')}, which the migration does not expect`,
      {
        next: 'Name only folders that the migration.yml beside it expects.',
      },
    );
  }
  const seed = randomSeed ?? sandboxSpec.seed;
  const lost =
    randomSeed === undefined
      ? planted.lostFolders
      : randomOf(seed, 'lost').shuffled(folders).slice(0, planted.lostFolders.length).toSorted();
  const troubled = new Set([...named, ...lost]);
  const plain = randomOf(seed, 'places').shuffled(folders.filter((folder) => !troubled.has(folder)));
  const deal = dealer(plain);
  const pieces: Readonly<Record<SpoiltKind, number>> = {
    malformed: planted.malformedDocuments,
    empty: planted.emptyDocuments,
    'broken-text': planted.brokenTextDocuments,
    'not-an-object': planted.notAnObjectDocuments,
    'empty-object': planted.emptyObjectDocuments,
    undated: planted.undatedDocuments,
    misfit: planted.misfitDocuments,
  };
  return {
    seed,
    lost,
    odd: new Set(planted.oddKeys.folders),
    junk: new Set(planted.junk.folders),
    markers: new Set(planted.folderMarkers),
    changed: deal(planted.changesWhileCopied ? 1 : 0)[0] ?? null,
    vanished: deal(planted.vanishesWhileCopied ? 1 : 0)[0] ?? null,
    objectsAfterCutoff: deal(planted.objectsAfterCutoff),
    documentsAfterCutoff: deal(planted.documentsAfterCutoff),
    duplicate: deal(planted.duplicateDocuments),
    laterDuplicate: deal(planted.laterDuplicateDocuments),
    spoilt: Object.fromEntries(SPOILT_KINDS.map((kind) => [kind, deal(pieces[kind])])) as Record<SpoiltKind, string[]>,
  };
}

/** Deals folders in turn, from the first again after the last. */
function dealer(folders: readonly string[]): (pieces: number) => string[] {
  let dealt = 0;
  return (pieces) => {
    if (pieces > 0 && folders.length === 0) {
      throw new MigrationError('CONFIG_INVALID', 'the sandbox of this example has no folder without trouble left to plant the rest in', {
        next: 'Plant less, or expect more folders.',
      });
    }
    return Array.from({ length: pieces }, () => folders[dealt++ % folders.length] ?? '');
  };
}
