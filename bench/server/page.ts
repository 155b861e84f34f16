import { secondOf, type Bucket } from './bucket.ts';
import { ETAG_DIGITS, SIZE_DIGITS, sizeAt, writeDecimal, writeEtag, type KeyScheme } from './layout.ts';

/**
 * Entries of a list page, rendered by patching: a page is the same entry a thousand times, and only the bytes of the key,
 * the time, the ETag and the size are written. Pages are lent and given back, so that they are filled once.
 */
export interface PageRenderer {
  readonly entryBytes: number;
  lend(): LentPage;
}

export interface LentPage {
  readonly bytes: Buffer;
  /** Writes the entry of a computed key at the place of the n-th. */
  put(n: number, index: number): void;
  giveBack(): void;
}

export const PAGE_KEYS_UP_TO = 1000;
const KEPT_PAGES_UP_TO = 64;

export function pageRenderer(bucket: Bucket, scheme: KeyScheme): PageRenderer {
  const prefix = scheme.layout.prefix;
  const lead = '<Contents><Key>';
  const variableKeyBytes = scheme.keyBytes - prefix.length;
  const afterKey = `</Key><LastModified>${bucket.modifiedHour}`;
  const afterTime = '.000Z</LastModified><ETag>&quot;';
  const afterEtag = '&quot;</ETag><Size>';
  const tail = '</Size><StorageClass>STANDARD</StorageClass></Contents>';
  const minutes = '00:00';
  const entry = `${lead}${prefix}${'#'.repeat(variableKeyBytes)}${afterKey}${minutes}${afterTime}${'#'.repeat(ETAG_DIGITS)}${afterEtag}${'#'.repeat(SIZE_DIGITS)}${tail}`;
  const template = Buffer.from(entry, 'latin1');
  // The constant characters inside of a key come with the first patch of each place: the scheme's template has them.
  scheme.keyAt(0);
  template.write(scheme.keyAt(0), lead.length, 'latin1');
  const keyAt = lead.length + prefix.length;
  const timeAt = keyAt + variableKeyBytes + afterKey.length;
  const etagAt = timeAt + minutes.length + afterTime.length;
  const sizeFrom = etagAt + ETAG_DIGITS + afterEtag.length;
  const entryBytes = template.length;
  const kept: Buffer[] = [];

  const lend = (): LentPage => {
    const bytes = kept.pop() ?? Buffer.alloc(entryBytes * PAGE_KEYS_UP_TO, template);
    return {
      bytes,
      put(n, index) {
        const at = n * entryBytes;
        scheme.patch(bytes, at + keyAt, index);
        const second = secondOf(index);
        writeDecimal(bytes, at + timeAt, 2, Math.floor(second / 60));
        writeDecimal(bytes, at + timeAt + 3, 2, second % 60);
        writeEtag(bytes, at + etagAt, index);
        writeDecimal(bytes, at + sizeFrom, SIZE_DIGITS, sizeAt(index));
      },
      giveBack() {
        if (kept.length < KEPT_PAGES_UP_TO) kept.push(bytes);
      },
    };
  };
  return { entryBytes, lend };
}
