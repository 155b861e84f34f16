import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCopyHeads } from '../../../src/s3/copy-head.ts';
import { copyRequest, createPlaces } from '../../../src/s3/request.ts';
import { createAmzDate, createSigner } from '../../../src/s3/sign.ts';
import type { CopyInput, Credentials } from '../../../src/s3/types.ts';

const amzDate = createAmzDate();

/** Request line, and the headers by name: their order on the wire means nothing, their number does. */
function parsed(head: string): { line: string; headers: [string, string][] } {
  expect(head.endsWith('\r\n\r\n')).toBe(true);
  const [line = '', ...lines] = head.slice(0, -4).split('\r\n');
  const headers = lines.map((one): [string, string] => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 2)]);
  return { line, headers: headers.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

/** The same request by the general signer. */
function general(region: string, endpoint: string | null, input: CopyInput, credentials: Credentials, at: Date) {
  const date = amzDate(at.getTime());
  const request = copyRequest(createPlaces(region, endpoint)(input.target.bucket), input, { credentials, amzDate: date });
  const headers: [string, string][] = [
    ['authorization', createSigner(region).authorization(request, credentials, date)],
    ['content-length', '0'],
    ['user-agent', 'bucket-brigade'],
  ];
  for (let i = 0; i < request.headers.length; i += 2) headers.push([request.headers[i] as string, request.headers[i + 1] as string]);
  return { line: `${request.method} ${request.path} HTTP/1.1`, headers: headers.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

const key = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.stringMatching(/^[A-Za-z0-9/._~-]{1,80}$/),
  fc
    .array(fc.constantFrom('a', '/', '//', '.', '..', ' ', '+', '%', '%2F', '?', '#', '*', "'", '(', '\n', '\u0001', 'é', '😀', '\uffff'), {
      minLength: 1,
    })
    .map((parts) => parts.join('')),
);
const account = fc.option(fc.stringMatching(/^\d{12}$/), { nil: null });
const bucket = fc.constantFrom('src', 'dst', 'a.dotted.name', 'x'.repeat(63));
const etag = fc.oneof(fc.stringMatching(/^[0-9a-f]{32}(-\d{1,4})?$/), fc.stringMatching(/^[!-~]{1,40}$/));
const copy: fc.Arbitrary<CopyInput> = fc.record({
  source: fc.record({ bucket, owner: account, key, etag }),
  target: fc.record({ bucket, owner: account, key }),
  storageClass: fc.constantFrom('STANDARD', 'STANDARD_IA', 'INTELLIGENT_TIERING'),
});
const credentials: fc.Arbitrary<Credentials> = fc.record({
  accessKeyId: fc.constantFrom('AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'),
  secretAccessKey: fc.constantFrom('one', 'two'),
  sessionToken: fc.constantFrom(undefined, 'token/one+=', 'token/two+='),
});
// Few moments, so that a template meets the same second, another second and another day.
const moment = fc
  .constantFrom('2026-11-22T10:00:00Z', '2026-11-22T10:00:01Z', '2026-11-23T00:00:00Z', '2027-01-01T23:59:59Z')
  .map((text) => new Date(text));

describe('the head of a copy', () => {
  it('is that of the general signer, for whatever follows whatever', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('us-east-2', 'cn-north-1'),
        fc.constantFrom(null, 'http://127.0.0.1:4566'),
        fc.array(fc.tuple(copy, credentials, moment), { minLength: 1, maxLength: 40 }),
        (region, endpoint, copies) => {
          const heads = createCopyHeads(createSigner(region));
          const placeOf = createPlaces(region, endpoint);
          for (const [input, who, at] of copies) {
            const head = heads.of(placeOf(input.target.bucket), input, who, amzDate(at.getTime()));
            expect(head).not.toBeNull();
            expect(parsed(head as string)).toEqual(general(region, endpoint, input, who, at));
          }
        },
      ),
      { numRuns: 200 },
    ));

  it('is left to the general way where it is not of the usual kind', () => {
    const heads = createCopyHeads(createSigner('us-east-2'));
    const place = createPlaces('us-east-2', null)('dst');
    const who = { accessKeyId: 'A', secretAccessKey: 'S' };
    const plain: CopyInput = {
      source: { bucket: 'src', owner: '1', key: 'k', etag: 'e' },
      target: { bucket: 'dst', owner: '2', key: 'k' },
      storageClass: 'STANDARD',
    };
    const label = { contentType: 'text/plain', metadata: {} };
    const odd: CopyInput[] = [
      { ...plain, ifAbsent: true },
      { ...plain, label },
    ];
    // What folding or a header's end could make of an ETag is not for the short way to know.
    for (const oddEtag of ['', 'a b', 'a\r\nx-evil: 1', 'a\n', 'é', ' a'])
      odd.push({ ...plain, source: { ...plain.source, etag: oddEtag } });
    for (const input of odd) expect(heads.of(place, input, who, '20261122T100000Z')).toBeNull();
    expect(heads.of(place, plain, who, '20261122T100000Z')).toContain('x-amz-copy-source: src/k\r\n');
  });

  it('refuses what cannot be in a header, as the general way does', () => {
    const heads = createCopyHeads(createSigner('us-east-2'));
    const input: CopyInput = {
      source: { bucket: 'src', owner: '1', key: 'k', etag: 'e' },
      target: { bucket: 'dst', owner: '2', key: 'k' },
      storageClass: 'ST\u0100',
    };
    expect(() =>
      heads.of(createPlaces('us-east-2', null)('dst'), input, { accessKeyId: 'A', secretAccessKey: 'S' }, '20261122T100000Z'),
    ).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }));
  });
});
