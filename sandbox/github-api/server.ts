import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiAnswer, ApiRefusal } from './answers.ts';
import { rateLimit } from './rate-limit.ts';
import type { ApiTools, JobAccess } from './call.ts';
import { answerCall } from './routes.ts';

/** GitHub's REST API, as far as our workflows call it: what stands behind GITHUB_API_URL. */
export interface GithubApi {
  /** A job's GITHUB_TOKEN, good until it is closed (rule token.per-job). */
  readonly open: (access: JobAccess) => { readonly token: string; readonly close: () => void };
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

const BODY_BYTES_UP_TO = 4 * 1024 * 1024;

export function createGithubApi(tools: ApiTools): GithubApi {
  const jobs = new Map<string, JobAccess>();
  const answer = async (request: IncomingMessage): Promise<ApiAnswer> => {
    const header = request.headers.authorization;
    const access = jobs.get(/^(?:bearer|token) (.+)$/i.exec(header ?? '')?.[1] ?? '');
    if (access === undefined) throw new ApiRefusal(401, header === undefined ? 'Requires authentication' : 'Bad credentials');
    const url = new URL(`${access.facts.apiUrl}${request.url ?? '/'}`);
    const method = request.method ?? 'GET';
    const asksForTheLimit = url.pathname === '/rate_limit' && method === 'GET';
    const limit = await rateLimit(tools.runs, tools.now(), !asksForTheLimit);
    try {
      if (asksForTheLimit) return { status: 200, headers: limit.headers, body: { resources: { core: limit.told }, rate: limit.told } };
      if (limit.isExceeded) throw new ApiRefusal(403, 'API rate limit exceeded for installation.');
      const body = await readBody(request);
      const answered = await answerCall({ ...tools, access, method, url, query: url.searchParams, body });
      return { ...answered, headers: { ...limit.headers, ...answered.headers } };
    } catch (thrown) {
      if (!(thrown instanceof ApiRefusal)) throw thrown;
      return { ...thrown.answer, headers: { ...limit.headers, ...thrown.answer.headers } };
    }
  };
  return {
    open: (access) => {
      const token = `ghs_${randomBytes(18).toString('hex')}`;
      jobs.set(token, access);
      return { token, close: () => void jobs.delete(token) };
    },
    handle: (request, response) => {
      const trouble = tools.trouble?.(request.method ?? 'GET', request.url ?? '/') ?? null;
      if (trouble === 'hung-up') return void response.destroy();
      if (trouble === 'silent') return;
      (trouble === null || trouble === 'lost' ? answer(request) : Promise.resolve(trouble))
        .catch((thrown: unknown): ApiAnswer => {
          if (thrown instanceof ApiRefusal) return thrown.answer;
          return { status: 500, body: { message: `The local runner's stand-in for GitHub failed: ${String(thrown)}` } };
        })
        .then(({ body, headers, status }) => {
          if (trouble === 'lost') return void response.destroy();
          const isPage = typeof body === 'string';
          response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json; charset=utf-8', ...headers });
          response.end(body === undefined || isPage ? body : JSON.stringify(body));
        })
        // The caller has gone away.
        .catch(() => response.destroy());
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES_UP_TO) throw new ApiRefusal(413, 'Payload too large');
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString('utf8');
  if (text.trim() === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text) as unknown;
  } catch {
    throw new ApiRefusal(400, 'Problems parsing JSON');
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new ApiRefusal(400, 'Body should be a JSON object');
}
