/**
 * Keys that are computed, not stored: index → key → index, in key order, so that 10^8 objects cost nothing. Every key of
 * a layout is of one length, and so is every ETag and size: a page is a template of which a few bytes are patched.
 */
export interface Layout {
  /** What all keys begin with; printable ASCII that needs no encoding in a URL or in XML. */
  readonly prefix: string;
  readonly keys: number;
  /** 0: one flat prefix. Otherwise a multiple of 16, at most 4,096, that divides `keys`. */
  readonly folders: number;
}

/** Folders come in 16 groups, told by a first hex digit: `prefix + digit + '/'` holds the folders of one worker of 16. */
export const FOLDER_GROUPS = 16;
const FOLDERS_PER_GROUP_UP_TO = 256;
/** As in `F/1F_CheckoutOrder/s/id/…`. */
const FOLDER_LEAD = '0/00';
const FOLDER_TAIL = '_CheckoutOrder/s/id/';
/** Spread over the whole space of ids, as hashes are; then as many digits that are the index in another coat. */
const SPREAD_DIGITS = 8;
const ID_DIGITS = 16;
const FLAT_DIGITS = 10;
const FLAT_TAIL = '.json';
const KEYS_UP_TO = 2 ** 32;

const HEX_UPPER = Buffer.from('0123456789ABCDEF');
const HEX_LOWER = Buffer.from('0123456789abcdef');
const ZERO = 0x30;

export interface KeyScheme {
  readonly layout: Layout;
  readonly keyBytes: number;
  /** Writes the key of an index, without `layout.prefix`, which is the same for all. */
  patch(bytes: Uint8Array, at: number, index: number): void;
  keyAt(index: number): string;
  /** The index of exactly this key, or -1. */
  indexOf(key: string): number;
  /** The first index whose key is greater than `text`: where a listing after it begins. */
  firstAfter(text: string): number;
  /** The first index whose key is `text` or greater. */
  firstFrom(text: string): number;
}

export function keyScheme(layout: Layout): KeyScheme {
  const why = unfit(layout);
  if (why !== undefined) throw new RangeError(why);
  const { prefix, keys } = layout;
  const parts = layout.folders === 0 ? flatParts() : folderParts(layout);
  const scratch = Buffer.from(prefix + parts.template, 'latin1');
  const keyAt = (index: number): string => {
    parts.patch(scratch, prefix.length, index);
    return scratch.toString('latin1', 0, scratch.length);
  };
  // JavaScript compares UTF-16 units: against keys of ASCII alone that is the order of UTF-8 bytes.
  const search = (isBefore: (key: string) => boolean): number => {
    let low = 0;
    let high = keys;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (isBefore(keyAt(middle))) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    layout,
    keyBytes: scratch.length,
    patch: parts.patch,
    keyAt,
    indexOf(key) {
      if (key.length !== scratch.length || !key.startsWith(prefix)) return -1;
      const guess = parts.guess(key, prefix.length);
      // A quotient may be rounded up past a whole number: then it is the neighbour.
      for (const index of [guess, guess - 1]) if (index >= 0 && index < keys && keyAt(index) === key) return index;
      return -1;
    },
    firstAfter: (text) => search((key) => key <= text),
    firstFrom: (text) => search((key) => key < text),
  };
}

/** The folders of a layout, in the order of their keys, without the slash at their end. */
export function foldersOf({ prefix, folders }: Layout): readonly string[] {
  const each = folders / FOLDER_GROUPS;
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  return Array.from({ length: folders }, (_, at) => `${prefix}${hex(Math.floor(at / each), 1)}/${hex(at % each, 2)}_CheckoutOrder`);
}

function unfit({ prefix, keys, folders }: Layout): string | undefined {
  if (!/^[\w./-]*$/.test(prefix)) return `the prefix ${prefix} would need encoding`;
  if (!Number.isInteger(keys) || keys < 0 || keys > KEYS_UP_TO) return `${keys} keys: at most 2^32`;
  if (folders === 0) return undefined;
  if (folders % FOLDER_GROUPS !== 0 || folders / FOLDER_GROUPS > FOLDERS_PER_GROUP_UP_TO || folders < 0)
    return `${folders} folders: a multiple of ${FOLDER_GROUPS}, at most ${FOLDER_GROUPS * FOLDERS_PER_GROUP_UP_TO}`;
  return keys % folders === 0 ? undefined : `${keys} keys do not divide into ${folders} folders`;
}

interface Parts {
  /** A key without the prefix; `patch` writes over its variable bytes. */
  readonly template: string;
  patch(bytes: Uint8Array, at: number, index: number): void;
  /** The only index that can have this key; whether it has is for the caller to see. */
  guess(key: string, at: number): number;
}

function flatParts(): Parts {
  return {
    template: '0'.repeat(FLAT_DIGITS) + FLAT_TAIL,
    patch: (bytes, at, index) => writeDecimal(bytes, at, FLAT_DIGITS, index),
    guess: (key, at) => readDigits(key, at, FLAT_DIGITS, 10),
  };
}

function folderParts({ keys, folders }: Layout): Parts {
  const perFolder = keys / folders;
  const perGroup = folders / FOLDER_GROUPS;
  const spread = KEYS_UP_TO / Math.max(1, perFolder);
  const idAt = FOLDER_LEAD.length + FOLDER_TAIL.length;
  return {
    template: FOLDER_LEAD + FOLDER_TAIL + '0'.repeat(ID_DIGITS),
    patch(bytes, at, index) {
      const folder = Math.floor(index / perFolder);
      const within = index - folder * perFolder;
      const group = Math.floor(folder / perGroup);
      const inGroup = folder - group * perGroup;
      bytes[at] = HEX_UPPER[group]!;
      bytes[at + 2] = HEX_UPPER[inGroup >> 4]!;
      bytes[at + 3] = HEX_UPPER[inGroup & 15]!;
      writeHex(bytes, at + idAt, Math.floor(within * spread));
      writeHex(bytes, at + idAt + SPREAD_DIGITS, mix(within + 1));
    },
    guess(key, at) {
      const group = readDigits(key, at, 1, 16);
      const inGroup = readDigits(key, at + 2, 2, 16);
      const value = readDigits(key, at + idAt, SPREAD_DIGITS, 16);
      if (group < 0 || inGroup < 0 || inGroup >= perGroup || value < 0) return -1;
      return (group * perGroup + inGroup) * perFolder + Math.min(perFolder - 1, Math.ceil(value / spread));
    },
  };
}

/** Decimal or hex digits at a place of a key, or -1. */
function readDigits(text: string, at: number, digits: number, base: 10 | 16): number {
  let value = 0;
  for (let i = at; i < at + digits; i += 1) {
    const code = text.charCodeAt(i);
    const digit = code >= 0x61 ? code - 0x57 : code >= 0x41 ? code - 0x37 : code - ZERO;
    if (!(digit >= 0 && digit < base)) return -1;
    value = value * base + digit;
  }
  return value;
}

export function writeDecimal(bytes: Uint8Array, at: number, digits: number, value: number): void {
  let left = value;
  // Above 2^31 a division by a constant is no longer one of small integers; the first digit takes us below.
  for (let i = at + digits - 1; i >= at; i -= 1) {
    const rest = Math.floor(left / 10);
    bytes[i] = ZERO + (left - rest * 10);
    left = rest;
  }
}

/** Eight hex digits of an unsigned 32-bit number. */
export function writeHex(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = HEX_LOWER[value >>> 28]!;
  bytes[at + 1] = HEX_LOWER[(value >>> 24) & 15]!;
  bytes[at + 2] = HEX_LOWER[(value >>> 20) & 15]!;
  bytes[at + 3] = HEX_LOWER[(value >>> 16) & 15]!;
  bytes[at + 4] = HEX_LOWER[(value >>> 12) & 15]!;
  bytes[at + 5] = HEX_LOWER[(value >>> 8) & 15]!;
  bytes[at + 6] = HEX_LOWER[(value >>> 4) & 15]!;
  bytes[at + 7] = HEX_LOWER[value & 15]!;
}

/** A bijection of 32-bit numbers without pattern to the eye: multiply by an odd number, fold, again. */
export function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export const ETAG_DIGITS = 32;
export const SIZE_DIGITS = 4;
/** Sizes of 1,000 to 9,999 bytes: all of four digits. */
const SMALLEST_BYTES = 1000;
const SIZE_STEPS = 9000;

export const sizeAt = (index: number): number => SMALLEST_BYTES + ((index * 7919) % SIZE_STEPS);

/** The ETag of an object is that of its index: a copy keeps it, as one of a small object does on S3. */
export function writeEtag(bytes: Uint8Array, at: number, index: number): void {
  const first = mix(index + 0x9e3779b9);
  writeHex(bytes, at, first);
  writeHex(bytes, at + 8, mix(first));
  writeHex(bytes, at + 16, ~first >>> 0);
  writeHex(bytes, at + 24, index >>> 0);
}

const etagScratch = Buffer.alloc(ETAG_DIGITS);

export function etagAt(index: number): string {
  writeEtag(etagScratch, 0, index);
  return etagScratch.toString('latin1', 0, ETAG_DIGITS);
}
