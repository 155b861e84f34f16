import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysOfLines } from '../../../src/listing/key-lines.ts';
import { combinedLine } from '../../../src/verify/lines.ts';
import { ODD_KEYS } from '../../contract/s3/odd-keys.ts';

async function keysOf(text: string, chunkChars = 7): Promise<string[]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += chunkChars) yield text.slice(at, at + chunkChars);
  }
  return (await Array.fromAsync(keysOfLines(chunks(), 'list'))).flat();
}

describe('a list of keys', () => {
  it('is a key a line', async () => {
    expect(await keysOf('A/1\nB/2\n\nC/{3}\n= not of rclone: the first line decides')).toEqual([
      'A/1',
      'B/2',
      'C/{3}',
      '= not of rclone: the first line decides',
    ]);
  });

  it('is NDJSON with a "key": a manifest, failed keys, findings', async () => {
    const lines = [
      { key: 'A/1', size: 3, origin: 'copied' },
      { class: 'missing-folder', key: null },
      { key: 'A/2', code: 'AccessDenied', message: 'no' },
    ];
    expect(await keysOf(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))).toEqual(['A/1', 'A/2']);
  });

  it("is what rclone's check says is missing, differs or could not be told", async () => {
    expect(await keysOf('= A/1\n+ A/2\n* A/3\n- A/4\n! A/5\n')).toEqual(['A/2', 'A/3', 'A/5']);
    expect(await keysOf(combinedLine('+', 'a b') + combinedLine('*', '+ c'))).toEqual(['a b', '+ c']);
  });

  it('as NDJSON keeps every key there can be, however it is cut', async () => {
    const key = fc.string({ unit: 'grapheme', maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(key, fc.constantFrom(...ODD_KEYS))), fc.integer({ min: 1, max: 50 }), async (keys, chunk) => {
        expect(await keysOf(keys.map((one) => `${JSON.stringify({ key: one })}\n`).join(''), chunk)).toEqual(keys);
      }),
    );
  });

  it.each([
    ['{"key":"a"}\nnot json', /list, line 2 is not JSON/],
    ['{"name":"a"}', /list, line 1 has no "key"/],
    ['{"key":7}', /list, line 1 has no "key"/],
    ['* a\n+ ', /list, line 2 is empty/],
    ['= a\nb', /list, line 2 has none of = \+/],
    ['+ a\\u000ab', /list, line 1 has an escape/],
    ['a\r\nb\r\n', /list, line 1 ends with a carriage return/],
    ['x'.repeat(1025), /longer than a key of S3/],
    ['x'.repeat(100_000), /too long to name a key/],
    ['{"key":"\\ud800"}', /list, line 1/],
  ])('refuses %j, and names the line', async (text, said) => {
    await expect(keysOf(text, 30_000)).rejects.toMatchObject({ code: 'USAGE', exitCode: 2, message: expect.stringMatching(said) });
  });
});
