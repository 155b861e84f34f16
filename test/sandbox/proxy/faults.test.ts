import { CopyObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedBody } from '../../../sandbox/proxy/source.ts';
import { parseRules } from '../../../sandbox/proxy/rules.ts';
import { startHarness, type Harness } from './harness.ts';
import { etagOf, REFUSED_KEY_ID, textObject } from './tiny-s3.ts';

const SOURCE = { bucket: 'from-bucket', region: 'us-east-1', account: '111122223333' };
const TARGET = { bucket: 'to-bucket', region: 'us-east-2', account: '444455556666' };
const copies = { source: SOURCE, target: TARGET, keyPrefixes: ['E9_F/'] };
const DOCUMENT = '{"Status":"invoiced","Value":1}';
const KEY = 'E9_F/x/id/a b+{1}';

let harness: Harness;
let client: S3Client;
beforeEach(async () => {
  harness = await startHarness();
  client = clientOf('AKIAONE');
  harness.tiny.objects.set(`from-bucket/${KEY}`, textObject(DOCUMENT));
});
afterEach(async () => {
  client.destroy();
  await harness.close();
  if (harness.defects.length > 0) throw new Error(`The front told of a defect: ${harness.defects.join()}`);
});

const clientOf = (accessKeyId: string, maxAttempts = 1) =>
  new S3Client({
    endpoint: harness.front.url,
    region: 'us-east-2',
    forcePathStyle: true,
    maxAttempts,
    credentials: { accessKeyId, secretAccessKey: 's' },
  });
const setRules = (...rules: unknown[]) => harness.front.setRules(parseRules(JSON.stringify({ version: 1, rules }), 'test'));
const copy = (over: Partial<{ key: string; ifMatch: string; ifNoneMatch: string; from: S3Client }> = {}) =>
  (over.from ?? client).send(
    new CopyObjectCommand({
      Bucket: TARGET.bucket,
      Key: over.key ?? KEY,
      CopySource: `${SOURCE.bucket}/${encodeURIComponent(over.key ?? KEY)}`,
      ...(over.ifMatch === undefined ? {} : { CopySourceIfMatch: over.ifMatch }),
      ...(over.ifNoneMatch === undefined ? {} : { IfNoneMatch: over.ifNoneMatch }),
    }),
  );
const stored = (key = KEY) => harness.tiny.objects.get(`to-bucket/${key}`);
const lastLine = () => {
  harness.front.flushLog();
  return harness.log().at(-1);
};
const firedTimes = () => harness.front.rules()[0]?.fired;

describe('lose-copies', () => {
  beforeEach(() => setRules({ name: 'lose', kind: 'lose-copies', ...copies, timesPerKey: 2 }));

  it('answers as S3 would, stores nothing, n times for each key', async () => {
    const real = etagOf(Buffer.from(DOCUMENT));
    for (const ifMatch of [`"${real}"`, undefined]) {
      const answer = await copy(ifMatch === undefined ? {} : { ifMatch });
      expect(answer.CopyObjectResult?.ETag).toBe(`"${real}"`);
      expect(Math.abs(Date.now() - (answer.CopyObjectResult?.LastModified?.getTime() ?? 0))).toBeLessThan(5_000);
      expect(stored()).toBeUndefined();
      expect(lastLine()).toMatchObject({
        operation: 'CopyObject',
        key: KEY,
        sourceKey: KEY,
        status: 200,
        upstreamStatus: 412,
        rule: 'lose',
      });
    }
    await copy();
    expect(stored()?.body.toString()).toBe(DOCUMENT);
    expect(lastLine()).toMatchObject({ status: 200, upstreamStatus: 200, rule: null });
  });

  it('leaves what was there before as it was', async () => {
    harness.tiny.objects.set(`to-bucket/${KEY}`, textObject('old'));
    await copy();
    expect(stored()?.body.toString()).toBe('old');
  });

  it('refuses whom S3 refuses, and does not count it', async () => {
    const refused = clientOf(REFUSED_KEY_ID);
    await expect(copy({ from: refused })).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    refused.destroy();
    expect(firedTimes()).toBe(0);
  });

  it('says 404 for a source that is missing, 412 for one that changed and for a target that is there, and does not count it', async () => {
    await expect(copy({ key: 'E9_F/x/id/none' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    await expect(copy({ ifMatch: '"0123"' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    harness.tiny.objects.set(`to-bucket/${KEY}`, textObject('there'));
    await expect(copy({ ifNoneMatch: '*' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    expect(firedTimes()).toBe(0);
    expect(stored()?.body.toString()).toBe('there');
  });

  it('loses a copy that asks for a new target', async () => {
    expect((await copy({ ifNoneMatch: '*' })).CopyObjectResult?.ETag).toBe(`"${etagOf(Buffer.from(DOCUMENT))}"`);
    expect(stored()).toBeUndefined();
  });

  it('leaves other prefixes alone', async () => {
    harness.tiny.objects.set('from-bucket/E8_F/k', textObject('x'));
    await copy({ key: 'E8_F/k' });
    expect(stored('E8_F/k')).toBeDefined();
  });

  it('leaves a copy alone that has a condition of the same kind', async () => {
    await client.send(
      new CopyObjectCommand({
        Bucket: TARGET.bucket,
        Key: KEY,
        CopySource: `${SOURCE.bucket}/${encodeURIComponent(KEY)}`,
        CopySourceIfModifiedSince: new Date(0),
      }),
    );
    expect(stored()).toBeDefined();
    expect(firedTimes()).toBe(0);
  });
});

it('error-in-200 is a 200 with an error in it, n times for each key', async () => {
  setRules({ name: 'odd', kind: 'error-in-200', ...copies, timesPerKey: 1 });
  const response = await fetch(`${harness.front.url}/to-bucket/${encodeURIComponent(KEY)}`, {
    method: 'PUT',
    headers: { 'x-amz-copy-source': `from-bucket/${encodeURIComponent(KEY)}` },
  });
  const text = await response.text();
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/xml']);
  expect(text).toContain('<Error><Code>SlowDown</Code>');
  expect(stored()).toBeUndefined();
  await copy();
  expect(stored()).toBeDefined();
});

it('error-in-200 is seen as SlowDown by the SDK, which then tries again and succeeds', async () => {
  setRules({ name: 'odd', kind: 'error-in-200', ...copies, timesPerKey: 1 });
  await expect(copy()).rejects.toMatchObject({ name: 'SlowDown' });
  setRules({ name: 'odd', kind: 'error-in-200', ...copies, timesPerKey: 1 });
  const patient = clientOf('AKIAONE', 3);
  await copy({ from: patient });
  patient.destroy();
  expect(stored()).toBeDefined();
});

describe('unavailable', () => {
  it('is 503 SlowDown for n requests, for what matches only', async () => {
    setRules({
      name: 'busy',
      kind: 'unavailable',
      match: { operations: ['CopyObject'], bucket: TARGET.bucket, keyPrefixes: ['E9_'] },
      times: 2,
    });
    for (const _ of [1, 2]) {
      await expect(copy()).rejects.toMatchObject({
        name: 'SlowDown',
        message: 'Please reduce your request rate.',
        $metadata: { httpStatusCode: 503 },
      });
      expect(lastLine()).toMatchObject({ status: 503, upstreamStatus: null, rule: 'busy' });
    }
    await client.send(new GetObjectCommand({ Bucket: SOURCE.bucket, Key: KEY }));
    await copy();
    expect(stored()).toBeDefined();
  });

  it('lasts from the first match on', async () => {
    setRules({ name: 'busy', kind: 'unavailable', match: {}, forMilliseconds: 300 });
    const answers: number[] = [];
    const started = Date.now();
    while (answers.at(-1) !== 200 && Date.now() - started < 5_000)
      answers.push((await fetch(`${harness.front.url}/from-bucket/${encodeURIComponent(KEY)}`)).status);
    expect(answers[0]).toBe(503);
    expect(answers.at(-1)).toBe(200);
    expect(Date.now() - started).toBeGreaterThanOrEqual(300);
    expect(new Set(answers)).toEqual(new Set([503, 200]));
  });

  it('swallows the body of an upload and keeps the connection', async () => {
    setRules({ name: 'busy', kind: 'unavailable', match: {}, times: 1 });
    const patient = clientOf('AKIAONE', 2);
    await patient.send(new PutObjectCommand({ Bucket: TARGET.bucket, Key: 'big', Body: Buffer.alloc(1 << 20, 'x') }));
    patient.destroy();
    expect(stored('big')?.body.length).toBe(1 << 20);
  });

  it('a HEAD has no body', async () => {
    setRules({ name: 'busy', kind: 'unavailable', match: {}, times: 1 });
    const response = await fetch(`${harness.front.url}/from-bucket/k`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([503, '']);
  });

  it('hits listings by their prefix', async () => {
    setRules({ name: 'busy', kind: 'unavailable', match: { operations: ['ListObjectsV2'], keyPrefixes: ['E9_F/'] }, times: 1 });
    await expect(client.send(new ListObjectsV2Command({ Bucket: SOURCE.bucket, Prefix: 'E9_F/' }))).rejects.toMatchObject({
      name: 'SlowDown',
    });
  });
});

it('internal-error is 500, n times', async () => {
  setRules({ name: 'broken', kind: 'internal-error', match: { operations: ['CopyObject'] }, times: 1 });
  await expect(copy()).rejects.toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } });
  await copy();
  expect(stored()).toBeDefined();
});

describe('reset', () => {
  const reset = (when: string) => setRules({ name: 'cut', kind: 'reset', match: { operations: ['CopyObject'] }, times: 1, when });

  it('before forwarding: the client sees a reset, S3 nothing', async () => {
    reset('before-forwarding');
    await expect(copy()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(stored()).toBeUndefined();
    expect(lastLine()).toMatchObject({ status: 0, upstreamStatus: null, rule: 'cut' });
    await copy();
    expect(stored()).toBeDefined();
  });

  it('after forwarding: the client sees a reset, and the copy is there', async () => {
    reset('after-forwarding');
    await expect(copy()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(stored()?.body.toString()).toBe(DOCUMENT);
    expect(lastLine()).toMatchObject({ status: 0, upstreamStatus: 200, rule: 'cut' });
  });
});

describe('sources that move', () => {
  const ETAG = etagOf(Buffer.from(DOCUMENT));

  it('change-source: the pinned copy is refused, the next one gets the new document', async () => {
    const before = {
      ...textObject(DOCUMENT, '2019-05-05T05:05:05.000Z'),
      metadata: { writer: 'oms' },
      tags: { country: 'BRA' },
      storageClass: 'STANDARD_IA',
    };
    harness.tiny.objects.set(`from-bucket/${KEY}`, before);
    setRules({ name: 'change', kind: 'change-source', source: SOURCE, keys: [KEY] });
    await expect(copy({ ifMatch: `"${ETAG}"` })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    expect(lastLine()).toMatchObject({ status: 412, upstreamStatus: 412, rule: 'change' });
    const after = harness.tiny.objects.get(`from-bucket/${KEY}`);
    expect(JSON.parse(after?.body.toString() ?? '')).toMatchObject({ Value: 1, Status: 'canceled' });
    expect(after).toMatchObject({
      lastModified: '2019-05-05T05:05:06.000Z',
      metadata: { writer: 'oms' },
      tags: { country: 'BRA' },
      storageClass: 'STANDARD_IA',
      contentType: 'application/json',
    });
    await copy({ ifMatch: `"${etagOf(after?.body ?? Buffer.alloc(0))}"` });
    expect(stored()?.body).toEqual(after?.body);
    expect(firedTimes()).toBe(1);
  });

  it('change-source counts nothing when there is nothing to change', async () => {
    setRules({ name: 'change', kind: 'change-source', source: SOURCE, keys: ['none'] });
    await expect(copy({ key: 'none' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    expect(firedTimes()).toBe(0);
  });

  it('vanish-source: the copy finds nothing, once and for all', async () => {
    setRules({ name: 'vanish', kind: 'vanish-source', source: SOURCE, keys: [KEY] });
    await expect(copy({ ifMatch: `"${ETAG}"` })).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    expect(harness.tiny.objects.has(`from-bucket/${KEY}`)).toBe(false);
  });

  it('a changed body differs, and stays JSON where it was', () => {
    expect(JSON.parse(changedBody(Buffer.from('{"a":1}')).toString())).toMatchObject({ a: 1 });
    expect(changedBody(Buffer.from('not json')).toString()).toBe('not json\n');
    expect(changedBody(Buffer.alloc(0)).toString()).toBe('\n');
  });
});

it('a rule that cannot be applied is told, and the client gets a 500', async () => {
  setRules({ name: 'lose', kind: 'lose-copies', ...copies });
  harness.tiny.override = (request, response) => {
    if (request.headers['x-amz-copy-source'] === undefined) return false;
    response.end('<CopyObjectResult/>');
    return true;
  };
  await expect(copy()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect(harness.defects.splice(0).join()).toContain('the rule lose could not be applied');
});
