import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  RestoreObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALPHA, copySource, decoded, makeBucket, openStage, sessionOf, verdict, type Stage } from './stage.ts';

const BUCKET = 'alpha-parts';
const MIB = 1024 * 1024;

let stage: Stage;
let alpha: S3Client;
beforeAll(async () => {
  stage = await openStage();
  alpha = await makeBucket(stage, ALPHA, BUCKET);
});
afterAll(() => stage.close());

describe('HEAD of one part', () => {
  const head = (Key: string, PartNumber: number) => alpha.send(new HeadObjectCommand({ Bucket: BUCKET, Key, PartNumber }));
  const facts = ({ ContentLength, ContentRange, PartsCount }: Awaited<ReturnType<typeof head>>) => [
    ContentLength,
    ContentRange,
    PartsCount,
  ];

  test('tells its size, its place, and how many there are', async () => {
    const at = { Bucket: BUCKET, Key: 'in-parts' };
    const { UploadId } = await alpha.send(new CreateMultipartUploadCommand(at));
    const Parts = [];
    for (const [index, size] of [5 * MIB, 6 * MIB, 7].entries()) {
      const PartNumber = index + 1;
      const { ETag } = await alpha.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body: Buffer.alloc(size, 'x') }));
      Parts.push({ ETag, PartNumber });
    }
    const { ETag } = await alpha.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
    expect(facts(await head('in-parts', 1))).toEqual([5 * MIB, `bytes 0-${5 * MIB - 1}/${11 * MIB + 7}`, 3]);
    expect(facts(await head('in-parts', 3))).toEqual([7, `bytes ${11 * MIB}-${11 * MIB + 6}/${11 * MIB + 7}`, 3]);
    expect((await head('in-parts', 2)).ETag).toBe(ETag);
    expect(await verdict(head('in-parts', 4))).toMatch(/^416 /);
    expect(facts(await alpha.send(new HeadObjectCommand(at)))).toEqual([11 * MIB + 7, undefined, undefined]);
  });

  test('of an object in one piece is the whole, without a count', async () => {
    await alpha.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'whole', Body: 'four' }));
    expect(facts(await head('whole', 1))).toEqual([4, 'bytes 0-3/4', undefined]);
    expect(await verdict(head('whole', 2))).toMatch(/^416 /);
  });
});

describe('an archived object', () => {
  const copy = (Key: string) =>
    alpha.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'copied', CopySource: copySource(BUCKET, Key), StorageClass: 'STANDARD' }));
  const partOf = async (source: string) => {
    const at = { Bucket: BUCKET, Key: 'part-of-archived' };
    const { UploadId } = await alpha.send(new CreateMultipartUploadCommand(at));
    return verdict(alpha.send(new UploadPartCopyCommand({ ...at, UploadId, PartNumber: 1, CopySource: copySource(BUCKET, source) })));
  };

  test.each(['GLACIER', 'DEEP_ARCHIVE'] as const)('in %s is not copied until it is restored', async (StorageClass) => {
    await alpha.send(new PutObjectCommand({ Bucket: BUCKET, Key: StorageClass, Body: 'frozen', StorageClass }));
    expect([await verdict(copy(StorageClass)), await partOf(StorageClass)]).toEqual(['403 InvalidObjectState', '403 InvalidObjectState']);
    await alpha.send(new RestoreObjectCommand({ Bucket: BUCKET, Key: StorageClass, RestoreRequest: { Days: 1 } }));
    await expect.poll(() => verdict(copy(StorageClass)), { timeout: 10_000, interval: 200 }).toBe('ok');
    expect(await partOf(StorageClass)).toBe('ok');
  });

  test('is told of in a listing that asks: nothing, then under way, then until when it can be read', async () => {
    const keys = ['told/a b+&<é', 'told/never', 'told/plain'];
    for (const Key of keys)
      await alpha.send(
        new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x', StorageClass: Key === 'told/plain' ? 'STANDARD' : 'GLACIER' }),
      );
    const told = async ({ asks = true, encoded = true } = {}) => {
      const { Contents = [] } = await alpha.send(
        new ListObjectsV2Command({
          ...{ Bucket: BUCKET, Prefix: 'told/' },
          ...(encoded ? { EncodingType: 'url' } : {}),
          ...(asks ? { OptionalObjectAttributes: ['RestoreStatus'] } : {}),
        }),
      );
      expect(Contents.map(({ Key }) => (encoded ? decoded(Key) : Key))).toEqual(keys);
      return Contents.map((one) => one.RestoreStatus);
    };
    expect(await told()).toEqual([undefined, undefined, undefined]);
    await alpha.send(new RestoreObjectCommand({ Bucket: BUCKET, Key: keys[0], RestoreRequest: { Days: 3 } }));
    expect(await told()).toEqual([{ IsRestoreInProgress: true }, undefined, undefined]);
    await expect
      .poll(() => told(), { timeout: 10_000, interval: 200 })
      .toEqual([{ IsRestoreInProgress: false, RestoreExpiryDate: expect.any(Date) }, undefined, undefined]);
    const days = (Number((await told())[0]?.RestoreExpiryDate) - Date.now()) / 86_400_000;
    expect([days > 3, days <= 4]).toEqual([true, true]);
    expect(await told({ encoded: false })).toEqual(await told());
    expect(await told({ asks: false })).toEqual([undefined, undefined, undefined]);
    // What is made of it is an object of its own, and nobody has restored that.
    await alpha.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key: keys[1], CopySource: copySource(BUCKET, keys[0]!), StorageClass: 'GLACIER' }),
    );
    expect((await told())[1]).toBeUndefined();
    expect(await verdict(copy(keys[1]!))).toBe('403 InvalidObjectState');
  });

  test('of the class that is read at once is copied at once', async () => {
    await alpha.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'instant', Body: 'cold', StorageClass: 'GLACIER_IR' }));
    expect(await verdict(copy('instant'))).toBe('ok');
  });
});

describe('uploads under way', () => {
  test('are listed with whoever began them, their keys encoded when asked, page by page', async () => {
    const actions = ['s3:PutObject', 's3:ListBucketMultipartUploads', 's3:AbortMultipartUpload'];
    const worker = stage.s3(
      await sessionOf(stage, { account: ALPHA, name: 'worker', allows: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }),
    );
    const keys = ['listed/a b+c', 'listed/a b+c', 'listed/&<é'];
    for (const Key of keys) await worker.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
    const found: { Key?: string | undefined; UploadId?: string | undefined; who?: string | undefined }[] = [];
    let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
    do {
      const page = await worker.send(
        new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'listed/', MaxUploads: 1, EncodingType: 'url', ...marker }),
      );
      expect(page.EncodingType).toBe('url');
      for (const { Initiator, Key, UploadId } of page.Uploads ?? []) found.push({ Key, UploadId, who: Initiator?.ID });
      const next = page.NextKeyMarker === undefined ? undefined : decodeURIComponent(page.NextKeyMarker.replaceAll('+', ' '));
      marker = page.IsTruncated === true ? { KeyMarker: next, UploadIdMarker: page.NextUploadIdMarker } : {};
    } while (marker.KeyMarker !== undefined);
    expect(found.map(({ Key }) => Key)).toEqual(['listed/%26%3C%C3%A9', 'listed/a+b%2Bc', 'listed/a+b%2Bc']);
    for (const { who } of found) expect(who).toMatch(new RegExp(`^arn:aws:sts::${ALPHA}:assumed-role/worker/.+$`));
    const last = { Bucket: BUCKET, Key: 'listed/a b+c', UploadId: found[2]?.UploadId };
    await worker.send(new AbortMultipartUploadCommand(last));
    expect(await verdict(worker.send(new AbortMultipartUploadCommand(last)))).toBe('404 NoSuchUpload');
  });

  test('are shown to whoever may list them, and to nobody else', async () => {
    const writer = stage.s3(
      await sessionOf(stage, {
        account: ALPHA,
        name: 'writer',
        allows: [{ Effect: 'Allow', Action: ['s3:PutObject', 's3:ListBucket'], Resource: '*' }],
      }),
    );
    expect(await verdict(writer.send(new ListMultipartUploadsCommand({ Bucket: BUCKET })))).toBe('403 AccessDenied');
  });
});
