import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  RestoreObjectCommand,
} from '@aws-sdk/client-s3';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { walk } from '../../../src/listing/walk.ts';
import { createS3 } from '../../../src/s3/client.ts';
import { explainS3Error } from '../../../src/s3/explain.ts';
import { TRIES } from '../../../src/s3/retry.ts';
import type { Credentials, S3 } from '../../../src/s3/types.ts';
import { distrustListings, testListings } from './listing-suite.ts';
import { testSettings } from './settings-suite.ts';
import { ODD_KEYS } from './odd-keys.ts';
import { bodyOf, bytewise, refusal, type Known, type Subject } from './subject.ts';

const missingBucket = (code: 'InternalError' | undefined) =>
  code === undefined ? { status: 404, code: 'NoSuchBucket', tries: 1 } : { status: 500, code, tries: TRIES };

/** What the lean client promises, on a real server; run it over each server that can be had. */
export function describeS3(name: string, makeSubject: () => Promise<Subject>, known: Known): void {
  describe(`the S3 client on ${name}`, () => {
    const strange = known.oddKeys ?? {};
    const keys = ODD_KEYS.filter((key) => !Object.hasOwn(strange, key));
    let subject: Subject;
    let s3: S3;
    const client = (credentials: Credentials, clock = systemClock()): S3 =>
      createS3({
        region: subject.region,
        endpoint: subject.endpoint,
        credentials: () => credentials,
        clock,
        random: Math.random,
        connections: 16,
      });
    const copyOf = (key: string, etag: string, storageClass = 'STANDARD') => ({
      source: { ...subject.source, key, etag },
      target: { ...subject.target, key: `copied/${key}` },
      storageClass,
    });
    const etags = new Map<string, string>();

    beforeAll(async () => {
      subject = await makeSubject();
      s3 = client(subject.credentials);
      for (const key of keys) {
        const stored = await subject.witness.send(
          new PutObjectCommand({
            Bucket: subject.source.bucket,
            Key: key,
            Body: bodyOf(key),
            ContentType: 'application/json',
            Metadata: { origin: 'shop' },
            Tagging: 'kind=order&year=2019',
          }),
        );
        etags.set(key, (stored.ETag ?? '').replaceAll('"', ''));
      }
    });
    afterAll(async () => {
      await s3?.close();
      await subject?.stop();
    });

    (known.doesNotEncode === true ? distrustListings : testListings)(known, keys, () => ({ subject, s3, etags }));

    testSettings(known, () => ({ subject, s3 }));

    it('copies odd keys with body, type, metadata and tags, and answers with the ETag of the copy', async () => {
      for (const key of keys) {
        const answer = await s3.copyObject(copyOf(key, etags.get(key) as string));
        const at = { Bucket: subject.target.bucket, Key: `copied/${key}` };
        const got = await subject.witness.send(new GetObjectCommand(at));
        const tags = await subject.witness.send(new GetObjectTaggingCommand(at));
        expect([key, await got.Body?.transformToString()]).toEqual([key, bodyOf(key)]);
        expect(got.ETag).toBe(`"${answer.etag}"`);
        expect(got.ContentType).toBe('application/json');
        expect(got.Metadata).toEqual({ origin: 'shop' });
        expect((tags.TagSet ?? []).map(({ Key: tag, Value: value }) => `${tag}=${value}`).toSorted()).toEqual(['kind=order', 'year=2019']);
        expect(Number.isNaN(Date.parse(answer.lastModified))).toBe(false);
      }
      if (known.doesNotEncode) return;
      const copied: string[] = [];
      for await (const { key } of walk(s3, { from: subject.target, prefix: 'copied/' })) copied.push(key.slice('copied/'.length));
      expect(copied).toEqual(keys.toSorted(bytewise));
    });

    it('carries the storage class that it is given', async () => {
      const key = 'plain/id/0b7c.json';
      await s3.copyObject(copyOf(key, etags.get(key) as string, 'STANDARD_IA'));
      const seen = await subject.witness.send(new HeadObjectCommand({ Bucket: subject.target.bucket, Key: `copied/${key}` }));
      expect(seen.StorageClass).toBe(known.storageClassOfCopies ?? 'STANDARD_IA');
    });

    it('gives each copy a checksum of the whole object, which the client reads', async () => {
      const key = 'plain/id/0b7c.json';
      await s3.copyObject(copyOf(key, etags.get(key) as string));
      const { checksum } = await s3.headObject({ from: subject.target, key: `copied/${key}` });
      // Of "the document of plain/id/0b7c.json", worked out by the definition of CRC-64/NVME.
      const expected = { algorithm: 'crc64nvme', value: 'bpNY7f+6tl8=', type: 'FULL_OBJECT' };
      expect(checksum).toEqual(known.copiesWithoutChecksum === true ? null : expected);
    });

    it('tells in a listing what is archived and what is restored, and copies no archived object before that', async () => {
      const { target: from, witness } = subject;
      const key = 'archives/a b+c';
      const at = { Bucket: from.bucket, Key: key };
      const { ETag = '' } = await witness.send(new PutObjectCommand({ ...at, Body: 'frozen', StorageClass: 'GLACIER' }));
      const thaw = () =>
        s3.copyObject({
          source: { ...from, key, etag: ETag.replaceAll('"', '') },
          target: { ...from, key: 'thawed' },
          storageClass: 'STANDARD',
        });
      const restore = () => witness.send(new RestoreObjectCommand({ ...at, RestoreRequest: { Days: 1 } }));
      if (known.archivesNothing === true) {
        await thaw();
        const refused: unknown = await restore().catch((error: unknown) => error);
        expect(refused).toMatchObject({ $metadata: { httpStatusCode: expect.toSatisfy((status) => status === 405 || status === 501) } });
        return;
      }
      const listed = async () => (await s3.listPage({ from, prefix: 'archives/' })).objects;
      const archived = { key, storageClass: 'GLACIER' };
      expect(await listed()).toEqual([expect.objectContaining(archived)]);
      expect(await listed()).not.toEqual([expect.objectContaining({ restored: true })]);
      expect(await refusal(thaw())).toMatchObject({ status: 403, code: 'InvalidObjectState', tries: 1 });
      await restore();
      expect(await listed()).not.toEqual([expect.objectContaining({ restored: true })]);
      await expect.poll(listed, { timeout: 10_000, interval: 200 }).toEqual([expect.objectContaining({ ...archived, restored: true })]);
      await thaw();
      expect((await s3.getObject(from, 'thawed'))?.body.toString()).toBe('frozen');
    });

    it('refuses to copy what changed, what is gone, and from or to a bucket that is not there; each with one request', async () => {
      const key = 'plain/id/0b7c.json';
      // What is tried again is tried at once: how long it waits is another test's.
      const impatient = client(subject.credentials, { ...systemClock(), sleep: () => Promise.resolve() });
      expect(await refusal(impatient.copyObject(copyOf(key, 'ffffffffffffffffffffffffffffffff')))).toMatchObject({
        status: 412,
        code: 'PreconditionFailed',
        tries: 1,
        bucket: subject.target.bucket,
      });
      expect(await refusal(impatient.copyObject(copyOf('gone/x', 'ffffffffffffffffffffffffffffffff')))).toMatchObject({
        status: 404,
        code: 'NoSuchKey',
        tries: 1,
      });
      const nowhere = { bucket: 'no-such-bucket-here-4711', owner: subject.source.owner };
      const good = copyOf(key, etags.get(key) as string);
      const missing = known.missingBucketOfCopy ?? {};
      expect(await refusal(impatient.copyObject({ ...good, source: { ...good.source, ...nowhere } }))).toMatchObject(
        missingBucket(missing.source),
      );
      expect(await refusal(impatient.copyObject({ ...good, target: { ...good.target, ...nowhere } }))).toMatchObject(
        missingBucket(missing.target),
      );
      const listing = await refusal(impatient.listPage({ from: nowhere, prefix: '' }));
      expect(explainS3Error(listing, 'listing')).toMatchObject({
        code: 'BUCKET_MISSING',
        exitCode: 2,
        message: expect.stringContaining('no-such-bucket-here-4711'),
      });
      const inVain = [missing.source, missing.target].filter((code) => code !== undefined).length;
      expect(impatient.counters.retries).toBe(inVain * (TRIES - 1));
      await impatient.close();
    });

    it('writes and reads odd names, and knows when nothing is there', async () => {
      for (const key of keys) {
        const at = `ledger/${key}`;
        expect(await s3.getObject(subject.target, at)).toBeNull();
        const put = await s3.putObject({
          to: subject.target,
          key: at,
          body: Buffer.from(bodyOf(key)),
          contentType: 'text/plain; charset=utf-8',
        });
        const got = await s3.getObject(subject.target, at);
        expect(got?.body.toString()).toBe(bodyOf(key));
        expect(put).toEqual({ outcome: 'written', etag: got?.etag });
        const seen = await subject.witness.send(new GetObjectCommand({ Bucket: subject.target.bucket, Key: at }));
        expect([await seen.Body?.transformToString(), seen.ContentType]).toEqual([bodyOf(key), 'text/plain; charset=utf-8']);
      }
    });

    it('writes only where nothing is, or only over what was read', async () => {
      const put = (body: string, condition?: { absent: true } | { etag: string }) =>
        s3.putObject({ to: subject.target, key: 'leases/1', body: Buffer.from(body), contentType: 'application/json', condition });
      expect(await put('none', { etag: 'ffffffffffffffffffffffffffffffff' })).toEqual({ outcome: 'conflict' });
      const first = await put('first', { absent: true });
      expect(first).toMatchObject({ outcome: 'written' });
      expect(await put('second', { absent: true })).toEqual({ outcome: 'conflict' });
      const etag = first.outcome === 'written' ? first.etag : '';
      expect(await put('third', { etag })).toMatchObject({ outcome: 'written' });
      expect(await put('fourth', { etag })).toEqual({ outcome: 'conflict' });
      expect((await s3.getObject(subject.target, 'leases/1'))?.body.toString()).toBe('third');
      expect(await put('', { etag: (await s3.getObject(subject.target, 'leases/1'))?.etag as string })).toMatchObject({
        outcome: 'written',
      });
      expect((await s3.getObject(subject.target, 'leases/1'))?.body).toHaveLength(0);
    });

    it('copies with a label onto nothing, and never onto something', async () => {
      const key = 'plain/id/0b7c.json';
      const label = { contentType: 'application/vnd.apache.parquet', metadata: { 'Placed-By': 'm1' } };
      const onto = (at: string, more = {}) => ({
        ...copyOf(key, etags.get(key) as string),
        target: { ...subject.target, key: at },
        ifAbsent: true,
        ...more,
      });
      await s3.copyObject(onto('onto/a b+c.parquet', { label }));
      const at = { Bucket: subject.target.bucket, Key: 'onto/a b+c.parquet' };
      const got = await subject.witness.send(new GetObjectCommand(at));
      const tags = await subject.witness.send(new GetObjectTaggingCommand(at));
      expect([await got.Body?.transformToString(), got.ContentType, got.Metadata, tags.TagSet]).toEqual([
        bodyOf(key),
        label.contentType,
        { 'placed-by': 'm1' },
        [],
      ]);
      await s3.putObject({ to: subject.target, key: 'onto/live', body: Buffer.from('live'), contentType: 'text/plain' });
      if (known.copiesOverAnything) {
        await s3.copyObject(onto('onto/live'));
        expect((await s3.getObject(subject.target, 'onto/live'))?.body.toString()).toBe(bodyOf(key));
        return;
      }
      for (const refused of [onto('onto/live'), onto('onto/live', { label }), onto('onto/a b+c.parquet')])
        expect(await refusal(s3.copyObject(refused))).toMatchObject({ status: 412, code: 'PreconditionFailed', tries: 1 });
      expect((await s3.getObject(subject.target, 'onto/live'))?.body.toString()).toBe('live');
      const racing = await Promise.allSettled(Array.from({ length: 8 }, () => s3.copyObject(onto('onto/race'))));
      expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('reads the end of an object, with its length and label', async () => {
      const key = 'plain/id/0b7c.json';
      const body = bodyOf(key);
      for (const bytes of [1, 4, body.length, 65_536]) {
        expect(await s3.getTail(subject.source, key, bytes)).toEqual({
          body: Buffer.from(body.slice(-bytes)),
          etag: etags.get(key),
          size: body.length,
          metadata: { origin: 'shop' },
        });
      }
      expect(await s3.getTail(subject.source, 'gone/x', 8)).toBeNull();
      await s3.putObject({ to: subject.target, key: 'tails/empty', body: Buffer.alloc(0), contentType: 'text/plain' });
      expect(await s3.getTail(subject.target, 'tails/empty', 8)).toMatchObject({ size: 0 });
    });

    it('deletes an object only while it is the one that is meant', async () => {
      for (const key of keys) {
        const at = `deleting/${key}`;
        const put = await s3.putObject({ to: subject.target, key: at, body: Buffer.from('ours'), contentType: 'text/plain' });
        const etag = put.outcome === 'written' ? put.etag : '';
        expect(await s3.deleteObject({ from: subject.target, key: at, etag: 'ffffffffffffffffffffffffffffffff' })).toBe('changed');
        expect((await s3.getObject(subject.target, at))?.body.toString()).toBe('ours');
        expect(await s3.deleteObject({ from: subject.target, key: at, etag })).toBe('deleted');
        expect(await s3.getObject(subject.target, at)).toBeNull();
        expect(await s3.deleteObject({ from: subject.target, key: at, etag })).toBe(known.deletingNothing ?? 'absent');
      }
    });

    it('lets only one of many writers have the place', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          s3.putObject({
            to: subject.target,
            key: 'leases/race',
            body: Buffer.from(`writer ${index}`),
            contentType: 'text/plain',
            condition: { absent: true },
          }),
        ),
      );
      const winners = outcomes.flatMap(({ outcome }, index) => (outcome === 'written' ? [index] : []));
      expect(winners).toHaveLength(1);
      expect((await s3.getObject(subject.target, 'leases/race'))?.body.toString()).toBe(`writer ${winners[0]}`);
    });

    it('is refused with a wrong secret, at once, and the explanation gives no secret away', async () => {
      const impostor = client({ ...subject.credentials, secretAccessKey: 'quite-another-secret' });
      const thrown = await refusal(impostor.listPage({ from: subject.source, prefix: '' }));
      expect(thrown).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch', tries: 1 });
      const explained = explainS3Error(thrown, 'listing the source');
      expect(explained).toMatchObject({ code: 'ACCESS_DENIED', exitCode: 4 });
      expect(JSON.stringify([explained, explained.message, thrown.message])).not.toContain('quite-another-secret');
      await impostor.close();
    });

    const optional = [
      {
        known: known.temporaryCredentials,
        what: 'signs with a session token as well',
        run: async () => {
          const { session: temporary } = subject;
          if (temporary === null) throw new Error('the subject promises temporary credentials and has none');
          const session = client(temporary);
          const key = 'plus/a+b';
          expect((await session.listPage({ from: subject.source, prefix: key })).objects).toHaveLength(1);
          expect(await session.copyObject(copyOf(key, etags.get(key) as string))).toMatchObject({ etag: etags.get(key) });
          expect(
            await session.putObject({ to: subject.target, key: 'by-session', body: Buffer.from('x'), contentType: 'text/plain' }),
          ).toMatchObject({ outcome: 'written' });
          await session.close();
          const without = client({ ...temporary, sessionToken: undefined });
          expect((await refusal(without.listPage({ from: subject.source, prefix: key }))).status).toBe(403);
          await without.close();
        },
      },
      {
        known: known.enforcesExpectedOwner,
        what: 'is stopped by a bucket that belongs to somebody else, on either side',
        run: async () => {
          const key = 'plain/id/0b7c.json';
          const stranger = '999999999999';
          const good = copyOf(key, etags.get(key) as string);
          expect(await refusal(s3.copyObject({ ...good, source: { ...good.source, owner: stranger } }))).toMatchObject({
            status: 403,
            code: 'AccessDenied',
          });
          expect(await refusal(s3.copyObject({ ...good, target: { ...good.target, owner: stranger } }))).toMatchObject({
            status: 403,
            code: 'AccessDenied',
          });
          expect(await refusal(s3.listPage({ from: { ...subject.source, owner: stranger }, prefix: '' }))).toMatchObject({
            status: 403,
            code: 'AccessDenied',
          });
          expect(await refusal(s3.getObject({ ...subject.target, owner: stranger }, 'leases/1'))).toMatchObject({
            status: 403,
            code: 'AccessDenied',
          });
        },
      },
    ];
    const lacks = [
      {
        lacks: !known.temporaryCredentials,
        what: 'finds nobody who gives out temporary credentials',
        run: async () => {
          const { accessKeyId, secretAccessKey } = subject.credentials;
          const sts = new STSClient({ region: subject.region, endpoint: subject.endpoint, credentials: { accessKeyId, secretAccessKey } });
          await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toThrow();
          sts.destroy();
        },
      },
      {
        lacks: !known.enforcesExpectedOwner,
        what: 'is let in whoever it expects to be the owner',
        run: async () => {
          const { objects } = await s3.listPage({ from: { ...subject.source, owner: '999999999999' }, prefix: 'plain/' });
          expect(objects.map(({ key }) => key)).toEqual(['plain/id/0b7c.json']);
        },
      },
      ...Object.entries(strange).map(([key, fate], index) => ({
        lacks: true,
        what: `finds ${JSON.stringify(key.slice(0, 30))} ${fate}`,
        run: async () => {
          const at = `strange/${index}/${key}`;
          // A key that is another one's folder is in its way.
          const folder = keys.find((other) => key.startsWith(`${other}/`));
          if (folder !== undefined)
            await s3.putObject({
              to: subject.target,
              key: `strange/${index}/${folder}`,
              body: Buffer.from('x'),
              contentType: 'text/plain',
            });
          const put = s3.putObject({ to: subject.target, key: at, body: Buffer.from(bodyOf(key)), contentType: 'text/plain' });
          if (fate === 'refused') {
            const { status } = await refusal(put);
            expect([400, 409]).toContain(status);
            return;
          }
          expect(await put).toMatchObject({ outcome: 'written' });
          const { Contents = [] } = await subject.witness.send(
            new ListObjectsV2Command({ Bucket: subject.target.bucket, Prefix: `strange/${index}` }),
          );
          expect(Contents.filter((one) => one.Key === at && one.Size === Buffer.byteLength(bodyOf(key)))).toEqual([]);
        },
      })),
    ];
    it.each([...optional.filter((one) => one.known), ...lacks.filter((one) => one.lacks)])('$what', async ({ run }) => {
      expect.hasAssertions();
      await run();
    });
  });
}
