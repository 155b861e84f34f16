import { afterEach, describe, expect, it } from 'vitest';
import { createS3 } from '../../../src/s3/client.ts';
import { copyRequest, createPlaces, deleteRequest, tailRequest } from '../../../src/s3/request.ts';
import { createSigner, type Unsigned } from '../../../src/s3/sign.ts';
import { S3Error, type CopyInput, type S3 } from '../../../src/s3/types.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { answer, copied, error, faultServer, reset, type Deed, type FaultServer } from './fault-server.ts';
import { smithySignature } from './smithy.ts';

const WHO = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret-words', sessionToken: 'a-token' };
const AT = { bucket: 'table', owner: '222222222222' };
const KEY = 'checkout/YEAR=2019/MONTH=01/DAY=02/bucket-brigade-a-0123456789ab-r00-00000.parquet';
const COPY: CopyInput = {
  source: { bucket: 'ledger', owner: '222222222222', key: 'x/ranges/r00/part 0.parquet', etag: 'e1' },
  target: { ...AT, key: KEY },
  storageClass: 'STANDARD',
  ifAbsent: true,
  label: { contentType: 'application/vnd.apache.parquet', metadata: { 'Bucket-Brigade-Publish': 'm1' } },
};

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function stage(...deeds: Deed[]): Promise<{ s3: S3; server: FaultServer }> {
  const server = await faultServer(...deeds);
  const s3 = createS3({
    region: 'us-east-2',
    endpoint: server.endpoint,
    credentials: () => WHO,
    clock: fakeClock(),
    random: () => 0.5,
    connections: 2,
  });
  ends.push(
    () => s3.close(),
    () => server.close(),
  );
  return { s3, server };
}

describe('what publishing asks of S3', () => {
  const place = createPlaces('us-east-2', null)('table');
  const stamp = { credentials: WHO, amzDate: '20261122T100000Z' };
  const requests: [string, Unsigned][] = [
    ['a copy onto nothing, with a label', copyRequest(place, COPY, stamp)],
    ['a copy onto nothing, as it is', copyRequest(place, { ...COPY, label: undefined }, stamp)],
    ['the end of an object', tailRequest(place, AT, KEY, 65_536, stamp)],
    ['a deletion', deleteRequest(place, { from: AT, key: KEY, etag: 'e1' }, stamp)],
  ];
  it.each(requests)('is signed as the SDK signs it: %s', async (_, unsigned) => {
    const names = unsigned.headers.filter((_value, index) => index % 2 === 0);
    expect(names).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(names.length);
    const peer = await smithySignature(unsigned, 'us-east-2', WHO, new Date('2026-11-22T10:00:00Z'));
    expect(createSigner('us-east-2').authorization(unsigned, WHO, stamp.amzDate)).toBe(peer.authorization);
  });

  it('copies only onto nothing, and says what the copy is', async () => {
    const { s3, server } = await stage(copied('e1'));
    expect(await s3.copyObject(COPY)).toMatchObject({ etag: 'e1' });
    expect(server.seen[0]).toMatchObject({
      method: 'PUT',
      path: `/table/${KEY.replaceAll('=', '%3D')}`,
      headers: {
        'if-none-match': '*',
        'x-amz-copy-source-if-match': '"e1"',
        'content-type': 'application/vnd.apache.parquet',
        'x-amz-metadata-directive': 'REPLACE',
        'x-amz-tagging-directive': 'REPLACE',
        'x-amz-meta-bucket-brigade-publish': 'm1',
      },
    });
  });

  it('a copy of the migration carries no condition on the target, and takes everything along', async () => {
    const { s3, server } = await stage(copied('e1'));
    await s3.copyObject({ ...COPY, ifAbsent: undefined, label: undefined });
    expect(server.seen[0]?.headers).toMatchObject({ 'x-amz-metadata-directive': 'COPY', 'x-amz-tagging-directive': 'COPY' });
    expect(server.seen[0]?.headers['if-none-match']).toBeUndefined();
  });

  it('a copy onto something is refused once, not repeated', async () => {
    const { s3, server } = await stage(error(412, 'PreconditionFailed'));
    await expect(s3.copyObject(COPY)).rejects.toMatchObject({ status: 412, tries: 1 });
    expect(server.seen).toHaveLength(1);
  });
});

describe('the end of an object', () => {
  const part = (body: string, range: string, more = {}) => answer(206, body, { etag: '"e1"', 'content-range': range, ...more });

  it('comes with the length of the whole, and what is said of it', async () => {
    const { s3, server } = await stage(part('PAR1', 'bytes 96-99/100', { 'x-amz-meta-bucket-brigade-publish': 'm1' }));
    expect(await s3.getTail(AT, KEY, 4)).toEqual({
      body: Buffer.from('PAR1'),
      etag: 'e1',
      size: 100,
      metadata: { 'bucket-brigade-publish': 'm1' },
    });
    expect(server.seen[0]).toMatchObject({ method: 'GET', headers: { range: 'bytes=-4' } });
    expect(s3.counters).toMatchObject({ get: 1, delete: 0 });
  });

  it('is cut from the whole where a server does not mind ranges', async () => {
    const { s3 } = await stage(answer(200, 'all of it', { etag: '"e1"' }));
    expect(await s3.getTail(AT, KEY, 2)).toMatchObject({ body: Buffer.from('it'), size: 9 });
  });

  it('of nothing is nothing; of no object, null', async () => {
    const { s3 } = await stage(error(416, 'InvalidRange'), error(404, 'NoSuchKey'), error(404, 'NoSuchBucket'));
    expect(await s3.getTail(AT, KEY, 2)).toMatchObject({ size: 0, etag: '' });
    expect(await s3.getTail(AT, KEY, 2)).toBeNull();
    await expect(s3.getTail(AT, KEY, 2)).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });

  it.each([
    ['without an ETag', answer(206, 'PAR1', { 'content-range': 'bytes 96-99/100' })],
    ['without its place', answer(206, 'PAR1', { etag: '"e1"' })],
    ['that is not the end', part('PAR1', 'bytes 95-98/100')],
    ['that is shorter than it says', part('AR1', 'bytes 96-99/100')],
  ])('is asked for again when it came %s', async (_, bad) => {
    const { s3, server } = await stage(bad, part('PAR1', 'bytes 96-99/100'));
    expect(await s3.getTail(AT, KEY, 4)).toMatchObject({ size: 100 });
    expect(server.seen).toHaveLength(2);
  });
});

describe('deleting', () => {
  const input = { from: AT, key: KEY, etag: 'e1' };

  it.each([
    [answer(204), 'deleted'],
    [error(412, 'PreconditionFailed'), 'changed'],
    [error(409, 'ConditionalRequestConflict'), 'changed'],
    [error(404, 'NoSuchKey'), 'absent'],
  ] as const)('always names what it deletes', async (deed, outcome) => {
    const { s3, server } = await stage(deed);
    expect(await s3.deleteObject(input)).toBe(outcome);
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({ method: 'DELETE', headers: { 'if-match': '"e1"', 'x-amz-expected-bucket-owner': AT.owner } });
    expect(s3.counters.delete).toBe(1);
  });

  it('is repeated with the same condition when the answer was lost', async () => {
    const { s3, server } = await stage(reset, error(404, 'NoSuchKey'));
    expect(await s3.deleteObject(input)).toBe('absent');
    expect(server.seen.map(({ headers }) => headers['if-match'])).toEqual(['"e1"', '"e1"']);
  });

  it('is refused where it is not allowed, or there is no bucket', async () => {
    const { s3 } = await stage(error(403, 'AccessDenied'), error(404, 'NoSuchBucket'), error(501, 'NotImplemented'));
    for (const code of ['AccessDenied', 'NoSuchBucket', 'NotImplemented']) {
      const thrown: unknown = await s3.deleteObject(input).catch((reason: unknown) => reason);
      expect(thrown).toBeInstanceOf(S3Error);
      expect(thrown).toMatchObject({ code, operation: 'DeleteObject' });
    }
  });
});
