import { randomBytes } from 'node:crypto';
import { appendFile, link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '../workflow-runner/semantics.ts';

/** The repository's requests of one hour (rule api.rate-limit). */
export interface RateLimit {
  readonly used: number;
  readonly isExceeded: boolean;
  /** x-ratelimit-*. */
  readonly headers: Readonly<Record<string, string>>;
  /** As GET /rate_limit tells it. */
  readonly told: { readonly limit: number; readonly used: number; readonly remaining: number; readonly reset: number };
}

const HOUR_MS = 3_600_000;
const RECORD_BYTES = 16;

/**
 * Counts a request, or looks only. An hour begins with its first request: a numbered file that holds its beginning, and that only one process
 * can make. Each request appends a record of its own to the hour's requests; the record's place is the request's number. Appends do not
 * overwrite each other and a process that dies leaves nothing locked, so processes that share the runs folder need no more than this.
 */
export async function rateLimit(runs: string, now: number, counts: boolean): Promise<RateLimit> {
  const folder = join(runs, '.github-api', 'rate-limit');
  await mkdir(folder, { recursive: true });
  let hour = await newestHour(folder);
  if (!counts) {
    if (hour === null || isOver(hour, now)) return told(0, now);
    const requests = await readFile(requestsOf(folder, hour)).catch(() => Buffer.alloc(0));
    return told(requests.length / RECORD_BYTES, hour.begin);
  }
  while (hour === null || isOver(hour, now)) {
    await beginHour(folder, (hour?.number ?? 0) + 1, now);
    hour = await newestHour(folder);
  }
  const record = randomBytes(RECORD_BYTES / 2).toString('hex');
  await appendFile(requestsOf(folder, hour), record);
  const all = await readFile(requestsOf(folder, hour), 'latin1');
  return told(all.indexOf(record) / RECORD_BYTES + 1, hour.begin);
}

interface Hour {
  readonly number: number;
  readonly begin: number;
}

const isOver = ({ begin }: Hour, now: number): boolean => begin <= now - HOUR_MS;
const requestsOf = (folder: string, { number }: Hour): string => join(folder, `${number}.requests`);

async function newestHour(folder: string): Promise<Hour | null> {
  const numbers = (await readdir(folder)).flatMap((name) => (name.endsWith('.hour') ? [Number.parseInt(name, 10)] : []));
  if (numbers.length === 0) return null;
  const number = Math.max(...numbers);
  return { number, begin: Number(await readFile(join(folder, `${number}.hour`), 'utf8')) };
}

/** A link is made whole or not at all, and by one process only: the others go on with its hour. */
async function beginHour(folder: string, number: number, now: number): Promise<void> {
  const own = join(folder, `.${randomBytes(8).toString('hex')}`);
  await writeFile(own, String(now));
  try {
    await link(own, join(folder, `${number}.hour`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(own, { force: true });
  }
  const past = (await readdir(folder)).filter((name) => Number.parseInt(name, 10) < number - 1);
  await Promise.all(past.map((name) => rm(join(folder, name), { force: true })));
}

function told(used: number, begin: number): RateLimit {
  const limit = LIMITS.apiRequestsPerHour;
  const remaining = Math.max(0, limit - used);
  const reset = Math.ceil((begin + HOUR_MS) / 1000);
  const headers = Object.entries({ limit, remaining, used, reset, resource: 'core' });
  return {
    used,
    isExceeded: used > limit,
    headers: Object.fromEntries(headers.map(([name, value]) => [`x-ratelimit-${name}`, String(value)])),
    told: { limit, used, remaining, reset },
  };
}
