import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingRequest } from '../../../src/s3/bucket-calls.ts';
import {
  abortUploadRequest,
  completeUploadRequest,
  completionBody,
  copyPartRequest,
  createUploadRequest,
  headRequest,
  listUploadsRequest,
  tagsRequest,
} from '../../../src/s3/multipart.ts';
import { copyRequest, createPlaces, type Place, type Stamp } from '../../../src/s3/request.ts';
import { canonicalRequest, createAmzDate, createSigner, encodeKey, type Unsigned } from '../../../src/s3/sign.ts';
import type { Credentials } from '../../../src/s3/types.ts';
import { smithySignature } from './smithy.ts';

const WHO: Credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'a+b/c=',
};
const FROM = { bucket: 'src', owner: '111111111111' };
const TO = { bucket: 'dst', owner: '222222222222' };
const KEY_ARN = 'arn:aws:kms:us-east-2:222222222222:key/01234567-89ab-cdef-0123-456789abcdef';
const MANNER = { kmsKey: KEY_ARN, acl: 'bucket-owner-full-control', requesterPays: true } as const;
const odd = 'a b/{c}/[d]/*?:#%+\\😀/_x//./../\u0001\n';
const upload = { to: TO, key: odd, uploadId: 'a/b+c=.d' };

interface Captured {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string | null>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** The S3 client of the SDK, stopped where it would send. */
async function captured(send: (client: S3Client) => Promise<unknown>): Promise<Captured> {
  let seen: Captured | undefined;
  const client = new S3Client({
    region: 'us-east-2',
    credentials: { accessKeyId: WHO.accessKeyId, secretAccessKey: WHO.secretAccessKey, sessionToken: WHO.sessionToken ?? '' },
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      handle: (request: Captured) => {
        seen = request;
        return Promise.reject(new Error('captured'));
      },
    },
  });
  await send(client).catch(() => undefined);
  if (seen === undefined) throw new Error('the SDK sent nothing');
  return seen;
}

interface Case {
  readonly what: string;
  readonly ours: (place: Place, stamp: Stamp) => Unsigned;
  readonly theirs: (client: S3Client) => Promise<unknown>;
}

const source = { ...FROM, key: odd, etag: 'e1-2' };
const theirUpload = { Bucket: 'dst', Key: odd, UploadId: upload.uploadId, ExpectedBucketOwner: TO.owner };
const theirSource = { CopySource: `src/${encodeKey(odd)}`, CopySourceIfMatch: '"e1-2"', ExpectedSourceBucketOwner: FROM.owner };
const created = {
  to: TO,
  key: odd,
  storageClass: 'STANDARD_IA',
  contentHeaders: { 'content-type': 'text/plain', 'cache-control': 'no-cache', 'content-encoding': 'gzip', 'content-language': 'de' },
  metadata: { origin: 'shop', two: '2' },
  tags: [
    { key: 'a b', value: 'c+d/e' },
    { key: 'k', value: '' },
  ],
};

const settingOf = (subresource: string) => (place: Place, stamp: Stamp) => settingRequest(place, subresource, TO, stamp);
const theirBucket = { Bucket: 'dst', ExpectedBucketOwner: TO.owner };

const CASES: readonly Case[] = [
  {
    what: 'whether a bucket keeps versions',
    ours: settingOf('versioning'),
    theirs: (client) => client.send(new GetBucketVersioningCommand(theirBucket)),
  },
  {
    what: 'the rules of a bucket',
    ours: settingOf('lifecycle'),
    theirs: (client) => client.send(new GetBucketLifecycleConfigurationCommand(theirBucket)),
  },
  {
    what: 'whose the objects of a bucket are',
    ours: settingOf('ownershipControls'),
    theirs: (client) => client.send(new GetBucketOwnershipControlsCommand(theirBucket)),
  },
  {
    what: 'a HEAD',
    ours: (place, stamp) => headRequest(place, { from: TO, key: odd, etag: 'e1', part: 3 }, stamp),
    theirs: (client) =>
      client.send(
        new HeadObjectCommand({
          ...{ Bucket: 'dst', Key: odd, IfMatch: '"e1"', PartNumber: 3, ChecksumMode: 'ENABLED', ExpectedBucketOwner: TO.owner },
        }),
      ),
  },
  {
    what: 'tags',
    ours: (place, stamp) => tagsRequest(place, { ...TO, requesterPays: true }, odd, stamp),
    theirs: (client) =>
      client.send(new GetObjectTaggingCommand({ Bucket: 'dst', Key: odd, ExpectedBucketOwner: TO.owner, RequestPayer: 'requester' })),
  },
  {
    what: 'the beginning of an upload',
    ours: (place, stamp) => createUploadRequest(place, { ...created, manner: MANNER }, stamp),
    theirs: (client) =>
      client.send(
        new CreateMultipartUploadCommand({
          ...{ Bucket: 'dst', Key: odd, ExpectedBucketOwner: TO.owner, StorageClass: 'STANDARD_IA', ACL: 'bucket-owner-full-control' },
          ...{ ContentType: 'text/plain', CacheControl: 'no-cache', ContentEncoding: 'gzip', ContentLanguage: 'de' },
          ...{ Metadata: { origin: 'shop', two: '2' }, Tagging: 'a%20b=c%2Bd%2Fe&k=' },
          ...{ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN, BucketKeyEnabled: true },
        }),
      ),
  },
  {
    what: 'a part',
    ours: (place, stamp) => copyPartRequest(place, { upload, source, part: 7, range: { first: 5, last: 9 }, manner: MANNER }, stamp),
    theirs: (client) =>
      client.send(
        new UploadPartCopyCommand({
          ...theirUpload,
          ...theirSource,
          PartNumber: 7,
          CopySourceRange: 'bytes=5-9',
          RequestPayer: 'requester',
        }),
      ),
  },
  {
    what: 'the end of an upload',
    ours: (place, stamp) =>
      completeUploadRequest(place, { upload, etags: ['a', 'b'], bytes: 12, ifAbsent: true }, completionBody(['a', 'b']), stamp),
    theirs: (client) =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...{ ...theirUpload, MpuObjectSize: 12, IfNoneMatch: '*' },
          MultipartUpload: { Parts: ['a', 'b'].map((etag, at) => ({ ETag: `"${etag}"`, PartNumber: at + 1 })) },
        }),
      ),
  },
  {
    what: 'the end of an upload that failed',
    ours: (place, stamp) => abortUploadRequest(place, upload, stamp),
    theirs: (client) => client.send(new AbortMultipartUploadCommand(theirUpload)),
  },
  {
    what: 'the uploads under way',
    ours: (place, stamp) => listUploadsRequest(place, { from: TO, prefix: odd, after: { key: odd, uploadId: 'x/y' } }, stamp),
    theirs: (client) =>
      client.send(
        new ListMultipartUploadsCommand({
          ...{ Bucket: 'dst', Prefix: odd, EncodingType: 'url', MaxUploads: 1000, KeyMarker: odd, UploadIdMarker: 'x/y' },
          ExpectedBucketOwner: TO.owner,
        }),
      ),
  },
  {
    what: 'a copy under another policy',
    ours: (place, stamp) =>
      copyRequest(
        place,
        {
          ...{ source, target: { ...TO, key: odd }, storageClass: 'GLACIER_IR', ifAbsent: true },
          manner: { ...MANNER, tags: 'drop', annotations: 'copy' },
        },
        stamp,
      ),
    theirs: (client) =>
      client.send(
        new CopyObjectCommand({
          ...{ Bucket: 'dst', Key: odd, ExpectedBucketOwner: TO.owner, ...theirSource, StorageClass: 'GLACIER_IR', IfNoneMatch: '*' },
          ...{ MetadataDirective: 'COPY', TaggingDirective: 'REPLACE', AnnotationDirective: 'COPY', RequestPayer: 'requester' },
          ...{ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN, BucketKeyEnabled: true, ACL: 'bucket-owner-full-control' },
        }),
      ),
  },
];

/** What the SDK adds of itself, and what it cannot know of ours. */
const SIGNED_ALONE = new Set([
  'authorization',
  'user-agent',
  'content-length',
  'x-amz-user-agent',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
]);

describe.each(CASES)('$what', ({ ours, theirs }) => {
  it('says what the SDK says: method, path, query and headers', async () => {
    const peer = await captured(theirs);
    const stamp = { credentials: WHO, amzDate: peer.headers['x-amz-date'] as string };
    const unsigned = ours(createPlaces('us-east-2', null)('dst'), stamp);
    const pairs = unsigned.headers.flatMap((name, at) => (at % 2 === 0 ? [[name, unsigned.headers[at + 1]] as const] : []));
    // Of the body, each has its own spelling: its hash is ours, and `x-id` names the SDK's operation.
    const [mine, other] = [Object.fromEntries(pairs), { ...peer.headers }];
    delete mine['x-amz-content-sha256'];
    delete other['x-amz-content-sha256'];
    for (const name of SIGNED_ALONE) delete other[name];
    expect(mine).toEqual(other);
    const query = Object.fromEntries(
      unsigned.query
        .split('&')
        .flatMap((pair) => (pair === '' ? [] : [pair.split('=').map((one) => decodeURIComponent(one)) as [string, string]])),
    );
    const { 'x-id': _id, ...theirQuery } = peer.query;
    expect(query).toEqual(theirQuery);
    expect([unsigned.method, unsigned.path]).toEqual([peer.method, peer.path]);
  });

  it('is signed as the SDK would sign it, its names and its query sorted', async () => {
    const at = new Date('2026-11-22T10:00:00Z');
    const amzDate = createAmzDate()(at.getTime());
    const whole = ours(createPlaces('us-east-2', null)('dst'), { credentials: WHO, amzDate });
    // The SDK leaves Cache-Control out of its signatures, because proxies may change it; S3 checks whatever is signed.
    const unsigned = { ...whole, headers: whole.headers.filter((_, index, all) => all[index - (index % 2)] !== 'cache-control') };
    expect({
      canonicalRequest: canonicalRequest(unsigned),
      authorization: createSigner('us-east-2').authorization(unsigned, WHO, amzDate),
    }).toEqual(await smithySignature(unsigned, 'us-east-2', WHO, at));
  });
});

it('a plain copy has the headers that it always had, whatever a policy may say elsewhere', () => {
  const stamp = { credentials: WHO, amzDate: '20261122T100000Z' };
  const input = { source, target: { ...TO, key: 'k' }, storageClass: 'STANDARD' };
  const place = createPlaces('us-east-2', null)('dst');
  expect(copyRequest(place, { ...input, ifAbsent: false, manner: undefined, pacer: undefined }, stamp)).toEqual(
    copyRequest(place, input, stamp),
  );
});

it('metadata that is not ASCII goes in the words of RFC 2047, tags in those of a query string', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (value, tag) => {
      const stamp = { credentials: WHO, amzDate: '20261122T100000Z' };
      const request = createUploadRequest(
        createPlaces('us-east-2', null)('dst'),
        { ...created, metadata: { note: value }, tags: [{ key: 'k', value: tag }] },
        stamp,
      );
      const header = (name: string) => request.headers[request.headers.indexOf(name) + 1] as string;
      expect(header('x-amz-meta-note')).toMatch(/^[\t\x20-\x7e]*$/);
      const word = /^=\?UTF-8\?B\?(.*)\?=$/.exec(header('x-amz-meta-note'))?.[1];
      expect(word === undefined ? header('x-amz-meta-note') : Buffer.from(word, 'base64').toString()).toBe(value);
      expect(new URLSearchParams(header('x-amz-tagging')).get('k')).toBe(tag);
    }),
  ));
