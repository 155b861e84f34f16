import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
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
 * Counts a request, or looks only. An hour begins with its first request and is a file named by its beginning. Each request appends a
 * record of its own to it; the record's place is the request's number. Appends do not overwrite each other and a process that dies leaves
 * nothing locked, so processes that share the runs folder need no more than this.
 */
export async function rateLimit(runs: string, now: number, counts: boolean): Promise<RateLimit> {
  const folder = join(runs, '.github-api', 'rate-limit');
  await mkdir(folder, { recursive: true });
  if (!counts) {
    const begin = await currentHour(folder, now);
    return begin === null ? told(0, now) : told((await readFile(join(folder, String(begin)))).length / RECORD_BYTES, begin);
  }
  let begin = await currentHour(folder, now);
  if (begin === null) {
    await appendFile(join(folder, String(now)), '');
    // Another process may have begun the hour a moment before.
    begin = (await currentHour(folder, now)) ?? now;
    await dropPast(folder, now);
  }
  const record = randomBytes(RECORD_BYTES / 2).toString('hex');
  await appendFile(join(folder, String(begin)), record);
  const all = await readFile(join(folder, String(begin)), 'latin1');
  return told(all.indexOf(record) / RECORD_BYTES + 1, begin);
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

async function currentHour(folder: string, now: number): Promise<number | null> {
  const begins = (await readdir(folder)).map(Number).filter((begin) => begin > now - HOUR_MS && begin <= now);
  return begins.length === 0 ? null : Math.min(...begins);
}

async function dropPast(folder: string, now: number): Promise<void> {
  const past = (await readdir(folder)).filter((begin) => Number(begin) <= now - 2 * HOUR_MS);
  await Promise.all(past.map((begin) => rm(join(folder, begin), { force: true })));
}
