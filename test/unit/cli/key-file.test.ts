import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openKeyFile } from '../../../cli/src/key-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'bb-keys-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let files = 0;
function aFile(body: string | Uint8Array, name = 'list'): string {
  const file = join(dir, `${(files += 1)}-${name}`);
  writeFileSync(file, body);
  return file;
}
const keysOf = async (file: string, upTo?: number) => (await Array.fromAsync((await openKeyFile(file, upTo)).read())).flat();

describe('a file of keys', () => {
  it('comes out in key order and each once, sorted or not, packed or not', async () => {
    const inOrder = ['a', 'b', '\uffff', '\u{1F600}'];
    const text = '\uffff\na\nb\na\n\u{1F600}\n';
    expect(await keysOf(aFile('a\na\nb\n\uffff\n\u{1F600}\n'))).toEqual(inOrder);
    expect(await keysOf(aFile(text))).toEqual(inOrder);
    expect(await keysOf(aFile(gzipSync(text), 'list.gz'))).toEqual(inOrder);
  });

  it('has the digest and the count of its keys, whatever form they came in', async () => {
    const [one, two, other] = await Promise.all([
      openKeyFile(aFile('a\nb\nb\n')),
      openKeyFile(aFile('{"key":"b","size":1}\n{"key":"a"}\n{"key":"b"}\n')),
      openKeyFile(aFile('a\nc\n')),
    ]);
    expect([one.count, two.count]).toEqual([2, 2]);
    expect(one.digest).toBe(two.digest);
    expect(one.digest).not.toBe(other.digest);
  });

  it('in order may be as long as it likes, and out of order only what memory holds', async () => {
    const keys = Array.from({ length: 5000 }, (_, n) => String(n).padStart(5, '0'));
    expect(await keysOf(aFile(keys.join('\n')), 100)).toEqual(keys);
    await expect(keysOf(aFile(keys.toReversed().join('\n')), 100)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/is not in key order, and has more than the 100 keys/),
      next: expect.stringContaining('LC_ALL=C sort -u'),
    });
  });

  it.each([
    ['lost its last keys', 'a\n'],
    ['lost all', ''],
    ['got one more', 'a\nb\nc\n'],
    ['has another one', 'a\nc\n'],
  ])('that %s since it was opened is not taken for the one that was', async (_what, body) => {
    const file = aFile('a\nb\n');
    const keys = await openKeyFile(file);
    writeFileSync(file, body);
    await expect(Array.fromAsync(keys.read())).rejects.toMatchObject({ code: 'USAGE', message: expect.stringMatching(/changed/) });
  });

  it.each([
    ['one that is not there', () => join(dir, 'nowhere'), /nowhere cannot be read: ENOENT/],
    ['a folder', () => dir, /cannot be read: it is a folder/],
    ['what can be read only once, as a pipe,', () => '/dev/null', /cannot be read: it is no regular file/],
    ['an empty one', () => aFile('\n'), /names no key/],
    ['one that is not packed', () => aFile('a\n', 'x.gz'), /cannot be read/],
    ['one that is cut off', () => aFile(gzipSync('a\nb\n').subarray(0, 20), 'x.gz'), /cannot be read/],
    ['one that is no text', () => aFile(Buffer.from([0x61, 0xff, 0x0a])), /cannot be read/],
  ])('refuses %s by name', async (_what, make, said) => {
    await expect(openKeyFile(make())).rejects.toMatchObject({ code: 'USAGE', exitCode: 2, message: expect.stringMatching(said) });
  });
});
