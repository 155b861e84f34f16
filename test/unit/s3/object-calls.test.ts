import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { createS3 } from '../../../src/s3/client.ts';
import { TRIES } from '../../../src/s3/retry.ts';
import { S3Error, type Credentials, type Pacer, type S3 } from '../../../src/s3/types.ts';
import { answer, error, faultServer, reset, silence, type Deed, type FaultServer } from './fault-server.ts';

const START = Date.parse('2026-11-22T10:00:00Z');
const WHO: Credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret-words' };
const AT = { bucket: 'dst', owner: '222222222222' };
const UPLOAD = { to: AT, key: 'a/../b c', uploadId: 'u/1' };
const SOURCE = { bucket: 'src', owner: '111111111111', key: 'a/../b c', etag: 'e1' };
const PART = { upload: UPLOAD, source: SOURCE, part: 2, range: { first: 10, last: 19 } };

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function stage(...deeds: readonly Deed[]): Promise<{ s3: S3; server: FaultServer; pauses: number[] }> {
  const server = await faultServer(...deeds);
  const pauses: number[] = [];
  const clock: Clock = { now: () => START, passed: () => START, sleep: (milliseconds) => (pauses.push(milliseconds), Promise.resolve()) };
  let fresh = 0;
  const s3 = createS3({
    region: 'us-east-2',
    endpoint: server.endpoint,
    credentials: (refused) => (refused === undefined ? WHO : { ...WHO, sessionToken: `token-${(fresh += 1)}` }),
    clock,
    random: () => 0.5,
    connections: 2,
  });
  ends.push(
    () => s3.close(),
    () => server.close(),
  );
  return { s3, server, pauses };
}

const refusal = async (promise: Promise<unknown>): Promise<S3Error> => {
  const thrown: unknown = await promise.then(
    (value) => value,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof S3Error)) throw new Error(`expected an S3Error, got ${JSON.stringify(thrown)}`);
  return thrown;
};

const xml = (body: string, headers = {}): Deed => answer(200, `<?xml version="1.0" encoding="UTF-8"?>\n${body}`, headers);
const part = (etag = 'p1'): Deed =>
  xml(`<CopyPartResult><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag></CopyPartResult>`);
const inside = (code: string, message = code): Deed =>
  xml(`<Error><Code>${code}</Code><Message>${message}</Message><RequestId>R</RequestId></Error>`);
const completed = (more = ''): Deed =>
  xml(`<CompleteMultipartUploadResult><Key>k</Key><ETag>&quot;abc-2&quot;</ETag>${more}</CompleteMultipartUploadResult>`);

describe('a HEAD', () => {
  const head =
    (headers: Record<string, string>, status = 200): Deed =>
    (response) => {
      response.writeHead(status, headers);
      response.end();
    };
  const whole = { etag: '"e1-3"', 'content-length': '42' };

  it('tells all that a copy in parts has to say again', async () => {
    const { s3, server } = await stage(
      head(
        {
          ...whole,
          'content-type': 'application/json',
          'cache-control': 'max-age=60',
          'content-disposition': 'attachment',
          'content-encoding': 'gzip',
          'content-language': 'de, en',
          expires: 'Thu, 01 Dec 1994 16:00:00 GMT',
          'x-amz-storage-class': 'STANDARD_IA',
          'x-amz-meta-origin': 'shop',
          'x-amz-meta-Other-One': '=?UTF-8?B?w4Q=?=',
          'x-amz-missing-meta': '2',
          'x-amz-mp-parts-count': '3',
          'x-amz-checksum-crc64nvme': 'AAAA',
          'x-amz-checksum-type': 'FULL_OBJECT',
          'x-amz-archive-status': 'ARCHIVE_ACCESS',
          'x-amz-tagging-count': '1',
        },
        206,
      ),
    );
    expect(await s3.headObject({ from: AT, key: 'a/../b c', etag: 'e1-3', part: 1 })).toEqual({
      etag: 'e1-3',
      bytes: 42,
      storageClass: 'STANDARD_IA',
      contentHeaders: {
        'content-type': 'application/json',
        'cache-control': 'max-age=60',
        'content-disposition': 'attachment',
        'content-encoding': 'gzip',
        'content-language': 'de, en',
        expires: 'Thu, 01 Dec 1994 16:00:00 GMT',
      },
      metadata: { origin: 'shop', 'other-one': '=?UTF-8?B?w4Q=?=' },
      missingMetadata: 2,
      parts: 3,
      checksum: { algorithm: 'crc64nvme', value: 'AAAA', type: 'FULL_OBJECT' },
      archiveStatus: 'ARCHIVE_ACCESS',
    });
    expect(server.seen[0]).toMatchObject({
      method: 'HEAD',
      path: '/dst/a/../b%20c?partNumber=1',
      headers: { 'if-match': '"e1-3"', 'x-amz-checksum-mode': 'ENABLED', 'x-amz-expected-bucket-owner': AT.owner },
    });
  });

  it('of a server that sends UTF-8 as it is, or bytes that are none, is read as it was meant', async () => {
    const raw = Buffer.from('Größe 한').toString('latin1');
    const { s3 } = await stage(head({ ...whole, 'x-amz-meta-note': raw, 'x-amz-meta-odd': 'caf\u00e9', 'content-language': raw }));
    expect(await s3.headObject({ from: AT, key: 'k' })).toMatchObject({
      metadata: { note: 'Größe 한', odd: 'café' },
      contentHeaders: { 'content-language': 'Größe 한' },
    });
  });

  it('of a plain object says so by what it leaves out', async () => {
    const { s3 } = await stage(head({ ...whole, etag: '"e1"' }));
    expect(await s3.headObject({ from: AT, key: 'k' })).toMatchObject({
      ...{ storageClass: 'STANDARD', metadata: {}, parts: null, checksum: null, archiveStatus: null, missingMetadata: 0 },
    });
  });

  it('that is refused without a word is asked again for its code', async () => {
    const { s3, server } = await stage(head({}, 403), error(403, 'AccessDenied', 'no identity-based policy allows s3:GetObject'));
    expect(await refusal(s3.headObject({ from: AT, key: 'k', etag: 'e1' }))).toMatchObject({
      status: 403,
      code: 'AccessDenied',
      operation: 'HeadObject',
    });
    expect(server.seen.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
    expect(server.seen[1]?.headers).toMatchObject({ range: 'bytes=0-0', 'if-match': '"e1"' });
  });

  it('of nothing, or of another object, is told apart', async () => {
    const gone = await stage(head({}, 404), error(404, 'NoSuchKey'));
    expect(await refusal(gone.s3.headObject({ from: AT, key: 'k' }))).toMatchObject({ status: 404, code: 'NoSuchKey' });
    const other = await stage(head({}, 412), error(412, 'PreconditionFailed', 'x', '<Condition>If-Match</Condition>'));
    expect(await refusal(other.s3.headObject({ from: AT, key: 'k', etag: 'e' }))).toMatchObject({ status: 412, condition: 'If-Match' });
  });

  it('with credentials that have ended gets new ones, and the answer', async () => {
    const { s3, server } = await stage(head({}, 400), error(400, 'ExpiredToken'), answer(206, 'x', { etag: '"e1"' }), head(whole));
    expect(await s3.headObject({ from: AT, key: 'k' })).toMatchObject({ bytes: 42 });
    expect(server.seen.map(({ method }) => method)).toEqual(['HEAD', 'GET', 'GET', 'HEAD']);
  });

  it('without its size or its ETag is asked for again', async () => {
    const { s3, server } = await stage(head({ 'content-length': '4' }), head(whole));
    expect(await s3.headObject({ from: AT, key: 'k' })).toMatchObject({ bytes: 42 });
    expect(server.seen).toHaveLength(2);
  });
});

describe('tags', () => {
  it('are read with whatever is in them', async () => {
    const { s3, server } = await stage(
      xml(
        '<Tagging xmlns="x"><TagSet><Tag><Key>a b</Key><Value>1 &lt; 2 &amp; é</Value></Tag><Tag><Key>k</Key><Value/></Tag></TagSet></Tagging>',
      ),
    );
    expect(await s3.getTags(AT, 'k')).toEqual([
      { key: 'a b', value: '1 < 2 & é' },
      { key: 'k', value: '' },
    ]);
    expect(server.seen[0]).toMatchObject({ method: 'GET', path: '/dst/k?tagging=' });
  });

  it.each([
    ['an empty set', '<Tagging><TagSet/></Tagging>', []],
    ['an empty set, opened and closed', '<Tagging><TagSet></TagSet></Tagging>', []],
  ])('%s is no tags', async (_what, body, tags) => {
    const { s3 } = await stage(xml(body));
    expect(await s3.getTags(AT, 'k')).toEqual(tags);
  });

  it.each([
    '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>',
    '<Tagging><TagSet><Tag><Key>a</K',
    '<Tagging></Tagging>',
    '<Other/>',
    '',
  ])('cut short or half are none: %s', async (body) => {
    const { s3, server } = await stage(xml(body), xml('<Tagging><TagSet/></Tagging>'));
    expect(await s3.getTags(AT, 'k')).toEqual([]);
    expect(server.seen).toHaveLength(2);
  });
});

describe('an upload', () => {
  it('begins once, and says its id', async () => {
    const { s3, server } = await stage(
      xml('<InitiateMultipartUploadResult><Bucket>dst</Bucket><UploadId>u/1</UploadId></InitiateMultipartUploadResult>'),
    );
    const input = { to: AT, key: 'a/../b c', storageClass: 'STANDARD', contentHeaders: {}, metadata: {}, tags: [] };
    expect(await s3.createUpload(input)).toEqual(UPLOAD);
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/dst/a/../b%20c?uploads=', headers: { 'content-length': '0' } });
  });

  it('takes a part of the source as it was pinned', async () => {
    const { s3, server } = await stage(part('p2'));
    expect(await s3.copyPart(PART)).toEqual({ etag: 'p2' });
    expect(server.seen[0]).toMatchObject({
      method: 'PUT',
      path: '/dst/a/../b%20c?partNumber=2&uploadId=u%2F1',
      headers: {
        'x-amz-copy-source': 'src/a/../b%20c',
        'x-amz-copy-source-if-match': '"e1"',
        'x-amz-copy-source-range': 'bytes=10-19',
        'x-amz-source-expected-bucket-owner': '111111111111',
      },
    });
    expect(s3.counters).toMatchObject({ copy: 1, retries: 0 });
  });

  it('takes the whole source without a range', async () => {
    const { s3, server } = await stage(part());
    await s3.copyPart({ ...PART, range: null });
    expect(server.seen[0]?.headers['x-amz-copy-source-range']).toBeUndefined();
  });

  it.each([
    ['an error inside a 200', inside('InternalError')],
    ['white space and then nothing', answer(200, '<?xml version="1.0"?>\n   \n  ')],
    ['a result without its ETag', xml('<CopyPartResult><LastModified>x</LastModified></CopyPartResult>')],
    ['a result that ends early', xml('<CopyPartResult><ETag>&quot;a')],
    ['a 503', error(503, 'SlowDown')],
    ['a reset', reset],
  ])('a part that is answered with %s is copied again', async (_what, bad) => {
    const { s3, server } = await stage(bad, part('good'));
    expect(await s3.copyPart(PART)).toEqual({ etag: 'good' });
    expect(server.seen).toHaveLength(2);
  });

  it.each([
    [
      '412',
      error(412, 'PreconditionFailed', 'x', '<Condition>x-amz-copy-source-If-Match</Condition>'),
      { status: 412, condition: 'x-amz-copy-source-If-Match' },
    ],
    ['AccessDenied inside a 200', inside('AccessDenied'), { status: 200, code: 'AccessDenied' }],
    ['NoSuchUpload', error(404, 'NoSuchUpload'), { status: 404, code: 'NoSuchUpload' }],
  ])('a part that is refused for good is asked for once: %s', async (_what, deed, facts) => {
    const { s3, server } = await stage(deed);
    expect(await refusal(s3.copyPart(PART))).toMatchObject({ ...facts, operation: 'UploadPartCopy', sourceBucket: 'src', tries: 1 });
    expect(server.seen).toHaveLength(1);
  });

  it('asks the pacer before each try of a part, and tells it how the try went', async () => {
    const told: string[] = [];
    const pacer: Pacer = { admit: () => void told.push('admit'), answered: (how) => void told.push(how) };
    const { s3 } = await stage(inside('SlowDown'), part());
    await s3.copyPart({ ...PART, pacer });
    expect(told).toEqual(['admit', 'slow-down', 'admit', 'ok']);
  });

  it('ends with its parts in order, its size said, and a condition where one is wanted', async () => {
    const { s3, server } = await stage(
      completed('<ChecksumCRC64NVME>AAAA</ChecksumCRC64NVME><ChecksumType>FULL_OBJECT</ChecksumType>'),
      completed(),
    );
    expect(await s3.completeUpload({ upload: UPLOAD, etags: ['a', 'b'], bytes: 30, ifAbsent: true })).toEqual({
      etag: 'abc-2',
      checksum: { algorithm: 'crc64nvme', value: 'AAAA', type: 'FULL_OBJECT' },
      encryption: null,
    });
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/dst/a/../b%20c?uploadId=u%2F1',
      headers: { 'x-amz-mp-object-size': '30', 'if-none-match': '*' },
    });
    expect(server.seen[0]?.body.toString()).toContain(
      '<Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag></Part><Part><PartNumber>2</PartNumber><ETag>&quot;b&quot;</ETag></Part>',
    );
    await s3.completeUpload({ upload: UPLOAD, etags: ['a'], bytes: 30 });
    expect(server.seen[1]?.headers['if-none-match']).toBeUndefined();
  });

  it('is not ended by a 200 that holds an error, or nothing', async () => {
    const { s3, server } = await stage(inside('InternalError'), answer(200, '   '), completed());
    expect(await s3.completeUpload({ upload: UPLOAD, etags: ['a'], bytes: 1 })).toMatchObject({ etag: 'abc-2' });
    expect(server.seen).toHaveLength(3);
    const lasting = await stage(inside('InternalError'));
    expect(await refusal(lasting.s3.completeUpload({ upload: UPLOAD, etags: ['a'], bytes: 1 }))).toMatchObject({
      status: 200,
      tries: TRIES,
    });
  });

  it.each([
    [answer(204), 'aborted'],
    [error(404, 'NoSuchUpload'), 'gone'],
  ] as const)('is aborted, or was before', async (deed, outcome) => {
    const { s3, server } = await stage(deed);
    expect(await s3.abortUpload(UPLOAD)).toBe(outcome);
    expect(server.seen[0]).toMatchObject({ method: 'DELETE', path: '/dst/a/../b%20c?uploadId=u%2F1' });
  });

  it('that cannot be aborted says so', async () => {
    const { s3 } = await stage(error(403, 'AccessDenied'));
    expect(await refusal(s3.abortUpload(UPLOAD))).toMatchObject({ operation: 'AbortMultipartUpload', code: 'AccessDenied' });
  });

  it('lets go at once when it is told to', async () => {
    const { s3, server } = await stage(silence);
    const stop = new AbortController();
    const going = s3.copyPart(PART, stop.signal);
    await server.arrived(1);
    stop.abort(new Error('time is up'));
    await expect(going).rejects.toThrow('time is up');
  });
});

describe('the uploads under way', () => {
  const listed = (key: string, id: string) =>
    `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiator><ID>arn:aws:sts::1:assumed-role/r/s</ID></Initiator>` +
    `<Owner><ID>o</ID></Owner><StorageClass>STANDARD</StorageClass><Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>`;
  const page = (more: string) =>
    xml(`<ListMultipartUploadsResult><Bucket>dst</Bucket><EncodingType>url</EncodingType>${more}</ListMultipartUploadsResult>`);

  it('come page by page', async () => {
    const { s3, server } = await stage(
      page(
        `<NextKeyMarker>a%2Fb+c</NextKeyMarker><NextUploadIdMarker>u1</NextUploadIdMarker><IsTruncated>true</IsTruncated>${listed('a%2Fb+c', 'u1')}`,
      ),
      page(`<IsTruncated>false</IsTruncated>`),
    );
    const first = await s3.listUploads({ from: AT, prefix: 'a/' });
    expect(first).toEqual({
      uploads: [{ key: 'a/b c', uploadId: 'u1', initiated: '2026-01-01T00:00:00.000Z', initiator: 'arn:aws:sts::1:assumed-role/r/s' }],
      next: { key: 'a/b c', uploadId: 'u1' },
    });
    expect(await s3.listUploads({ from: AT, prefix: 'a/', after: first.next ?? undefined })).toEqual({ uploads: [], next: null });
    expect(server.seen.map(({ path }) => path)).toEqual([
      '/dst/?encoding-type=url&max-uploads=1000&prefix=a%2F&uploads=',
      '/dst/?encoding-type=url&key-marker=a%2Fb%20c&max-uploads=1000&prefix=a%2F&upload-id-marker=u1&uploads=',
    ]);
  });

  it('of a server that does not encode keys are read as they are', async () => {
    const { s3 } = await stage(
      xml(`<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${listed('a+b &amp; %2F', 'u')}</ListMultipartUploadsResult>`),
    );
    expect((await s3.listUploads({ from: AT, prefix: '' })).uploads[0]?.key).toBe('a+b & %2F');
  });

  it.each([
    '<IsTruncated>true</IsTruncated>',
    '',
    '<IsTruncated>false</IsTruncated><Upload><Key>a</Key></Upload>',
    '<IsTruncated>false</IsTruncated><Upload><Key>%ZZ</Key><UploadId>u</UploadId><Initiated>x</Initiated></Upload>',
  ])('are not believed when the page contradicts itself or ends early: %s', async (more) => {
    const { s3, server } = await stage(page(more), page('<IsTruncated>false</IsTruncated>'));
    expect(await s3.listUploads({ from: AT, prefix: '' })).toEqual({ uploads: [], next: null });
    expect(server.seen).toHaveLength(2);
  });
});
