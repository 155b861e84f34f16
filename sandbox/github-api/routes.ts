import type { EffectivePermissions } from '../workflow-runner/semantics.ts';
import { type ApiAnswer, ApiRefusal, notFound, unsupported } from './answers.ts';
import type { Call } from './call.ts';
import { createCheckRun, updateCheckRun } from './check-runs.ts';
import { createComment, listComments, updateComment } from './comments.ts';
import { dispatchWorkflow } from './dispatches.ts';
import { getRun } from './workflow-runs.ts';

interface Need {
  readonly scope: string;
  readonly level: 'read' | 'write';
}

interface Route {
  readonly method: string;
  /** Below /repos/OWNER/NAME. */
  readonly path: RegExp;
  /** One of them is enough. */
  readonly needs: readonly Need[];
  readonly answer: (call: Call) => Promise<ApiAnswer>;
}

const read = (...scopes: string[]): Need[] => scopes.map((scope) => ({ scope, level: 'read' }));
const write = (...scopes: string[]): Need[] => scopes.map((scope) => ({ scope, level: 'write' }));

/** What each call does, and the permission that GitHub wants for it (docs: permissions required for GitHub Apps). */
const ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/actions\/workflows\/(?<file>[^/]+)\/dispatches$/, needs: write('actions'), answer: dispatchWorkflow },
  { method: 'GET', path: /^\/actions\/runs\/(?<id>\d+)$/, needs: read('actions'), answer: getRun },
  { method: 'GET', path: /^\/issues\/(?<number>[1-9]\d*)\/comments$/, needs: read('issues', 'pull-requests'), answer: listComments },
  { method: 'POST', path: /^\/issues\/(?<number>[1-9]\d*)\/comments$/, needs: write('issues', 'pull-requests'), answer: createComment },
  { method: 'PATCH', path: /^\/issues\/comments\/(?<id>\d+)$/, needs: write('issues', 'pull-requests'), answer: updateComment },
  { method: 'POST', path: /^\/check-runs$/, needs: write('checks'), answer: createCheckRun },
  { method: 'PATCH', path: /^\/check-runs\/(?<id>\d+)$/, needs: write('checks'), answer: updateCheckRun },
];

/** First words of what GitHub has below a repository, and below its root: there, 404 would be a lie. */
const IN_A_REPOSITORY =
  /^(?:\/(?:actions|artifacts|attestations|branches|check-runs|check-suites|code-scanning|collaborators|comments|commits|compare|contents|contributors|dependabot|dependency-graph|deployments|dispatches|environments|events|forks|git|hooks|issues|labels|languages|license|merges|milestones|notifications|pages|pulls|readme|releases|rulesets|rules|secret-scanning|stargazers|statuses|stats|subscribers|subscription|tags|tarball|teams|topics|traffic|zipball)(?:\/.*)?)?$/;
const AT_THE_ROOT =
  /^\/(?:advisories|app|apps|emojis|enterprises|events|feeds|gists|gitignore|graphql|installation|issues|licenses|markdown|meta|notifications|octocat|organizations|orgs|repositories|search|teams|user|users|versions|zen)?(?:\/.*)?$/;

/** The answer to a call of a known job. @throws ApiRefusal */
export async function answerCall(request: { readonly method: string } & Omit<Call, 'params'>): Promise<ApiAnswer> {
  const { access, method, url } = request;
  const asked = `${method} ${url.pathname}`;
  const [, owner = '', name = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  if (owner === '') throw AT_THE_ROOT.test(url.pathname) ? unsupported(asked) : notFound();
  // Rule api.own-repository-only.
  if (`${owner}/${name}`.toLowerCase() !== access.facts.repository.toLowerCase()) throw notFound();
  for (const route of ROUTES) {
    const match = route.method === method ? route.path.exec(rest) : null;
    if (match === null) continue;
    // Rule api.permission: alternatives are parted by semicolons, and are told with every answer.
    const accepted = route.needs.map(({ scope, level }) => `${scope.replaceAll('-', '_')}=${level}`).join('; ');
    const allowed = route.needs.some((need) => allows(access.permissions, need));
    const answer = allowed
      ? await route.answer({ ...request, params: decoded(match.groups ?? {}) }).catch(refusalsAnswer)
      : new ApiRefusal(403, 'Resource not accessible by integration').answer;
    return { ...answer, headers: { 'x-accepted-github-permissions': accepted, ...answer.headers } };
  }
  throw IN_A_REPOSITORY.test(rest) ? unsupported(asked) : notFound();
}

function refusalsAnswer(thrown: unknown): ApiAnswer {
  if (thrown instanceof ApiRefusal) return thrown.answer;
  throw thrown;
}

function allows(permissions: EffectivePermissions, { scope, level }: Need): boolean {
  const given = permissions[scope] ?? 'none';
  return given === 'write' || given === level;
}

function decoded(params: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw notFound();
  }
}
