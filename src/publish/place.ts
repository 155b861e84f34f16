import type { Clock } from '../clock.ts';
import type { PublishedFile } from '../contracts/publish.ts';
import { MigrationError } from '../errors.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type BucketRef, type S3 } from '../s3/types.ts';
import { COMMIT, lookAt, MARK } from './ours.ts';

export interface PlaceDeps {
  readonly s3: S3;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export interface Placing {
  readonly ledger: BucketRef;
  readonly table: BucketRef;
  readonly mark: string;
  /** Name of the commit in the ledger, for whoever finds the file. */
  readonly commitName: string;
}

/** Somebody else writing to the same key ends within moments; a place that is fought over for longer is told. */
const LOOKS_UP_TO = 6;
const PAUSE_MS = 500;

/**
 * Copies one range file to its place, if nothing is there. What is there already is ours or a conflict; it is never
 * written over. Gives the file with the ETag that it has in the table.
 * @throws MigrationError PUBLISH_CONFLICT when something else is there, CONTRACT_MISMATCH when the range file is another one by now
 */
export async function placeFile(deps: PlaceDeps, placing: Placing, file: PublishedFile): Promise<PublishedFile> {
  const { s3, clock, random, signal } = deps;
  for (let look = 1; ; look += 1) {
    const refusal = await copyOnto(s3, placing, file, signal);
    if (!(refusal instanceof S3Error)) return { ...file, etag: refusal };
    if (![404, 409, 412].includes(refusal.status) || refusal.code === 'NoSuchBucket') throw explainS3Error(refusal, `placing ${file.key}`);
    // An answer that was lost, an earlier run, another job, or somebody else: what lies there tells.
    const there = await lookAt(s3, placing.table, file, placing.mark, signal);
    if (there.is === 'ours') return { ...file, etag: there.etag };
    if (there.is === 'not-ours') throw conflictAt(placing.table, file.key, there.why);
    if (refusal.status !== 409) throw sourceChanged(placing, file, refusal);
    if (look >= LOOKS_UP_TO) throw explainS3Error(refusal, `placing ${file.key}, where somebody else keeps writing,`);
    await clock.sleep(PAUSE_MS * (0.5 + random()), signal);
  }
}

async function copyOnto(
  s3: S3,
  { ledger, table, mark, commitName }: Placing,
  file: PublishedFile,
  signal: AbortSignal,
): Promise<string | S3Error> {
  try {
    const copied = await s3.copyObject(
      {
        source: { ...ledger, ...file.from },
        target: { ...table, key: file.key },
        storageClass: 'STANDARD',
        ifAbsent: true,
        label: { contentType: 'application/vnd.apache.parquet', metadata: { [MARK]: mark, [COMMIT]: commitName } },
      },
      signal,
    );
    return copied.etag;
  } catch (error) {
    if (error instanceof S3Error) return error;
    throw error;
  }
}

export function conflictAt(table: BucketRef, key: string, why: string): MigrationError {
  return new MigrationError('PUBLISH_CONFLICT', `s3://${table.bucket}/${key} is not ours: ${why}`, {
    next: 'It was left as it is. Find out who put it there and move it away, then re-run this job; or roll this publish back.',
  });
}

function sourceChanged({ ledger }: Placing, { from, key }: PublishedFile, cause: S3Error): MigrationError {
  const gone = cause.status === 404;
  return new MigrationError(
    'CONTRACT_MISMATCH',
    `s3://${ledger.bucket}/${from.key} is ${gone ? 'gone' : 'not the file that its range commit names'}`,
    {
      cause,
      details: { place: key, etag: from.etag },
      next: 'Roll this publish back, compact the range again, then publish.',
    },
  );
}
