import { parse } from 'yaml';
import { z } from 'zod';
import { MigrationError } from '../../src/errors.ts';
import { ODD_NAME_KINDS } from './odd-names.ts';

/** What the sandbox puts into the source bucket of an example, and which of it makes trouble. */
const share = z.number().min(0).max(1);
const count = z.int().nonnegative();
const folders = z.array(z.string().min(1));
const span = z.strictObject({ least: count, most: count }).refine(({ least, most }) => least <= most, 'least is more than most');

export const sandboxSpec = z.strictObject({
  version: z.literal(1),
  /** Of the documents; --random-seed puts another one in its place. */
  seed: count,
  /** `heavyShare` of the folders have a number from `heavy`, so that shards are not equal and have to be weighed. */
  documentsPerFolder: z.strictObject({ usual: span, heavy: span, heavyShare: share }),
  subFolders: z.array(z.string().regex(/^[^/]+$/)).nonempty(),
  /** Parts of the objects that have these. */
  shares: z.strictObject({ metadata: share, tags: share, infrequentAccess: share, withoutLastChange: share }),
  planted: z.strictObject({
    /** Copied with 200 and never stored, in the first pass. With --random-seed as many others, drawn from all folders. */
    lostFolders: folders,
    oddKeys: z.strictObject({ folders, kinds: z.array(z.enum(ODD_NAME_KINDS as [string, ...string[]])) }),
    /** Paths below the documents' folder that hold no orders. */
    junk: z.strictObject({ folders, paths: z.array(z.string().min(1)) }),
    /** Folders with an empty object named like the folder, as consoles make them. */
    folderMarkers: folders,
    /** Written after the cut-off: not part of the migration. */
    objectsAfterCutoff: count,
    /** Written before it, with an own date after it. */
    documentsAfterCutoff: count,
    changesWhileCopied: z.boolean(),
    vanishesWhileCopied: z.boolean(),
    /** What a reader of documents has to reject; to the copy they are bytes. Each kind is in sandbox/dataset/documents.ts. */
    malformedDocuments: count,
    emptyDocuments: count,
    brokenTextDocuments: count,
    notAnObjectDocuments: count,
    emptyObjectDocuments: count,
    undatedDocuments: count,
    misfitDocuments: count,
    /** The same order twice: byte for byte, and with a later change. */
    duplicateDocuments: count,
    laterDuplicateDocuments: count,
    /** What the live pipeline has put into the table already, and the file that it adds while ours are placed. Left out: an empty table. */
    live: z.strictObject({ days: z.array(z.iso.date()).nonempty(), rows: span, arrives: z.iso.date().optional() }).optional(),
  }),
});
export type SandboxSpec = z.output<typeof sandboxSpec>;

/** @throws MigrationError CONFIG_INVALID with every problem at once. */
export function parseSandboxSpec(text: string, where: string): SandboxSpec {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new MigrationError('CONFIG_INVALID', `${where} is not YAML: ${(cause as Error).message}`, {
      cause,
      next: 'Mend the line that is named.',
    });
  }
  const parsed = sandboxSpec.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MigrationError('CONFIG_INVALID', `${where} does not describe a sandbox:\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
    next: 'The fields and their meaning are in sandbox/dataset/spec.ts.',
  });
}
