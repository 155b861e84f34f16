import { isAscii } from 'node:buffer';
import { decodeKey, isPlain } from './list-keys.ts';
import { isRestored } from './restore-status.ts';
import type { ListedObject, ListRows } from './types.ts';
import { QUOTE, wholeNumber } from './xml.ts';

/** The memory of an answer's body, for whoever has read it and keeps no part of it. */
export interface Lent {
  release(): void;
}

/** What of a page is no object, as one text: it is read as any page is. */
export interface RowsRead {
  readonly rows: ListRows;
  readonly around: string;
}

/**
 * The columns of a row: where in the body its texts begin and end. Its storage class begins at 0 when it is STANDARD, and
 * below 0, as far as it does above, when the object is archived and restored.
 */
const KEY_FROM = 0;
const KEY_TO = 1;
const MODIFIED_FROM = 2;
const MODIFIED_TO = 3;
const ETAG_FROM = 4;
const ETAG_TO = 5;
const CLASS_FROM = 6;
const CLASS_TO = 7;
const COLUMNS = 8;

interface Columns {
  places: Int32Array;
  sizes: Float64Array;
}

/** S3's own pages have 1,000 rows at most (API_ListObjectsV2), and one more is looked for; others' may have more, and take new memory. */
const USUAL_ROWS = 1001;
const SPARE_UP_TO = 32;
const spare: Columns[] = [];

/** A body is looked at in pieces of this length, so that no text of a whole page comes to lie in V8's heap; an object is some 300 bytes. */
const WINDOW_BYTES = 32 * 1024;
/** A page of a few keys is not worth the columns. */
const ROWS_FROM_BYTES = 8 * 1024;

export interface RowsBounds {
  readonly windowBytes?: number;
  readonly rowsFromBytes?: number;
}

/**
 * The objects of a page whose every object is laid out as S3 does it, without white space and with its fields in order. Null
 * when anything is otherwise: the page is then to be read element by element.
 */
export function readRows(
  body: Buffer,
  nowMs: number,
  lent: Lent | null,
  { windowBytes = WINDOW_BYTES, rowsFromBytes = ROWS_FROM_BYTES }: RowsBounds = {},
): RowsRead | null {
  if (body.length < rowsFromBytes) return null;
  const begin = body.indexOf(CONTENTS);
  if (begin < 0 || !isAscii(body)) return null;
  const columns = spare.pop() ?? { places: new Int32Array(USUAL_ROWS * COLUMNS), sizes: new Float64Array(USUAL_ROWS) };
  const found: Found = { end: 0, size: 0, restored: false, nowMs };
  let count = 0;
  let ascends = true;
  let before = '';
  let base = begin;
  for (;;) {
    const text = body.toString('latin1', base, base + windowBytes);
    let at = 0;
    for (;;) {
      if (count * COLUMNS === columns.places.length) grow(columns);
      const row = count * COLUMNS;
      if (!readRow(text, at, base, columns.places, row, found)) break;
      const { places } = columns;
      const key = text.slice(places[row + KEY_FROM]! - base, places[row + KEY_TO]! - base);
      const plain = isPlain(key);
      if (!plain && decodeKey(key) === null) break;
      ascends &&= plain && (count === 0 || before < key);
      before = key;
      columns.sizes[count] = found.size;
      at = found.end;
      count += 1;
    }
    base += at;
    // A window that begins with an object and does not hold one whole: it ends here, or it is not laid out as usual.
    if (at === 0) break;
  }
  if (count === 0 || body.indexOf(CONTENTS, base) >= 0) {
    if (spare.length < SPARE_UP_TO) spare.push(columns);
    return null;
  }
  const around = body.toString('latin1', 0, begin) + body.toString('latin1', base);
  return { rows: new Rows(body, columns, count, base, ascends, lent), around };
}

class Rows implements ListRows {
  readonly count: number;
  readonly ascends: boolean;
  readonly #lent: Lent | null;
  /** Behind the last row. */
  readonly #end: number;
  #body: Buffer | null;
  #columns: Columns;

  constructor(body: Buffer, columns: Columns, count: number, end: number, ascends: boolean, lent: Lent | null) {
    this.#body = body;
    this.#columns = columns;
    this.count = count;
    this.#end = end;
    this.ascends = ascends;
    this.#lent = lent;
  }

  key(index: number): string {
    const { places } = this.#columns;
    const row = index * COLUMNS;
    return decodeKey(this.#bytes().toString('latin1', places[row + KEY_FROM], places[row + KEY_TO]))!;
  }

  read(from: number, upTo: number): ListedObject[] {
    const body = this.#bytes();
    const { places, sizes } = this.#columns;
    if (upTo <= from) return [];
    const base = places[from * COLUMNS + KEY_FROM]!;
    const text = body.toString('latin1', base, upTo < this.count ? places[upTo * COLUMNS + KEY_FROM] : this.#end);
    const objects: ListedObject[] = [];
    for (let index = from; index < upTo; index += 1) {
      const row = index * COLUMNS;
      const classAt = places[row + CLASS_FROM]!;
      const key = text.slice(places[row + KEY_FROM]! - base, places[row + KEY_TO]! - base);
      const object = {
        key: this.ascends ? key : decodeKey(key)!,
        size: sizes[index]!,
        etag: text.slice(places[row + ETAG_FROM]! - base, places[row + ETAG_TO]! - base),
        lastModified: text.slice(places[row + MODIFIED_FROM]! - base, places[row + MODIFIED_TO]! - base),
        storageClass: classAt === 0 ? 'STANDARD' : text.slice(Math.abs(classAt) - base, places[row + CLASS_TO]! - base),
      };
      objects.push(classAt < 0 ? { ...object, restored: true } : object);
    }
    return objects;
  }

  release(): void {
    if (this.#body === null) return;
    this.#body = null;
    if (spare.length < SPARE_UP_TO) spare.push(this.#columns);
    this.#lent?.release();
  }

  /** What was given back may be another page by now. */
  #bytes(): Buffer {
    if (this.#body === null) throw new Error('the page was given back');
    return this.#body;
  }
}

function grow(columns: Columns): void {
  const places = new Int32Array(columns.places.length * 2);
  places.set(columns.places);
  const sizes = new Float64Array(columns.sizes.length * 2);
  sizes.set(columns.sizes);
  columns.places = places;
  columns.sizes = sizes;
}

/** What of a row is no place; one for all rows, so that none of them allocates. */
interface Found {
  end: number;
  size: number;
  restored: boolean;
  readonly nowMs: number;
}

/** The places of the object that begins at `at`; false when it is not laid out as usual, or not whole. */
function readRow(text: string, at: number, base: number, places: Int32Array, row: number, found: Found): boolean {
  if (!text.startsWith(KEY, at)) return false;
  const keyAt = at + KEY.length;
  const keyEnd = text.indexOf('<', keyAt);
  if (!text.startsWith(LAST_MODIFIED, keyEnd)) return false;
  const modifiedAt = keyEnd + LAST_MODIFIED.length;
  const modifiedEnd = text.indexOf('<', modifiedAt);
  if (!text.startsWith(ETAG, modifiedEnd)) return false;
  const etagAt = modifiedEnd + ETAG.length;
  const etagEnd = text.indexOf('<', etagAt) - QUOTE.length;
  if (etagEnd < etagAt) return false;
  let sizeAt = etagEnd + SIZE.length;
  if (!text.startsWith(SIZE, etagEnd)) {
    if (!text.startsWith(CHECKSUM, etagEnd)) return false;
    const typeAt = text.indexOf('<', etagEnd + CHECKSUM.length);
    if (!text.startsWith(CHECKSUM_TYPE, typeAt)) return false;
    const typeEnd = text.indexOf('<', typeAt + CHECKSUM_TYPE.length);
    if (!text.startsWith(SIZE_AFTER_CHECKSUM, typeEnd)) return false;
    sizeAt = typeEnd + SIZE_AFTER_CHECKSUM.length;
  }
  const sizeEnd = text.indexOf('<', sizeAt);
  const size = wholeNumber(text, sizeAt, sizeEnd);
  if (size < 0) return false;
  let end = sizeEnd + STANDARD_END.length;
  let classFrom = 0;
  if (!text.startsWith(STANDARD_END, sizeEnd)) {
    let classAt = sizeEnd + SIZE_END.length;
    // An owner comes unasked from servers other than S3; nothing in it is of use.
    if (text.startsWith(OWNER, sizeEnd)) classAt = behindOwner(text, classAt);
    else if (!text.startsWith(SIZE_END, sizeEnd)) return false;
    found.restored = false;
    if (classAt >= 0 && text.startsWith(RESTORE, classAt)) classAt = behindRestore(text, classAt + RESTORE.length, found);
    if (classAt < 0 || !text.startsWith(CLASS, classAt)) return false;
    classAt += CLASS.length;
    const classEnd = text.indexOf('<', classAt);
    end = classEnd + CLASS_END.length;
    if (!text.startsWith(CLASS_END, classEnd)) {
      if (!text.startsWith(CLASS_THEN_RESTORE, classEnd)) return false;
      end = behindRestore(text, classEnd + CLASS_THEN_RESTORE.length, found);
      if (end < 0 || !text.startsWith(OBJECT_END, end)) return false;
      end += OBJECT_END.length;
    }
    classFrom = found.restored ? -(base + classAt) : base + classAt;
    places[row + CLASS_TO] = base + classEnd;
  }
  places[row + CLASS_FROM] = classFrom;
  places[row + KEY_FROM] = base + keyAt;
  places[row + KEY_TO] = base + keyEnd;
  places[row + MODIFIED_FROM] = base + modifiedAt;
  places[row + MODIFIED_TO] = base + modifiedEnd;
  places[row + ETAG_FROM] = base + etagAt;
  places[row + ETAG_TO] = base + etagEnd;
  found.end = end;
  found.size = size;
  return true;
}

const CONTENTS = '<Contents>';
const KEY = '<Contents><Key>';
const LAST_MODIFIED = '</Key><LastModified>';
const ETAG = '</LastModified><ETag>&quot;';
const SIZE = '&quot;</ETag><Size>';
const CHECKSUM = '&quot;</ETag><ChecksumAlgorithm>';
const CHECKSUM_TYPE = '</ChecksumAlgorithm><ChecksumType>';
const SIZE_AFTER_CHECKSUM = '</ChecksumType><Size>';
const SIZE_END = '</Size>';
const OWNER = '</Size><Owner>';
const OWNER_END = '</Owner>';
const CLASS = '<StorageClass>';
const CLASS_END = '</StorageClass></Contents>';
const RESTORE = '<RestoreStatus>';
const RESTORE_END = '</RestoreStatus>';
const CLASS_THEN_RESTORE = '</StorageClass><RestoreStatus>';
const OBJECT_END = '</Contents>';
const STANDARD_END = '</Size><StorageClass>STANDARD</StorageClass></Contents>';

/** -1 where the owner does not end within its object: the next one would be taken for a part of it. */
function behindOwner(text: string, from: number): number {
  const at = text.indexOf(OWNER_END, from);
  return at < 0 || text.slice(from, at).includes(OBJECT_END) ? -1 : at + OWNER_END.length;
}

/** The same for what tells of a restore, which is asked for, and which only objects have that somebody restores. */
function behindRestore(text: string, from: number, found: Found): number {
  const at = text.indexOf(RESTORE_END, from);
  const status = text.slice(from, Math.max(at, from));
  if (at < 0 || status.includes(OBJECT_END)) return -1;
  found.restored = isRestored(status, found.nowMs);
  return at + RESTORE_END.length;
}
