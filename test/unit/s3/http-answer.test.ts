import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerReader, HEAD_UP_TO_BYTES } from '../../../src/s3/http-answer.ts';

/** Feeds a reader the bytes in the given pieces, from a buffer that is overwritten after each, as a socket's is. */
function read(pieces: readonly (Buffer | string)[], how: { head?: boolean; closed?: boolean } = {}) {
  const reader = new AnswerReader();
  reader.begin(how.head === true);
  const arrivals = Buffer.alloc(1 << 20);
  let whole = false;
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    bytes.copy(arrivals);
    whole = reader.feed(arrivals, bytes.length);
    arrivals.fill(0x21, 0, bytes.length);
  }
  if (how.closed === true) whole ||= reader.ended();
  return { whole, reusable: reader.reusable, answer: () => reader.answer() };
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    if (at >= bytes.length) break;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  if (at < bytes.length) pieces.push(bytes.subarray(at));
  return pieces;
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 400 })), { maxLength: 60 });
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom('', '\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n', '0\r\n\r\n').map((text) => Buffer.from(text)),
  fc.integer({ min: 1000, max: 200_000 }).map((length) => Buffer.alloc(length, 'abc\r\n')),
);
const framing = fc.constantFrom('length', 'chunks', 'close');
const chunkSizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1000, max: 70_000 })), { maxLength: 8 });
const extras = fc.record({
  extension: fc.constantFrom('', ';a=b', ' ; name="v;"', ';'),
  trailers: fc.constantFrom('', 'x-checksum: 1\r\n', 'a: 1\r\nb: 2\r\n'),
  informational: fc.constantFrom(
    '',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 102 Processing\r\nx: y\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n',
  ),
  upper: fc.boolean(),
});

describe('an answer', () => {
  it('is the one that was sent, however it is framed and however it arrives', () =>
    fc.assert(
      fc.property(body, framing, sizes, chunkSizes, extras, (bytes, how, pieces, chunks, { extension, trailers, informational, upper }) => {
        const content = Buffer.from(bytes);
        const written =
          how === 'chunks'
            ? [
                ...cut(content, chunks).map((chunk) =>
                  Buffer.concat([
                    Buffer.from(`${upper ? chunk.length.toString(16).toUpperCase() : chunk.length.toString(16)}${extension}\r\n`),
                    chunk,
                    Buffer.from('\r\n'),
                  ]),
                ),
                Buffer.from(`0${extension}\r\n${trailers}\r\n`),
              ]
            : [content];
        const line =
          how === 'chunks'
            ? 'transfer-Encoding: Chunked\r\n'
            : how === 'length'
              ? `cONTENT-lENGTH:${content.length}\r\n`
              : 'X-Not-Said: 1\r\n';
        const wire = Buffer.concat([
          Buffer.from(`${informational}HTTP/1.1 200 OK\r\nX-One: 1\r\n${line}x-Latin: \u00e9 \r\nX-One:  2\r\n\r\n`, 'latin1'),
          ...written,
        ]);
        const got = read(cut(wire, pieces), { closed: how === 'close' });
        expect(got).toMatchObject({ whole: true, reusable: how !== 'close' });
        const answer = got.answer();
        expect(answer.status).toBe(200);
        expect(answer.body.equals(content)).toBe(true);
        expect(answer.headers).toMatchObject({ 'x-one': '1, 2', 'x-latin': '\u00e9' });
      }),
      { numRuns: 300 },
    ));

  it('is not whole before its last byte, and a connection that ends does not make it so', () =>
    fc.assert(
      fc.property(fc.constantFrom('length', 'chunks'), fc.nat(), (how, dice) => {
        const wire =
          how === 'length'
            ? 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'
            : 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n';
        expect(read([wire.slice(0, dice % wire.length)], { closed: true }).whole).toBe(false);
        expect(read([wire]).whole).toBe(true);
      }),
    ));

  it('has no body where HTTP says so, whatever length is announced', () => {
    const length = (status: string) => `HTTP/1.1 ${status}\r\ncontent-length: 5\r\n\r\n`;
    expect(read([length('200 OK')], { head: true })).toMatchObject({ whole: true, reusable: true });
    expect(read([length('204 No Content')])).toMatchObject({ whole: true, reusable: true });
    expect(read([length('304 Not Modified')])).toMatchObject({ whole: true, reusable: true });
    expect(read([length('200 OK')])).toMatchObject({ whole: false });
    expect(read(['HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n'])).toMatchObject({ whole: true, reusable: true });
    expect(read([length('200 OK')], { head: true }).answer()).toMatchObject({ headers: { 'content-length': '5' }, body: Buffer.alloc(0) });
  });

  it('says whether the connection may go on', () => {
    const closing: readonly [string, boolean][] = [
      ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\n', true],
      ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\nConnection: Close\r\n', false],
      ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\nConnection: keep-alive, close\r\n', false],
      ['HTTP/1.0 200 OK\r\ncontent-length: 0\r\n', false],
      ['HTTP/1.0 200 OK\r\ncontent-length: 0\r\nConnection: keep-alive\r\n', true],
    ];
    for (const [head, reusable] of closing) expect([head, read([`${head}\r\n`])]).toMatchObject([head, { whole: true, reusable }]);
    // Bytes behind its end belong to no request: the next answer must not begin with them.
    expect(read(['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhello'])).toMatchObject({ whole: true, reusable: false });
  });

  it('after another one on the same connection has nothing of it', () => {
    const reader = new AnswerReader();
    const feed = (text: string) => reader.feed(Buffer.from(text), text.length);
    reader.begin(false);
    expect(feed('HTTP/1.1 500 Oh\r\nx-one: 1\r\ncontent-length: 3\r\n\r\nabc')).toBe(true);
    const first = reader.answer();
    reader.begin(false);
    expect(reader.headRead).toBe(false);
    expect(feed('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')).toBe(true);
    const second = reader.answer();
    expect([first.status, first.body.toString(), first.headers['x-one']]).toEqual([500, 'abc', '1']);
    expect([second.status, second.body.length, second.headers['x-one']]).toEqual([200, 0, undefined]);
    expect(second.headers['constructor']).toBeUndefined();
  });

  const head = (lines: string, more = '') => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n${more}`;
  const chunked = (more: string) => head('transfer-encoding: chunked', more);
  const broken: readonly [string, string][] = [
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['HTTP/2', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status of letters', 'HTTP/1.1 2x0 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a line without a name', head(': x')],
    ['a line without a colon', head('content-length 5')],
    ['a folded line', head('x: a\r\n b: c')],
    ['a space before the colon', head('content-length : 5')],
    ['a length of letters', head('content-length: five')],
    ['a negative length', head('content-length: -1')],
    ['a length with a sign', head('content-length: +5')],
    ['a hexadecimal length', head('content-length: 0x10')],
    ['a list of lengths', head('content-length: 5, 5')],
    ['two lengths', head('content-length: 5\r\nContent-Length: 6')],
    ['no length after the name', head('content-length:')],
    ['a length beyond all memory', head('content-length: 99999999999999')],
    ['a length and chunks', head('content-length: 5\r\ntransfer-encoding: chunked')],
    ['another transfer coding', head('transfer-encoding: gzip, chunked')],
    ['a chunk without a size', chunked('\r\n')],
    ['a chunk with an extension only', chunked(';a\r\n')],
    ['a chunk size of letters', chunked('xyz\r\n')],
    ['a negative chunk size', chunked('-5\r\n')],
    ['a chunk size beyond all memory', chunked('fffffffffffff\r\n')],
    ['a chunk size that ends in a line feed alone', chunked('5\nhello')],
    ['a chunk longer than its size', chunked('5\r\nhello!\r\n')],
    ['a chunk shorter than its size', chunked('5\r\nhell\r\n0\r\n\r\n')],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(HEAD_UP_TO_BYTES / 8)}`],
    ['a chunk extension without an end', chunked(`5;${'x'.repeat(HEAD_UP_TO_BYTES)}`)],
    ['trailers without an end', chunked(`0\r\n${'x-a: b\r\n'.repeat(HEAD_UP_TO_BYTES / 8 + 1)}`)],
  ];
  it.each(broken)('with %s is malformed, whole or in single bytes', (_name, wire) => {
    const malformed = expect.objectContaining({ code: 'MALFORMED_ANSWER' });
    expect(() => read([wire])).toThrow(malformed);
    expect(() => read(wire.split(''))).toThrow(malformed);
  });

  it('never throws anything but that, whatever comes', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ minLength: 1, maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
            fc
              .constantFrom(
                'HTTP/1.1 200 OK',
                '\r\n',
                '\r',
                '\n',
                'content-length: 3',
                'transfer-encoding: chunked',
                ': ',
                '3',
                '0',
                'abc',
                ';',
              )
              .map((text) => Buffer.from(text)),
          ),
          { minLength: 1, maxLength: 30 },
        ),
        (pieces) => {
          try {
            read(pieces, { closed: true });
          } catch (error) {
            expect(error).toMatchObject({ code: 'MALFORMED_ANSWER' });
          }
        },
      ),
      { numRuns: 500 },
    ));
});
