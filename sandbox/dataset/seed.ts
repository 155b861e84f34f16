import { MigrationError } from '../../src/errors.ts';
import type { SeedObject } from './describe.ts';

/** What the admin door takes of an object; why it is there, the door need not know. */
export type StoredObject = Omit<SeedObject, 'kind' | 'folder'>;

export interface SeedInput {
  /** The S3 server's origin, past the front: its admin door is closed there. */
  readonly endpoint: string;
  readonly token: string;
  readonly objects: Iterable<StoredObject>;
  readonly onProgress?: (objects: number) => void;
  readonly signal?: AbortSignal;
}

// Small enough that progress moves and the server never holds much, large enough that the requests do not count.
const BATCH_OBJECTS = 250;
const BATCH_BYTES = 4 << 20;

/** Writes the objects with their own LastModified, which no S3 call can: through the admin door, in batches. */
export async function seedDataset({ endpoint, token, objects, onProgress, signal }: SeedInput): Promise<number> {
  const door = new URL('/_bucket-brigade/objects', endpoint);
  let seeded = 0;
  for (const batch of batchesOf(objects)) {
    const response = await post(door, token, batch, signal);
    if (!response.ok) {
      const text = (await response.text()).slice(0, 300);
      throw new MigrationError('SANDBOX_FAILED', `the sandbox's S3 server did not take the documents: ${response.status} ${text}`, {
        details: { seeded, firstKey: batch[0]?.key ?? '' },
        next: 'Start the sandbox again; its S3 server must run with the bucket-brigade plugin and the same token.',
      });
    }
    await response.arrayBuffer();
    seeded += batch.length;
    onProgress?.(seeded);
  }
  return seeded;
}

async function post(door: URL, token: string, batch: readonly StoredObject[], signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(door, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: batch.map(seedLine).join(''),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new MigrationError('SANDBOX_FAILED', `the sandbox's S3 server at ${door.origin} does not answer`, {
      cause,
      next: 'Start the sandbox again.',
    });
  }
}

/** One line of the admin door. */
export function seedLine({ account, bucket, key, body, lastModified, contentType, metadata, tags, storageClass }: StoredObject): string {
  return `${JSON.stringify({ account, bucket, key, bodyBase64: body.toString('base64'), lastModified, contentType, metadata, tags, storageClass })}\n`;
}

function* batchesOf(objects: Iterable<StoredObject>): Generator<StoredObject[]> {
  let batch: StoredObject[] = [];
  let bytes = 0;
  for (const object of objects) {
    batch.push(object);
    bytes += object.body.length;
    if (batch.length >= BATCH_OBJECTS || bytes >= BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
