import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { TableSchema } from '../../src/contracts/transform.ts';
import { MigrationError } from '../../src/errors.ts';
import { randomOf } from '../dataset/random.ts';
import type { SandboxSpec } from '../dataset/spec.ts';
import type { FaultRule, Place } from '../proxy/rules.ts';

/** A file that the live pipeline writes: rows of one day, below the table's prefix. */
export interface LiveWish {
  readonly key: string;
  readonly day: string;
  readonly rows: number;
  /** ISO 8601: when the live pipeline wrote it. */
  readonly lastModified: string;
  readonly seed: string;
}

export interface LiveFile extends LiveWish {
  readonly bytes: number;
  readonly sha256: string;
  /** Where it lies on this machine. */
  readonly file: string;
}

export interface LiveWishes {
  readonly lying: readonly LiveWish[];
  /** Comes while ours are placed; null when none does. */
  readonly arriving: LiveWish | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The same files for the same seed. A day may be named more than once. */
export function liveWishes(spec: SandboxSpec, seed: number, prefix: string): LiveWishes {
  const { live } = spec.planted;
  if (live === undefined) return { lying: [], arriving: null };
  const wish = (day: string, name: string): LiveWish => {
    const random = randomOf(seed, 'live', name);
    return {
      key: `${prefix}${dayFolder(day)}part-00000-${uuidOf(`${seed} ${name}`)}.snappy.parquet`,
      day,
      rows: random.whole(live.rows.least, live.rows.most),
      lastModified: new Date(Date.parse(day) + DAY_MS + random.whole(1, 5) * HOUR_MS).toISOString(),
      seed: random.hex(8).toLowerCase(),
    };
  };
  return {
    lying: live.days.map((day, index) => wish(day, String(index))),
    arriving: live.arrives === undefined ? null : wish(live.arrives, 'arrives'),
  };
}

/** The table's folder of a day. */
export function dayFolder(day: string): string {
  const [year = '', month = '', ofMonth = ''] = day.split('-');
  return `YEAR=${year}/MONTH=${month}/DAY=${ofMonth}/`;
}

function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

const SCRIPT = fileURLToPath(new URL('./live_files.py', import.meta.url));
const written = z.array(z.object({ file: z.string(), rows: z.int(), bytes: z.int(), sha256: z.string() }));

export interface LiveFilesInput {
  readonly schema: TableSchema;
  readonly wishes: readonly LiveWish[];
  /** Gets a folder for them. */
  readonly dir: string;
  /** The interpreter of the sandbox's venv, which has pyarrow. */
  readonly python: string;
  readonly signal?: AbortSignal | undefined;
}

/** Writes the files below `dir`. @throws MigrationError SANDBOX_FAILED */
export async function writeLiveFiles({ schema, wishes, dir, python, signal }: LiveFilesInput): Promise<readonly LiveFile[]> {
  if (wishes.length === 0) return [];
  const files = wishes.map((wish) => ({ ...wish, file: join(dir, 'live', wish.key) }));
  const child = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'], ...(signal === undefined ? {} : { signal }) });
  const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  // A script that ends before it has read everything tells why on its own.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify({ schema, files: files.map(({ file, day, rows, seed }) => ({ file, day, rows, seed })) }));
  const [said, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) {
    throw new MigrationError(
      'SANDBOX_FAILED',
      `the live pipeline's files could not be written: ${complaint.trim().split('\n').at(-1) ?? ''}`,
      {
        next: 'Set the sandbox up again: npm test does it by itself.',
      },
    );
  }
  const results = written.parse(JSON.parse(said));
  return files.map((wish, index) => {
    const { bytes = 0, sha256 = '' } = results[index] ?? {};
    return { ...wish, bytes, sha256 };
  });
}

/** One more of the live pipeline's files, stored just before our first one is placed. */
export function liveRule(arriving: LiveFile | null, target: Place, prefix: string): readonly FaultRule[] {
  if (arriving === null) return [];
  return [
    {
      name: 'live-file-arrives',
      kind: 'arrive-object',
      match: { operations: ['CopyObject', 'PutObject', 'CreateMultipartUpload'], bucket: target.bucket, keyPrefixes: [prefix] },
      target,
      key: arriving.key,
      file: arriving.file,
    },
  ];
}

/** What the sandbox's state says of them, for a script that looks whether they are still what they were. */
export interface PlantedLive {
  readonly prefix: string;
  readonly database: string;
  readonly table: string;
  readonly files: readonly Pick<LiveFile, 'key' | 'day' | 'rows' | 'bytes' | 'sha256'>[];
  /** Lies there once the first file of ours was placed. */
  readonly arriving: Pick<LiveFile, 'key' | 'day' | 'rows' | 'bytes' | 'sha256'> | null;
}
