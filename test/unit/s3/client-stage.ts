import { afterEach } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { createS3 } from '../../../src/s3/client.ts';
import { S3Error, type CopyInput, type CredentialProvider, type Credentials, type S3 } from '../../../src/s3/types.ts';
import { faultServer, type Deed, type FaultServer } from './fault-server.ts';

export const START = Date.parse('2026-11-22T10:00:00Z');
export const WHO: Credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret-words' };
export const FROM = { bucket: 'src', owner: '111111111111' };
export const TO = { bucket: 'dst', owner: '222222222222' };
export const COPY: CopyInput = {
  source: { ...FROM, key: 'a/../b//c d', etag: 'e1-2' },
  target: { ...TO, key: 'a/../b//c d' },
  storageClass: 'STANDARD_IA',
};

/** What is to be ended with the test that began it. */
export const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

interface Stage {
  readonly s3: S3;
  readonly server: FaultServer;
  readonly pauses: number[];
}

/** A client whose server does these deeds, one after another; its clock stands, and tells what it was to pause. */
export async function stage(
  deeds: readonly Deed[],
  how: { credentials?: CredentialProvider; clock?: Clock; connections?: number; random?: () => number; requesterPays?: boolean } = {},
): Promise<Stage> {
  const server = await faultServer(...deeds);
  const pauses: number[] = [];
  const clock: Clock = { now: () => START, passed: () => START, sleep: (milliseconds) => (pauses.push(milliseconds), Promise.resolve()) };
  const s3 = createS3({
    region: 'us-east-2',
    endpoint: server.endpoint,
    credentials: how.credentials ?? (() => WHO),
    clock: how.clock ?? clock,
    random: how.random ?? (() => 0.5),
    connections: how.connections ?? 4,
    requesterPays: how.requesterPays,
  });
  ends.push(
    () => s3.close(),
    () => server.close(),
  );
  return { s3, server, pauses };
}

export const refusal = async (promise: Promise<unknown>): Promise<S3Error> => {
  const thrown: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof S3Error)) throw new Error(`expected an S3Error, got ${String(thrown)}`);
  return thrown;
};
