import type { Side } from '../contracts/contract.ts';
import type { ManifestEntry } from '../contracts/copy.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type BothSides, type ListedObject, type S3 } from '../s3/types.ts';
import { join } from './join.ts';
import { compareKeys } from './order.ts';
import { walk } from './walk.ts';

/** One key of a folder with what both sides and the manifest know. `key` is without the sides' prefixes. */
export interface Seen {
  readonly key: string;
  readonly source: ListedObject | null;
  readonly target: ListedObject | null;
  readonly recorded: ManifestEntry | null;
}

export interface FolderView {
  readonly source: Side;
  readonly target: Side;
  readonly folder: string;
  /** Walk the keys after this one. */
  readonly after: string | null;
  /** The folder's manifest, in key order. */
  readonly recorded: AsyncIterable<ManifestEntry>;
}

/** Source, target and manifest of a folder, walked in step in UTF-8 byte order; memory is a page a side. */
export async function* sightings(s3: BothSides, view: FolderView, signal: AbortSignal): AsyncGenerator<Seen> {
  const sides = join(relativeWalk(s3.source, view.source, view, signal), relativeWalk(s3.target, view.target, view, signal));
  for await (const { key, left, right } of join(sides, after(view.recorded, view.after))) {
    yield { key, source: left?.left?.object ?? null, target: left?.right?.object ?? null, recorded: right };
  }
}

async function* relativeWalk(
  s3: S3,
  side: Side,
  { folder, after: last }: FolderView,
  signal: AbortSignal,
): AsyncGenerator<{ key: string; object: ListedObject }> {
  const objects = walk(
    s3,
    // The slash keeps AB/ out of A/.
    {
      from: { bucket: side.bucket, owner: side.account },
      prefix: `${side.prefix}${folder}/`,
      after: last === null ? undefined : side.prefix + last,
    },
    signal,
  );
  try {
    for await (const object of objects) yield { key: object.key.slice(side.prefix.length), object };
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, `listing folder ${folder}`) : error;
  }
}

async function* after(entries: AsyncIterable<ManifestEntry>, last: string | null): AsyncGenerator<ManifestEntry> {
  for await (const entry of entries) if (last === null || compareKeys(entry.key, last) > 0) yield entry;
}
