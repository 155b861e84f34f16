import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { MigrationError } from '../../src/errors.ts';
import type { Place } from './rules.ts';
import type { Upstream } from './upstream.ts';

/** The sandbox's own look at a bucket, as the root of the account that owns it, past the front and its rules. */
export interface RootView {
  /** Null when there is no such key. `copyETag` is what a copy of it would get. */
  head(place: Place, key: string): Promise<{ readonly etag: string; readonly copyETag: string } | null>;
  /** Gives the object another body, one second younger; false when there is nothing to change. */
  change(place: Place, key: string): Promise<boolean>;
  remove(place: Place, key: string): Promise<void>;
  /** An object as of now, as somebody else would store it. */
  put(place: Place, key: string, body: Buffer): Promise<void>;
  close(): void;
}

// Under ministack an access key id of 12 digits is that account's root; the secret is the plugin's (laptop_aws/environment.py).
const ROOT_SECRET = 'test';
const ONE_SECOND_MS = 1_000;

export function openRootView(upstreamUrl: string, adminToken: string, upstream: Upstream): RootView {
  const clients = new Map<string, Promise<S3Client>>();
  const clientOf = (place: Place) => {
    const name = `${place.account} ${place.region}`;
    const client = clients.get(name) ?? makeClient(upstreamUrl, place);
    clients.set(name, client);
    return client;
  };

  /** The admin door of the ministack plugin writes what no S3 call can: an object with a chosen LastModified. */
  const post = async (line: object) => {
    const body = Buffer.from(`${JSON.stringify(line)}\n`);
    const headers = [
      'host',
      new URL(upstreamUrl).host,
      'authorization',
      `Bearer ${adminToken}`,
      'content-type',
      'application/x-ndjson',
      'content-length',
      String(body.length),
    ];
    const answer = await upstream.exchange({ method: 'POST', target: '/_bucket-brigade/objects', headers, body });
    if (answer.status < 200 || answer.status > 299) {
      throw new MigrationError(
        'SANDBOX_FAILED',
        `the sandbox's admin door answered ${answer.status}: ${answer.body.toString('utf8').slice(0, 300)}`,
        {
          next: 'Start the sandbox again; its S3 server must run with the bucket-brigade plugin and the same token.',
        },
      );
    }
  };

  return {
    head: async (place, key) => {
      const { GetObjectCommand, HeadObjectCommand } = await import('@aws-sdk/client-s3');
      const client = await clientOf(place);
      const found = await orNull(client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: key })));
      if (found === null) return null;
      const etag = unquoted(found.ETag);
      if (!etag.includes('-')) return { etag, copyETag: etag };
      // Uploaded in parts; a copy is one object, and its ETag the MD5 of the whole.
      const whole = await client.send(new GetObjectCommand({ Bucket: place.bucket, Key: key }));
      return {
        etag,
        copyETag: createHash('md5')
          .update((await whole.Body?.transformToByteArray()) ?? '')
          .digest('hex'),
      };
    },
    change: async (place, key) => {
      const { GetObjectCommand, GetObjectTaggingCommand } = await import('@aws-sdk/client-s3');
      const client = await clientOf(place);
      const found = await orNull(client.send(new GetObjectCommand({ Bucket: place.bucket, Key: key })));
      if (found?.Body === undefined) return false;
      const body = Buffer.from(await found.Body.transformToByteArray());
      const { TagSet = [] } = await client.send(new GetObjectTaggingCommand({ Bucket: place.bucket, Key: key }));
      await post({
        account: place.account,
        bucket: place.bucket,
        key,
        bodyBase64: changedBody(body).toString('base64'),
        lastModified: new Date((found.LastModified?.getTime() ?? 0) + ONE_SECOND_MS).toISOString(),
        contentType: found.ContentType ?? 'application/octet-stream',
        metadata: found.Metadata ?? {},
        tags: Object.fromEntries(TagSet.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
        storageClass: found.StorageClass ?? 'STANDARD',
      });
      return true;
    },
    remove: async (place, key) => post({ account: place.account, bucket: place.bucket, key, delete: true }),
    put: async (place, key, body) =>
      post({
        account: place.account,
        bucket: place.bucket,
        key,
        bodyBase64: body.toString('base64'),
        contentType: 'application/octet-stream',
      }),
    close: () => {
      for (const client of clients.values()) void client.then((one) => one.destroy());
    },
  };
}

/** The same document in another state; what is not a JSON object gets one more line. */
export function changedBody(body: Buffer): Buffer {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    value = null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return Buffer.concat([body, Buffer.from('\n')]);
  return Buffer.from(JSON.stringify({ ...value, Status: 'canceled', LastMessage: 'Changed while it was copied' }));
}

export const unquoted = (etag: string | undefined): string => (etag ?? '').replace(/^"|"$/g, '');

// Loaded when a rule needs it: the SDK takes longer to load than the front to start.
async function makeClient(endpoint: string, place: Place): Promise<S3Client> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3');
  return new Client({
    endpoint,
    region: place.region,
    forcePathStyle: true,
    credentials: { accessKeyId: place.account, secretAccessKey: ROOT_SECRET },
    maxAttempts: 3,
  });
}

async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (thrown) {
    const status = (thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return null;
    throw thrown;
  }
}
