import type { ListedObject, ListPageInput, S3 } from '../s3/types.ts';
import { standingStill } from './walk.ts';

/**
 * The first object of a listing; null when there is none. An empty page may be followed by one that has it.
 * @throws MigrationError LISTING_BROKEN when an empty page is followed by itself: what is there then, nobody knows
 */
export async function firstListed(
  s3: Pick<S3, 'listPage'>,
  ask: Omit<ListPageInput, 'continuation' | 'maxKeys'>,
  signal?: AbortSignal,
): Promise<ListedObject | null> {
  let continuation: string | undefined;
  for (;;) {
    const page = await s3.listPage({ ...ask, maxKeys: 1, ...(continuation === undefined ? {} : { continuation }) }, signal);
    const first = page.objects[0];
    if (first !== undefined) return first;
    if (page.continuation === null) return null;
    if (page.continuation === continuation) throw standingStill({ from: ask.from, prefix: ask.prefix }, ask.startAfter);
    continuation = page.continuation;
  }
}
