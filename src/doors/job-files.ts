import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { architectureOf } from '../config/instance-types.ts';
import type { JobFiles } from '../contracts/partition.ts';
import type { Plan } from '../contracts/plan.ts';
import { MigrationError } from '../errors.ts';
import { storeJobFile, type JobFile } from '../ledger/job-files.ts';
import { jobFileName } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { S3 } from '../s3/types.ts';

const lock = z.object({ archives: z.array(z.object({ platform: z.string(), sha256: z.string() })) });

const run = promisify(execFile);
/** Two wheels of some 50 MB together, from a package index. */
const FETCH_WITHIN_MS = 10 * 60_000;

/**
 * The Spark job's own files, put into the ledger where they are not there yet. The libraries are one archive of wheels by
 * its SHA-256 for each platform; whichever the ledger has are named, and the one that the clusters need is made if need be.
 * @param folder what `npm run build` has put beside the action: code.zip, main.py, libraries.py, libraries.lock.json
 */
export async function jobFiles(s3: S3, ledger: LedgerStore, plan: Plan, folder: string): Promise<JobFiles> {
  const [code, main, locked] = await Promise.all([
    readFile(join(folder, 'code.zip')).then((body) => storeJobFile(ledger, 'code', 'zip', body)),
    readFile(join(folder, 'main.py')).then((body) => storeJobFile(ledger, 'main', 'py', body)),
    readFile(join(folder, 'libraries.lock.json'), 'utf8').then((text) => lock.parse(JSON.parse(text)).archives),
  ]);
  const prefix = plan.ledger.prefix;
  const at = { bucket: plan.ledger.bucket, owner: plan.ledger.account };
  const needed = platformOf(plan);
  const libraries: JobFiles['libraries'] = [];
  for (const { platform, sha256 } of locked) {
    const key = `${prefix}${jobFileName(`libraries-${platform}-${sha256}.tar`)}`;
    const there = (await s3.getTail(at, key, 1)) !== null;
    if (!there && platform === needed) await fetchLibraries(ledger, folder, platform, sha256);
    if (there || platform === needed) libraries.push({ platform, key, sha256 });
  }
  if (!libraries.some(({ platform }) => platform === needed))
    throw new MigrationError('CONFIG_INVALID', `The job has no libraries for ${needed}`, {
      next: 'Take other core machines (partition.machines.core), or another release.',
    });
  const keyed = ({ name, sha256 }: JobFile) => ({ key: prefix + name, sha256 });
  return { code: keyed(code), main: keyed(main), libraries };
}

/** EMR 7 runs the job on Python 3.11 (spark.pyspark.python of every step). */
function platformOf({ partition }: Plan): string {
  const architecture = architectureOf(partition?.machines.core ?? '');
  return `cp311-linux-${architecture === 'arm64' ? 'aarch64' : 'x86_64'}`;
}

async function fetchLibraries(ledger: LedgerStore, folder: string, platform: string, sha256: string): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'bucket-brigade-libraries-'));
  const file = join(place, 'libraries.tar');
  try {
    await run(
      'python3',
      [join(folder, 'libraries.py'), '--platform', platform, '--lock', join(folder, 'libraries.lock.json'), '--out', file],
      {
        timeout: FETCH_WITHIN_MS,
      },
    );
    const stored = await storeJobFile(ledger, `libraries-${platform}`, 'tar', await readFile(file));
    if (stored.sha256 !== sha256) throw new Error(`the archive has the SHA-256 ${stored.sha256}, and ${sha256} is locked`);
  } catch (cause) {
    throw new MigrationError('PREREQUISITE_MISSING', `The libraries of the Spark job could not be fetched: ${(cause as Error).message}`, {
      cause,
      next: `Run this job where python3 with pip reaches a package index; or put the archive into the ledger by hand (${jobFileName(`libraries-${platform}-${sha256}.tar`)}).`,
    });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
