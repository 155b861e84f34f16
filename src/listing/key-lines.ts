import { MigrationError, printable } from '../errors.ts';

/**
 * | first line              | form                                                                         |
 * |-------------------------|------------------------------------------------------------------------------|
 * | begins with `{`         | NDJSON: the "key" of each line; a manifest, failed keys, findings of a verify |
 * | `= + - * !` and a space | `rclone check --combined`: what is missing, differs or could not be told      |
 * | anything else           | a key a line, as it stands                                                   |
 */
type Form = 'ndjson' | 'combined' | 'plain';

const SIGNED = /^[=+*!-] /;
/** What a source has and a target has not, or has otherwise; `!` could not be told. */
const WANTED = /^[+*!] /;
/** A control character, as messages and the combined notation escape it. */
const ESCAPED = /\\u[0-9a-f]{4}/;

/** Of S3's keys: 1,024 bytes of UTF-8 (userguide/object-keys). */
const KEY_BYTES_UP_TO = 1024;
/** A line of a manifest has a key, escaped at worst in six characters a byte, and little else. */
const LINE_CHARS_UP_TO = 65_536;

/**
 * The keys of a list, in its order, a chunk's at a time. `name` is for messages.
 * @throws MigrationError USAGE, which names the line that names no key
 */
export async function* keysOfLines(chunks: AsyncIterable<string>, name: string): AsyncGenerator<readonly string[]> {
  let form: Form | null = null;
  let number = 0;
  let rest = '';
  const keyOf = (line: string): string | null => {
    number += 1;
    if (line === '') return null;
    form ??= formOf(line);
    const at = `${name}, line ${number}`;
    const key = form === 'ndjson' ? ofJson(line, at) : form === 'combined' ? ofCombined(line, at) : ofPlain(line, at);
    if (key === null) return null;
    // An object that is called as the prefix itself has no more than that in a manifest.
    if ((key === '' && form !== 'ndjson') || Buffer.byteLength(key) > KEY_BYTES_UP_TO || !key.isWellFormed())
      throw noKey(at, 'is empty, or longer than a key of S3 may be', key);
    return key;
  };
  for await (const chunk of chunks) {
    // Not by readline, which takes U+2028 in a key for the end of a line.
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE_CHARS_UP_TO) throw noKey(`${name}, line ${number + lines.length + 1}`, 'is too long to name a key', rest);
    const keys = lines.map(keyOf).filter((key) => key !== null);
    if (keys.length > 0) yield keys;
  }
  const last = keyOf(rest);
  if (last !== null) yield [last];
}

function formOf(line: string): Form {
  if (line.startsWith('{')) return 'ndjson';
  return SIGNED.test(line) ? 'combined' : 'plain';
}

/** Null: a finding of a whole folder, whose keys have lines of their own. */
function ofJson(line: string, at: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw noKey(at, 'is not JSON, although the first line is', line);
  }
  const key = typeof value === 'object' && value !== null && 'key' in value ? value.key : undefined;
  if (key === null) return null;
  if (typeof key !== 'string') throw noKey(at, 'has no "key"', line);
  return key;
}

function ofCombined(line: string, at: string): string | null {
  if (!SIGNED.test(line)) throw noKey(at, 'has none of = + - * ! before its key, although the first line has', line);
  if (!WANTED.test(line)) return null;
  const key = line.slice(2);
  if (ESCAPED.test(key)) throw noKey(at, 'has an escape, of which nobody can tell whether it belongs to the key', line);
  return key;
}

function ofPlain(line: string, at: string): string {
  if (line.endsWith('\r')) throw noKey(at, 'ends with a carriage return, which would belong to the key', line);
  return line;
}

function noKey(at: string, what: string, line: string): MigrationError {
  return new MigrationError('USAGE', `${at} ${what}: "${printable(line.slice(0, 200))}"`, {
    next: 'Give NDJSON with a "key" in each line (a manifest, failed keys, the --ndjson of verify), lines of `rclone check --combined`, or a key a line.',
  });
}
