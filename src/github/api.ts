import { z } from 'zod';
import { isoSeconds, systemClock, type Clock } from '../clock.ts';
import { MigrationError, printable } from '../errors.ts';

/** GitHub's REST API, as far as we call it. One job of a run calls it, never the legs of a matrix: 1,000 requests an hour are for the whole repository. */

export interface Github {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** What has not answered by then is asked again. */
  readonly answerWithinMs: number;
}

/** GitHub itself gives up after ten seconds (docs: REST, "Timeouts"). */
const ANSWER_WITHIN_MS = 30_000;

export function githubOf(env: NodeJS.ProcessEnv, signal: AbortSignal): Github {
  return { env, clock: systemClock(env), random: Math.random, signal, answerWithinMs: ANSWER_WITHIN_MS };
}

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below GITHUB_API_URL: /repos/OWNER/NAME/… */
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
  /** Asked before a repeat, since a lost answer may have been a yes: what the call has made, or null. */
  readonly made?: () => Promise<unknown>;
}

export type Answer =
  | { readonly kind: 'ok'; readonly value: unknown }
  /** No, and no again if asked again. */
  | { readonly kind: 'refused'; readonly status: number; readonly said: string; readonly request: string; readonly accepted: string }
  /** Too many requests: of the hour, or of the last minutes. */
  | { readonly kind: 'limited'; readonly status: number; readonly said: string; readonly request: string; readonly waitMs: number | null }
  /** No answer, or not a proper one. Status 0: none. */
  | { readonly kind: 'failed'; readonly status: number; readonly said: string; readonly request: string; readonly waitMs: number | null };

/** The jobs that call have five minutes each, for two calls: a wait that would end later than this is not begun. */
const PATIENCE_MS = 120_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** "Wait for at least one minute" where GitHub names no moment (docs: REST, "Rate limits"). */
const LIMITED_WAIT_MS = 60_000;

/** @throws MigrationError GITHUB_REFUSED with the permission that is missing, GITHUB_FAILED when GitHub does not answer properly */
export async function callApi(github: Github, call: ApiCall): Promise<unknown> {
  const answer = await askApi(github, call);
  if (answer.kind === 'ok') return answer.value;
  throw failure(answer, call, github.clock);
}

/** The last answer, after all patience with what passes by itself. */
export async function askApi(github: Github, call: ApiCall): Promise<Answer> {
  const { clock, random, signal } = github;
  const giveUpAt = clock.passed() + PATIENCE_MS;
  for (let tries = 1; ; tries += 1) {
    const answer = await once(github, call);
    if (answer.kind === 'ok' || answer.kind === 'refused') return answer;
    const waitMs = waitOf(answer, tries, random);
    if (clock.passed() + waitMs > giveUpAt) return answer;
    await clock.sleep(waitMs, signal);
    const made = answer.kind === 'failed' ? await call.made?.() : null;
    if (made !== null && made !== undefined) return { kind: 'ok', value: made };
  }
}

/** What GitHub says, but never less than our own doubling; jitter upwards only, so that no wait is shorter than was said. */
function waitOf({ kind, waitMs }: Extract<Answer, { waitMs: number | null }>, tries: number, random: () => number): number {
  const own =
    kind === 'limited' && waitMs === null
      ? LIMITED_WAIT_MS * 2 ** (tries - 1)
      : Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
  return Math.max(own, waitMs ?? 0) + random() * Math.min(own, FIRST_WAIT_MS);
}

async function once({ answerWithinMs, clock, env, signal }: Github, { body, method, path, token }: ApiCall): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${env['GITHUB_API_URL'] ?? 'https://api.github.com'}${path}`, {
      method,
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'failed', status: 0, said: reasonOf(error as Error), request: '', waitMs: null };
  }
  const { headers, status } = response;
  const request = headers.get('x-github-request-id') ?? '';
  const value = jsonOf(text);
  if (response.ok && value !== undefined) return { kind: 'ok', value };
  const said = saidIn(value, text);
  const waitMs = toldWaitMs(headers, clock.now());
  if (response.ok || status >= 500) return { kind: 'failed', status, said, request, waitMs };
  if (isLimit(status, headers, said)) return { kind: 'limited', status, said, request, waitMs };
  return { kind: 'refused', status, said, request, accepted: headers.get('x-accepted-github-permissions') ?? '' };
}

/** A 403 is a permission or a limit. The limit of the last minutes leaves some of the hour's requests (docs: REST, "Rate limits"). */
function isLimit(status: number, headers: Headers, said: string): boolean {
  if (status === 429) return true;
  const tells = headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after') || /secondary rate limit/i.test(said);
  return status === 403 && tells;
}

/** Retry-After in seconds; without it, the end of the hour whose requests are used up. */
function toldWaitMs(headers: Headers, now: number): number | null {
  const retryAfter = headers.get('retry-after');
  if (retryAfter !== null && /^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000;
  return headers.get('x-ratelimit-remaining') === '0' && Number.isFinite(reset) ? Math.max(0, reset - now) : null;
}

/** Null where there is no body, undefined where it is no JSON: a page of something between us and GitHub. */
function jsonOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const problem = z.object({ message: z.string(), errors: z.array(z.unknown()).default([]) });
const namedProblem = z.object({ message: z.string() });

/** "Validation Failed" alone says nothing: what failed is in the list behind it. */
function saidIn(value: unknown, text: string): string {
  const parsed = problem.safeParse(value);
  if (!parsed.success) return text === '' ? 'nothing' : text.includes('<') ? 'a page that is no JSON' : text.slice(0, 200);
  const more = parsed.data.errors.flatMap((error) => namedProblem.safeParse(error).data?.message ?? []);
  return [parsed.data.message, ...more].join(': ');
}

/** fetch says "fetch failed", and why only in its cause. */
function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return cause === '' ? error.message : `${error.message}: ${cause}`;
}

/** The answer that ends a call, as an error. */
export function failure(answer: Exclude<Answer, { kind: 'ok' }>, { method, path }: ApiCall, clock: Clock): MigrationError {
  const { request, said, status } = answer;
  const what = `GitHub answered ${status === 0 ? 'nothing' : status} to ${method} ${path}: ${printable(said)}`;
  return new MigrationError(answer.kind === 'failed' ? 'GITHUB_FAILED' : 'GITHUB_REFUSED', what, {
    next: nextOf(answer, clock),
    details: { request: request === '' ? undefined : request },
  });
}

function nextOf(answer: Exclude<Answer, { kind: 'ok' }>, clock: Clock): string {
  if (answer.kind === 'failed') return 'Re-run this job; if it lasts, look at https://www.githubstatus.com.';
  if (answer.kind === 'limited') {
    return `Re-run this job after ${isoSeconds(clock.now() + (answer.waitMs ?? LIMITED_WAIT_MS))}: the repository has asked too much of GitHub's API.`;
  }
  if (answer.status === 401) return 'Give this job its own token (github.token): one that was kept ends with the job that it was made for.';
  if (answer.status !== 403 && answer.status !== 404) return 'Mend what it names, then re-run this job.';
  const wanted = permissionsIn(answer.accepted);
  const permission = wanted === '' ? 'the permission that this call needs' : `"${wanted}"`;
  const missing = answer.status === 404 ? ', and look whether what the path names is there' : '';
  return `Give the job ${permission} (permissions: in the workflow; the run of a fork may only read)${missing}.`;
}

/** From GitHub's words to the workflow's: alternatives are parted by semicolons, what is wanted together by commas (docs: REST, "Troubleshooting"). */
function permissionsIn(accepted: string): string {
  const alternatives = accepted.split(';').map((all) => all.split(',').map((one) => one.trim().replace('=', ': ').replaceAll('_', '-')));
  return alternatives.map((all) => all.join('" and "')).join('" or "');
}

/** @throws MigrationError GITHUB_FAILED when the answer has another form than GitHub documents */
export function parseAnswer<S extends z.ZodType>(
  schema: S,
  value: unknown,
  { method, path }: Pick<ApiCall, 'method' | 'path'>,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reason = z.prettifyError(parsed.error).replaceAll('\n', ' ');
  throw new MigrationError(
    'GITHUB_FAILED',
    `GitHub's answer to ${method} ${path} has not the form that it documents: ${printable(reason)}`,
    {
      next: 'Look at what GITHUB_API_URL names, then re-run this job.',
    },
  );
}

/** @throws MigrationError USAGE outside a job of a workflow */
export function variableOf({ env }: Github, name: string): string {
  const value = env[name] ?? '';
  if (value !== '') return value;
  throw new MigrationError('USAGE', `This is no job of a workflow: ${name} is missing`, {
    next: 'Use this action in a workflow of GitHub Actions.',
  });
}
