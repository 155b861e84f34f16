import { bucketOf } from '../s3/parties.ts';
import { createHash } from 'node:crypto';
import type { Side } from '../contracts/contract.ts';
import type { DeepLook } from '../contracts/findings.ts';
import { MigrationError } from '../errors.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type BothSides, type ListedObject, type S3 } from '../s3/types.ts';
import { drawOf } from './digest.ts';

export interface DeepSample {
  /** Above 0, up to 100. */
  readonly percent: number;
  /** The same seed takes the same keys, whoever asks. */
  readonly seed: number;
}

/** What one look at both objects showed. */
export interface Look {
  readonly shows: 'equal' | 'differs' | 'untold';
  readonly detail: string;
}

/** A full-object checksum as S3 keeps it: two of one algorithm can be compared, those of parts cannot (API_Checksum, ChecksumType). */
export interface FullChecksum {
  readonly algorithm: string;
  readonly value: string;
}

/** The checksums that S3 has of an object; empty when it has none of the whole. */
export type ReadChecksums = (s3: S3, side: Side, key: string, signal: AbortSignal) => Promise<readonly FullChecksum[]>;

/** As a HEAD with x-amz-checksum-mode tells them (API_HeadObject): needs no more than the right to read the object. */
export const headChecksums: ReadChecksums = async (s3, side, key, signal) => {
  const { checksum } = await s3.headObject({ from: bucketOf(side), key: side.prefix + key }, signal);
  return checksum === null || checksum.type !== 'FULL_OBJECT' ? [] : [checksum];
};

/** Objects are read whole, into memory: larger ones are left to their checksums. */
const READ_BYTES_UP_TO = 8 * 1024 * 1024;

/** Looks closer than a listing at a seeded sample of the keys that a listing takes for equal. */
export class DeepLooks {
  readonly #s3: BothSides;
  readonly #sides: { readonly source: Side; readonly target: Side };
  readonly #sample: DeepSample;
  readonly #checksums: ReadChecksums | null;
  #sampled = 0;
  #byChecksum = 0;
  #byBytes = 0;
  #untold = 0;
  #differing = 0;

  constructor(s3: BothSides, sides: { readonly source: Side; readonly target: Side }, sample: DeepSample, checksums: ReadChecksums | null) {
    this.#s3 = s3;
    this.#sides = sides;
    this.#sample = sample;
    this.#checksums = checksums;
  }

  takes(key: string): boolean {
    return drawOf(this.#sample.seed, key) * 100 < this.#sample.percent;
  }

  /** @throws MigrationError what S3 refuses: then the sample was not seen whole */
  async look(key: string, source: ListedObject, target: ListedObject, signal: AbortSignal): Promise<Look> {
    this.#sampled += 1;
    const look = (await this.#byChecksums(key, signal)) ?? (await this.#readBoth(key, source, target, signal));
    if (look.shows === 'differs') this.#differing += 1;
    if (look.shows === 'untold') this.#untold += 1;
    return look;
  }

  async #byChecksums(key: string, signal: AbortSignal): Promise<Look | null> {
    const read = this.#checksums;
    if (read === null) return null;
    const [there, here] = await this.#both((s3, side) => read(s3, side, key, signal).catch(noneIfGone), 'reading checksums');
    for (const { algorithm, value } of there) {
      const other = here.find((one) => one.algorithm === algorithm);
      if (other === undefined) continue;
      this.#byChecksum += 1;
      if (other.value === value) return { shows: 'equal', detail: `${algorithm} ${value}` };
      return { shows: 'differs', detail: `${algorithm} is ${value} at the source, and ${other.value} at the target` };
    }
    return null;
  }

  async #readBoth(key: string, source: ListedObject, target: ListedObject, signal: AbortSignal): Promise<Look> {
    if (source.size > READ_BYTES_UP_TO || target.size > READ_BYTES_UP_TO)
      return { shows: 'untold', detail: `larger than the ${READ_BYTES_UP_TO} bytes that are read, and no checksum that both sides have` };
    const [there, here] = await this.#both(async (s3, side) => {
      const read = s3.getObject(bucketOf(side), side.prefix + key, signal).catch(archivedIfSaid);
      return (await read)?.body ?? null;
    }, 'reading');
    if (there === ARCHIVED.body || here === ARCHIVED.body)
      return { shows: 'untold', detail: 'archived, and no checksum that both sides have' };
    if (there === null || here === null)
      return { shows: 'differs', detail: `gone from the ${there === null ? 'source' : 'target'} since it was listed` };
    this.#byBytes += 1;
    if (there.equals(here)) return { shows: 'equal', detail: `${there.length} bytes are the same` };
    return { shows: 'differs', detail: `the bytes differ: SHA-256 ${sha256(there)} at the source, ${sha256(here)} at the target` };
  }

  async #both<T>(ask: (s3: S3, side: Side) => Promise<T>, doing: string): Promise<[T, T]> {
    try {
      return await Promise.all([ask(this.#s3.source, this.#sides.source), ask(this.#s3.target, this.#sides.target)]);
    } catch (error) {
      throw error instanceof S3Error ? explainS3Error(error, `${doing} of the sample`) : error;
    }
  }

  /** What was looked at, and what that proves. */
  report(): DeepLook {
    const { percent, seed } = this.#sample;
    const counts = { sampled: this.#sampled, byChecksum: this.#byChecksum, byBytes: this.#byBytes, untold: this.#untold };
    return { percent, seed, ...counts, differing: this.#differing, says: said(this.#sampled - this.#untold, this.#differing, percent) };
  }
}

/** The rule of three: none of n differs, so with 95 % confidence at most 3 in n of all do. */
const RULE_OF = 3;

function said(told: number, differing: number, percent: number): string {
  if (differing > 0) return `${differing} of ${told} sampled keys have another content than their ETags, records or sizes said`;
  if (told === 0) return 'No key was in the sample: it proves nothing';
  const looked = `All of the ${told} sampled keys have the same content at both sides`;
  if (percent >= 100) return `${looked}, and every key that a listing shows as equal was sampled`;
  const most = Math.min(100, (100 * RULE_OF) / told);
  return `${looked}: with 95 % confidence at most ${most < 0.01 ? most.toExponential(1) : most.toFixed(2)} % of the keys that a listing shows as equal differ`;
}

/** What is gone since it was listed is told when it is to be read. */
function noneIfGone(error: unknown): readonly FullChecksum[] {
  if (error instanceof S3Error && error.status === 404) return [];
  throw error;
}

/** Stands for an object whose bytes cannot be read before it is restored. */
const ARCHIVED = { body: Buffer.from('archived') };

function archivedIfSaid(error: unknown): typeof ARCHIVED {
  if (error instanceof S3Error && error.code === 'InvalidObjectState') return ARCHIVED;
  throw error;
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** `1`, `0.5%`, `100%`. @throws MigrationError USAGE */
export function parsePercent(text: string): number {
  const percent = /^\d+(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (percent > 0 && percent <= 100) return percent;
  throw new MigrationError('USAGE', `"${text}" is no share of the keys`, {
    next: 'Give a percentage above 0 and up to 100, for example 1%.',
  });
}
