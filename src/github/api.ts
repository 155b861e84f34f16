import { z } from 'zod';
import { MigrationError, printable, type ErrorCode } from '../errors.ts';

/** GitHub's REST API, as far as we call it. One job of a run calls it, never the legs of a matrix: 1,000 requests an hour are for the whole repository. */

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below GITHUB_API_URL: /repos/OWNER/NAME/… */
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
}

const TRIES_UP_TO = 4;
const FIRST_WAIT_MS = 1000;

/** @throws MigrationError GITHUB_REFUSED with the permission that is missing, GITHUB_FAILED when GitHub does not answer properly */
export async function callApi(env: NodeJS.ProcessEnv, { body, method, path, token }: ApiCall, signal: AbortSignal): Promise<unknown> {
  const url = `${env['GITHUB_API_URL'] ?? 'https://api.github.com'}${path}`;
  for (let tries = 1; ; tries += 1) {
    const answer = await once(url, method, token, body, signal);
    if (answer.kind === 'ok') return answer.value;
    if (answer.kind === 'refused' || tries >= TRIES_UP_TO) throw failure(answer, `${method} ${path}`);
    await new Promise((resolve) => setTimeout(resolve, answer.waitMs ?? FIRST_WAIT_MS * 2 ** (tries - 1)));
    signal.throwIfAborted();
  }
}

type Answer =
  | { readonly kind: 'ok'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly said: string }
  | { readonly kind: 'failed'; readonly status: number; readonly said: string; readonly waitMs: number | null };

/** Longer than this nobody waits inside a job: the next hour is another run's. */
const WAIT_UP_TO_MS = 60_000;

async function once(url: string, method: string, token: string, body: unknown, signal: AbortSignal): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      signal,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'failed', status: 0, said: (error as Error).message, waitMs: null };
  }
  const text = await response.text();
  if (response.ok) return { kind: 'ok', value: text === '' ? null : (JSON.parse(text) as unknown) };
  const said = messageOf(text);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN) * 1000;
  const limited = response.status === 429 || (response.status === 403 && response.headers.get('x-ratelimit-remaining') === '0');
  if (response.status >= 500 || (limited && retryAfter <= WAIT_UP_TO_MS)) {
    return { kind: 'failed', status: response.status, said, waitMs: Number.isNaN(retryAfter) ? null : retryAfter };
  }
  return { kind: 'refused', status: response.status, said };
}

const problem = z.object({ message: z.string() });

function messageOf(text: string): string {
  try {
    return problem.parse(JSON.parse(text)).message;
  } catch {
    return text.slice(0, 200);
  }
}

function failure({ kind, said, status }: Exclude<Answer, { kind: 'ok' }>, what: string): MigrationError {
  const code: ErrorCode = kind === 'refused' ? 'GITHUB_REFUSED' : 'GITHUB_FAILED';
  const next =
    status === 403 || status === 404
      ? 'Give the job the permission that this call needs (permissions: in the workflow), or wait an hour where it is the rate limit.'
      : kind === 'refused'
        ? 'Mend what it names, then re-run this job.'
        : 'Re-run this job.';
  return new MigrationError(code, `GitHub answered ${status === 0 ? 'nothing' : status} to ${what}: ${printable(said)}`, { next });
}

const dispatched = z.object({ html_url: z.string().optional() }).nullable();

/** Starts the workflow of this run on its ref. @returns the page of the new run, or of the workflow's runs where GitHub names none */
export async function dispatchWorkflow(
  env: NodeJS.ProcessEnv,
  { inputs, token }: { readonly token: string; readonly inputs: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<string> {
  const { GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_WORKFLOW_REF: from } = env;
  // OWNER/NAME/.github/workflows/FILE@REF: the file that the run was started with, also when it called another one.
  const [, file, ref] = /\/\.github\/workflows\/([^@]+)@(.+)$/.exec(from ?? '') ?? [];
  if (repository === undefined || file === undefined || ref === undefined) {
    throw new MigrationError('USAGE', 'This is no job of a workflow: GITHUB_REPOSITORY or GITHUB_WORKFLOW_REF is missing', {
      next: 'Start the workflow by hand.',
    });
  }
  const path = `/repos/${repository}/actions/workflows/${encodeURIComponent(file)}/dispatches`;
  const answer = dispatched.parse(
    await callApi(env, { method: 'POST', path, token, body: { ref, inputs, return_run_details: true } }, signal),
  );
  return answer?.html_url ?? `${server}/${repository}/actions/workflows/${file}`;
}

const comments = z.array(z.object({ id: z.number(), html_url: z.string(), body: z.string() }));
/** GitHub takes 65,536 characters (docs: REST, "Create an issue comment"). */
const COMMENT_CHARS_UP_TO = 65_536;
const COMMENTS_PER_PAGE = 100;
/** A pull request with more comments than this gets a new one. */
const PAGES_UP_TO = 20;

/** One comment for each topic: written once, then brought up to date. @returns its page */
export async function writeComment(
  env: NodeJS.ProcessEnv,
  { body, number, token, topic }: { readonly token: string; readonly number: number; readonly topic: string; readonly body: string },
  signal: AbortSignal,
): Promise<string> {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const mark = `<!-- bucket-brigade: ${topic.replaceAll(/[^\w ./-]/g, '-')} -->`;
  const text = `${mark}\n${body}`;
  const cut =
    text.length <= COMMENT_CHARS_UP_TO
      ? text
      : `${text.slice(0, COMMENT_CHARS_UP_TO - 200)}\n\nCut here: the whole of it is in the run's summary.\n`;
  for (let page = 1; page <= PAGES_UP_TO; page += 1) {
    const path = `/repos/${repository}/issues/${number}/comments?per_page=${COMMENTS_PER_PAGE}&page=${page}`;
    const found = comments.parse(await callApi(env, { method: 'GET', path, token }, signal));
    const own = found.find((comment) => comment.body.startsWith(mark));
    if (own !== undefined) {
      const changed = { method: 'PATCH', path: `/repos/${repository}/issues/comments/${own.id}`, token, body: { body: cut } } as const;
      return comments.element.parse(await callApi(env, changed, signal)).html_url;
    }
    if (found.length < COMMENTS_PER_PAGE) break;
  }
  const added = { method: 'POST', path: `/repos/${repository}/issues/${number}/comments`, token, body: { body: cut } } as const;
  return comments.element.parse(await callApi(env, added, signal)).html_url;
}
