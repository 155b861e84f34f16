import { describe, expect, it } from 'vitest';
import { BASE_MS, CAP_MS, FREE_REFRESHES, TRIES } from '../../../src/s3/retry.ts';
import type { CredentialProvider, Credentials, Pacer, S3Error } from '../../../src/s3/types.ts';
import { COPY, FROM, refusal, stage, WHO } from './client-stage.ts';
import { answer, copied, cutShort, error, reset, silence, type Deed } from './fault-server.ts';

/** S3 sends its head and spaces while it works, and what became of the copy at the end (API_CopyObject). */
function keptOpen(end: string): Deed {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.write(' ');
    setTimeout(() => response.write('\n '), 5);
    setTimeout(() => response.end(end), 10);
  };
}

describe('what heals is tried again (traps 1 and 3)', () => {
  const healing: readonly [string, Deed, number][] = [
    ['503 SlowDown', error(503, 'SlowDown'), 1],
    ['503 of a load balancer', answer(503, '<html>busy</html>'), 1],
    ['429', answer(429), 1],
    ['500 InternalError', error(500, 'InternalError'), 0],
    ['502 without a body', answer(502), 0],
    ['400 RequestTimeout', error(400, 'RequestTimeout'), 0],
    ['400 from an overloaded KMS', error(400, 'KMS.ThrottlingException'), 1],
    ['an InternalError inside a 200', error(200, 'InternalError'), 0],
    ['a SlowDown inside a 200', error(200, 'SlowDown'), 1],
    ['an unknown error inside a 200', error(200, 'SomethingNew'), 0],
    ['a 200 without a result', answer(200, ''), 0],
    ['a 200 of white space', answer(200, '   \n  '), 0],
    [
      'white space that keeps the line open, then an InternalError',
      keptOpen('<Error><Code>InternalError</Code><Message>m</Message></Error>'),
      0,
    ],
    ['white space that keeps the line open, then a SlowDown', keptOpen('<?xml version="1.0"?>\n<Error><Code>SlowDown</Code></Error>'), 1],
    ['white space that keeps the line open, then nothing', keptOpen(''), 0],
    ['a 200 cut short', cutShort('<CopyObjectResult><ETag>'), 0],
    ['a 200 that ends early', answer(200, '<CopyObjectResult><ETag>&quot;x&quot;</ETag>'), 0],
    ['a connection reset', reset, 0],
  ];
  it.each(healing)('%s', async (_name, deed, slowDowns) => {
    const { s3, server, pauses } = await stage([deed, deed, copied('good')]);
    expect((await s3.copyObject(COPY)).etag).toBe('good');
    expect(server.seen).toHaveLength(3);
    expect(pauses).toEqual([25, 50]);
    expect(s3.counters).toMatchObject({ copy: 1, retries: 2, slowDowns: 2 * slowDowns });
  });

  it('at least ten times, with full jitter under a growing and then flat bound, and then it is said', async () => {
    expect(TRIES).toBeGreaterThanOrEqual(10);
    const { s3, server, pauses } = await stage([error(503, 'SlowDown', 'Please reduce your request rate.')], { random: () => 0.999 });
    const thrown = await refusal(s3.copyObject(COPY));
    expect(thrown).toMatchObject({
      operation: 'CopyObject',
      status: 503,
      code: 'SlowDown',
      message: 'Please reduce your request rate.',
      requestId: 'REQ1',
      bucket: 'dst',
      sourceBucket: 'src',
      key: COPY.target.key,
      tries: TRIES,
    });
    expect(server.seen).toHaveLength(TRIES);
    expect(pauses).toEqual(Array.from({ length: TRIES - 1 }, (_, i) => Math.floor(0.999 * Math.min(CAP_MS, BASE_MS * 2 ** i))));
    expect(s3.counters).toMatchObject({ copy: 1, retries: TRIES - 1, slowDowns: TRIES });
  });

  it('so is a server that is not there, and the refusal says what the socket met', async () => {
    const { s3, server } = await stage([copied()]);
    await server.close();
    expect(await refusal(s3.copyObject(COPY))).toMatchObject({
      status: 0,
      code: 'NoAnswer',
      message: expect.stringContaining('ECONNREFUSED'),
      tries: TRIES,
    });
  });

  it('a list page cut short, repeated by a 200 with an error, then whole (trap 2)', async () => {
    const page =
      '<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Contents><Key>p/k+k</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>3</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>';
    const { s3, server } = await stage([
      cutShort(page.slice(0, -20)),
      answer(200, page.slice(0, -20)),
      error(200, 'InternalError'),
      answer(200, page),
    ]);
    expect(await s3.listPage({ from: FROM, prefix: 'p/', startAfter: 'p/a b' })).toEqual({
      objects: [{ key: 'p/k k', size: 3, etag: 'e', lastModified: '2026-01-01T00:00:00.000Z', storageClass: 'STANDARD' }],
      continuation: null,
    });
    for (const { path } of server.seen)
      expect(path).toBe('/src/?encoding-type=url&list-type=2&max-keys=1000&prefix=p%2F&start-after=p%2Fa%20b');
    expect(s3.counters).toMatchObject({ list: 1, retries: 3 });
  });
});

describe('what does not heal is said at once (trap 3)', () => {
  const lasting: readonly [string, Deed, Partial<S3Error>][] = [
    ['403 AccessDenied', error(403, 'AccessDenied', 'Access Denied'), { status: 403, code: 'AccessDenied' }],
    [
      '403 of a VPC endpoint',
      error(403, 'AccessDenied', 'VPC endpoints do not support cross-region requests'),
      { status: 403, code: 'AccessDenied' },
    ],
    ['403 SignatureDoesNotMatch', error(403, 'SignatureDoesNotMatch'), { status: 403, code: 'SignatureDoesNotMatch' }],
    ['412: the source changed', error(412, 'PreconditionFailed'), { status: 412, code: 'PreconditionFailed' }],
    ['404 NoSuchKey: the source is gone', error(404, 'NoSuchKey'), { status: 404, code: 'NoSuchKey' }],
    [
      '404 NoSuchBucket, which names the bucket',
      error(404, 'NoSuchBucket', 'no', '<BucketName>src</BucketName>'),
      { status: 404, code: 'NoSuchBucket', bucket: 'src' },
    ],
    ['403 InvalidObjectState: archived', error(403, 'InvalidObjectState'), { status: 403, code: 'InvalidObjectState' }],
    ['400 InvalidRequest: too large to copy', error(400, 'InvalidRequest'), { status: 400, code: 'InvalidRequest' }],
    ['an AccessDenied inside a 200', error(200, 'AccessDenied'), { status: 200, code: 'AccessDenied' }],
    [
      'a 301 to another region',
      answer(301, '<Error><Code>PermanentRedirect</Code><Message>m</Message></Error>', { 'x-amz-bucket-region': 'eu-west-1' }),
      { status: 301, code: 'PermanentRedirect', bucketRegion: 'eu-west-1' },
    ],
    ['a 501', error(501, 'NotImplemented'), { status: 501, code: 'NotImplemented' }],
  ];
  it.each(lasting)('%s', async (_name, deed, facts) => {
    const { s3, server, pauses } = await stage([deed]);
    expect(await refusal(s3.copyObject(COPY))).toMatchObject({ ...facts, requestId: 'REQ1', tries: 1 });
    expect(server.seen).toHaveLength(1);
    expect(pauses).toEqual([]);
    expect(s3.counters.retries).toBe(0);
  });

  it('a server that does not encode keys', async () => {
    const { s3, server } = await stage([answer(200, '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>')]);
    expect(await refusal(s3.listPage({ from: FROM, prefix: '' }))).toMatchObject({ code: 'Unencoded', tries: 1 });
    expect(server.seen).toHaveLength(1);
  });
});

describe('credentials that end on the way (trap 34)', () => {
  const named = (accessKeyId: string): Credentials => ({ ...WHO, accessKeyId, sessionToken: `token of ${accessKeyId}` });

  it('are replaced without burning a try or a pause; the provider hears which were refused', async () => {
    const asked: (string | undefined)[] = [];
    const credentials: CredentialProvider = (refused) => {
      asked.push(refused?.accessKeyId);
      return refused === undefined ? named('OLD') : named('NEW');
    };
    const { s3, server, pauses } = await stage([error(400, 'ExpiredToken'), copied()], { credentials });
    await s3.copyObject(COPY);
    expect(asked).toEqual([undefined, 'OLD']);
    expect(pauses).toEqual([]);
    expect(server.seen.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['token of OLD', 'token of NEW']);
    expect(s3.counters).toMatchObject({ copy: 1, retries: 1 });
  });

  it('leave all tries to what comes after them', async () => {
    let made = 0;
    const { s3, server } = await stage([error(400, 'ExpiredToken'), error(400, 'ExpiredToken'), error(500, 'InternalError')], {
      credentials: () => named(`K${(made += 1)}`),
    });
    expect(await refusal(s3.copyObject(COPY))).toMatchObject({ code: 'InternalError', tries: TRIES });
    expect(server.seen).toHaveLength(TRIES + 2);
  });

  it('cost tries when the provider gives the same again, or new ones for ever', async () => {
    const same = await stage([error(400, 'ExpiredToken')]);
    expect(await refusal(same.s3.copyObject(COPY))).toMatchObject({ code: 'ExpiredToken', tries: TRIES });
    expect(same.server.seen).toHaveLength(TRIES + 1);
    let made = 0;
    const forever = await stage([error(400, 'ExpiredToken')], { credentials: () => named(`K${(made += 1)}`) });
    expect(await refusal(forever.s3.copyObject(COPY))).toMatchObject({ code: 'ExpiredToken', tries: TRIES });
    expect(forever.server.seen).toHaveLength(TRIES + FREE_REFRESHES);
  });

  it('that cannot be had at all reject with the words of their provider', async () => {
    const { s3, server } = await stage([copied()], { credentials: () => Promise.reject(new Error('no role')) });
    await expect(s3.copyObject(COPY)).rejects.toThrow('no role');
    expect(server.seen).toHaveLength(0);
  });
});

describe('a clock that is wrong (trap 36)', () => {
  it('is set by the answer, once for all later requests, without a pause', async () => {
    const skewed = answer(403, '<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>', {
      date: 'Sun, 22 Nov 2026 11:30:00 GMT',
    });
    const { s3, server, pauses } = await stage([skewed, copied()]);
    await s3.copyObject(COPY);
    await s3.copyObject(COPY);
    expect(server.seen.map(({ headers }) => headers['x-amz-date'])).toEqual(['20261122T100000Z', '20261122T113000Z', '20261122T113000Z']);
    expect(pauses).toEqual([]);
  });

  it('does not decide how long a restored copy is there', async () => {
    const skewed = answer(403, '<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>', {
      date: 'Sun, 22 Nov 2026 11:30:00 GMT',
    });
    const until = (time: string) =>
      `<Contents><Key>${time}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>1</Size><StorageClass>GLACIER</StorageClass><RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>${time}</RestoreExpiryDate></RestoreStatus></Contents>`;
    const body = `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>${until('2026-11-22T11:00:00Z')}${until('2026-11-22T12:00:00Z')}</ListBucketResult>`;
    const { s3 } = await stage([answer(200, body), skewed, answer(200, body)]);
    const restored = async () => (await s3.listPage({ from: FROM, prefix: '' })).objects.map((one) => one.restored === true);
    expect(await restored()).toEqual([true, true]);
    expect(await restored()).toEqual([false, true]);
  });

  it('that stays wrong is not asked about for ever', async () => {
    const { s3, server } = await stage([
      answer(403, '<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>', { date: 'Sun, 22 Nov 2026 11:30:00 GMT' }),
    ]);
    expect(await refusal(s3.copyObject(COPY))).toMatchObject({ code: 'RequestTimeTooSkewed', tries: TRIES });
    expect(server.seen).toHaveLength(TRIES + 1);
  });
});

describe('a pacer', () => {
  const paced = () => {
    const heard: string[] = [];
    const pacer: Pacer = { admit: () => void heard.push('admit'), answered: (how) => void heard.push(how) };
    return { heard, input: { ...COPY, pacer } };
  };

  it('hears exactly once of each try that it admitted, however it went', async () => {
    const { heard, input } = paced();
    const { s3 } = await stage([
      reset,
      error(503, 'SlowDown'),
      error(200, 'SlowDown'),
      error(500, 'InternalError'),
      answer(200, ' '),
      copied(),
    ]);
    await s3.copyObject(input);
    expect(heard.filter((_word, index) => index % 2 === 0)).toEqual(Array.from({ length: 6 }, () => 'admit'));
    expect(heard.filter((_word, index) => index % 2 === 1)).toEqual(['other', 'slow-down', 'slow-down', 'other', 'other', 'ok']);
  });

  it('hears also of a try that was refused, stopped, or could not be made', async () => {
    const { heard, input } = paced();
    const { s3, server } = await stage([error(403, 'AccessDenied'), silence]);
    await refusal(s3.copyObject(input));
    const stop = new AbortController();
    const flying = s3.copyObject(input, stop.signal);
    await server.arrived(2);
    stop.abort(new Error('stop'));
    await expect(flying).rejects.toThrow('stop');
    const broken = '\ud800';
    await expect(s3.copyObject({ ...input, source: { ...input.source, key: broken } })).rejects.toMatchObject({ code: 'USAGE' });
    expect(heard).toEqual(['admit', 'other', 'admit', 'other', 'admit', 'other']);
    expect(server.seen).toHaveLength(2);
  });

  it('that does not admit hears of nothing', async () => {
    const heard: string[] = [];
    const pacer: Pacer = { admit: () => Promise.reject(new Error('stopped while waiting')), answered: (how) => void heard.push(how) };
    const { s3, server } = await stage([copied()]);
    await expect(s3.copyObject({ ...COPY, pacer })).rejects.toThrow('stopped while waiting');
    expect(heard).toEqual([]);
    expect(server.seen).toHaveLength(0);
  });
});
