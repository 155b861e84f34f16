import { describe, expect, it } from 'vitest';
import { firstListed } from '../../../src/listing/first-listed.ts';
import { emptyFirst } from '../../fakes/empty-first.ts';
import { standingStill } from '../../fakes/standing-still.ts';
import { bucketOf } from './pages.ts';

const FROM = { bucket: 'src', owner: '111111111111' };

describe('the first key of a listing', () => {
  it('is asked for alone, and may come behind an empty page', async () => {
    const bucket = bucketOf(['p/1', 'p/2'], 1000);
    expect((await firstListed(bucket.s3, { from: FROM, prefix: 'p/', startAfter: 'p/1' }))?.key).toBe('p/2');
    expect(bucket.asked).toEqual([{ from: FROM, prefix: 'p/', startAfter: 'p/1', maxKeys: 1 }]);
    expect((await firstListed(emptyFirst(bucket.s3), { from: FROM, prefix: 'p/' }))?.key).toBe('p/1');
  });

  it('is none only where the listing ends', async () => {
    expect(await firstListed(bucketOf(['q/1'], 1000).s3, { from: FROM, prefix: 'p/' })).toBeNull();
    expect(await firstListed(emptyFirst(bucketOf([], 1000).s3), { from: FROM, prefix: 'p/' })).toBeNull();
  });

  it('is not known where the listing stands still', async () => {
    await expect(firstListed(standingStill, { from: FROM, prefix: 'p/\u001b' })).rejects.toMatchObject({
      code: 'LISTING_BROKEN',
      exitCode: 5,
      message: 'The listing of s3://src/p/\\u001b stands still: empty pages that continue with themselves',
    });
  });
});
