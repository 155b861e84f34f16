import type { Side } from '../contracts/contract.ts';
import type { ManifestEntry } from '../contracts/copy.ts';
import type { BothSides } from '../s3/types.ts';
import { Pairs, type Seen } from './pairs.ts';
import { EVERYTHING } from './stretches.ts';

export type { Seen } from './pairs.ts';

export interface FolderView {
  readonly source: Side;
  readonly target: Side;
  readonly folder: string;
  /** The folder's manifest, in key order, a segment at a time. */
  readonly recorded: AsyncIterable<readonly ManifestEntry[]>;
}

/** Source, target and manifest of a folder, walked in step in UTF-8 byte order; memory is a page a side. */
export async function* sightings(s3: BothSides, { folder, ...view }: FolderView, signal: AbortSignal): AsyncGenerator<Seen> {
  const pairs = new Pairs(s3, { ...view, prefix: `${folder}/`, stretch: EVERYTHING });
  for (let ended = false; !ended;) {
    const step = await pairs.next(signal);
    yield* step.seen;
    ended = step.ended;
  }
}
