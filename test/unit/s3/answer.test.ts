import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCopyAnswer, readErrorAnswer, unquotedEtag } from '../../../src/s3/answer.ts';
import { noDocument } from './no-document.ts';

describe('the answer to a copy (trap 1)', () => {
  const good =
    '<?xml version="1.0" encoding="UTF-8"?>\n<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-11-22T10:00:00.000Z</LastModified><ETag>&quot;abc-2&quot;</ETag></CopyObjectResult>';

  it('is its result, also behind the white space that keeps the line open', () => {
    const value = { etag: 'abc-2', lastModified: '2026-11-22T10:00:00.000Z' };
    expect(readCopyAnswer(Buffer.from(good))).toEqual({ kind: 'read', value });
    expect(readCopyAnswer(Buffer.from(` \n  ${good}\n`))).toEqual({ kind: 'read', value });
    expect(readCopyAnswer(Buffer.from(good.replace('?>\n', '?>\n   \n ')))).toEqual({ kind: 'read', value });
  });

  it('is read the same in the layout of S3 and in any other', () => {
    const inside = fc.stringMatching(/^[ !-;=?-~]{0,40}$/);
    const checksums = fc.constantFrom(
      '',
      '<ChecksumType>FULL_OBJECT</ChecksumType><ChecksumCRC64NVME>AAAAAAAAAAA=</ChecksumCRC64NVME>',
      '<ChecksumCRC32></ChecksumCRC32>',
      '<ChecksumSHA256>a</ChecksumSHA1>',
      '<ChecksumSHA256/>',
      '<Checksum x="y">a</Checksum>',
      '<Checksum>',
      '<Other>a</Other>',
      'text',
    );
    const before = fc.constantFrom(
      '',
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<?xml version="1.0" encoding="UTF-8"?>\n',
      '<?xml version="1.1"?>',
    );
    const root = fc.constantFrom(
      'CopyObjectResult',
      'CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"',
      'CopyObjectResults',
      'CopyObjectResult/',
    );
    const quote = fc.constantFrom('&quot;', '"', '');
    fc.assert(
      fc.property(
        before,
        root,
        inside,
        quote,
        inside,
        checksums,
        fc.constantFrom('', '\n', 'x', '<'),
        (head, name, modified, q, etag, sums, after) => {
          const layout = (space: string) =>
            `${space}${head}<${name}>${space}<LastModified>${modified}</LastModified>${space}<ETag>${q}${etag}${q}</ETag>${space}${sums}${space}</CopyObjectResult>${after}`;
          // White space between elements is never the usual layout. Whatever is unreadable may say so in other words.
          const usual = readCopyAnswer(Buffer.from(layout('')));
          const other = readCopyAnswer(Buffer.from(layout(' ')));
          if (usual.kind === 'read') expect(usual).toEqual(other);
          else expect(other.kind).toBe(usual.kind);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is an error when the 200 holds one', () => {
    const text =
      '<?xml version="1.0" encoding="UTF-8"?>\n  <Error><Code>SlowDown</Code><Message>Reduce &quot;your&quot; request rate</Message><RequestId>ABC</RequestId><HostId>h</HostId></Error>';
    expect(readCopyAnswer(Buffer.from(text))).toEqual({
      kind: 'error',
      error: { code: 'SlowDown', message: 'Reduce "your" request rate', requestId: 'ABC', bucket: undefined, region: undefined },
    });
  });

  it('is unreadable when there is no whole result: no cut of it reads', () => {
    const summed = good.replace(
      '</CopyObjectResult>',
      '<ChecksumType>FULL_OBJECT</ChecksumType><ChecksumCRC32>a=</ChecksumCRC32></CopyObjectResult>',
    );
    expect(readCopyAnswer(Buffer.from(summed)).kind).toBe('read');
    for (const whole of [good, summed])
      for (let cut = 0; cut < whole.length; cut += 1) expect(readCopyAnswer(Buffer.from(whole.slice(0, cut))).kind).toBe('unreadable');
    expect(readCopyAnswer(Buffer.from('')).kind).toBe('unreadable');
    expect(readCopyAnswer(Buffer.from('     ')).kind).toBe('unreadable');
    expect(readCopyAnswer(Buffer.from(good.replace(/<ETag>.*<\/ETag>/, ''))).kind).toBe('unreadable');
    expect(readCopyAnswer(Buffer.from(good.replaceAll('CopyObjectResult', 'CopyPartResult'))).kind).toBe('unreadable');
  });
});

describe('an error answer', () => {
  it('gives code, message, request id, bucket and region, and nothing that could be a secret', () => {
    const text =
      '<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region &apos;us-east-1&apos; is wrong; expecting &apos;eu-west-1&apos;</Message><Region>eu-west-1</Region><BucketName>b</BucketName>' +
      '<AWSAccessKeyId>AKIASECRET</AWSAccessKeyId><StringToSign>secret words</StringToSign><Token-0>session</Token-0><RequestId>R</RequestId></Error>';
    const words = readErrorAnswer(400, Buffer.from(text));
    expect(words).toEqual({
      code: 'AuthorizationHeaderMalformed',
      message: "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
      requestId: 'R',
      bucket: 'b',
      region: 'eu-west-1',
    });
  });

  it('that is no error document leaves its status', () => {
    for (const body of ['', '<html><body>503</body></html>', '<Error><Code>Slow', 'Service Unavailable']) {
      expect(readErrorAnswer(503, Buffer.from(body))).toMatchObject({ code: 'Http503', message: expect.stringContaining('503') });
    }
  });

  it('never throws, whatever comes', () =>
    fc.assert(
      fc.property(noDocument, (bytes) => {
        const body = Buffer.from(bytes);
        expect(readErrorAnswer(500, body).code).not.toBe('');
        expect(readCopyAnswer(body).kind).not.toBe('read');
      }),
      { numRuns: 500 },
    ));
});

it('an ETag loses its quotes, and only them', () => {
  expect(['"a"', 'a', '&quot;a&quot;', '"a', '"', '""', 'W/"a"'].map(unquotedEtag)).toEqual(['a', 'a', 'a', '"a', '"', '', 'W/"a"']);
});
