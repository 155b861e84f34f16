import { generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { mintToken } from '../oidc/token.ts';
import { githubContext, ownerOf, type RunFacts, workflowRef } from './contexts.ts';
import type { Workflow } from './workflow-tree.ts';

/** Who signs: the sandbox's issuer, which its AWS trusts, or a key of this run alone. */
export interface TokenSigner {
  readonly issuer: string;
  readonly privateKey: KeyObject;
  readonly keyId: string;
}

async function freshSigner(issuer: string): Promise<TokenSigner> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { issuer, privateKey, keyId: randomUUID() };
}

/** The two forms of `sub`: of repositories made after 2026-07-15 with ids, of older ones without. */
export type SubjectStyle = 'old' | 'new';

export interface TokenOwner {
  readonly facts: RunFacts;
  readonly workflow: Workflow;
  readonly environment: string | null;
  readonly style: SubjectStyle;
}

/** Rule oidc.subject. */
export function tokenSubject({ facts, environment, style }: Omit<TokenOwner, 'workflow'>): string {
  const [owner = '', name = ''] = facts.repository.split('/');
  const repository = style === 'old' ? facts.repository : `${owner}@${facts.ownerId}/${name}@${facts.repositoryId}`;
  const escaped = (text: string) => text.replaceAll(':', '%3A');
  if (environment !== null) return `repo:${repository}:environment:${escaped(environment)}`;
  return facts.event.name === 'pull_request' ? `repo:${repository}:pull_request` : `repo:${repository}:ref:${escaped(facts.ref)}`;
}

/** The claims that GitHub puts into a job's token (docs: reference/security/oidc), without the audience and the times. */
export function tokenClaims(owner: TokenOwner): Record<string, unknown> & { sub: string } {
  const { facts, workflow, environment } = owner;
  const github = githubContext(facts);
  const names = [
    'actor',
    'actor_id',
    'base_ref',
    'event_name',
    'head_ref',
    'ref',
    'ref_type',
    'repository',
    'repository_id',
    'repository_owner',
    'repository_owner_id',
  ];
  const more = ['run_attempt', 'run_id', 'run_number', 'sha', 'workflow', 'workflow_ref', 'workflow_sha'];
  return {
    jti: randomUUID(),
    sub: tokenSubject(owner),
    ...Object.fromEntries([...names, ...more].map((name) => [name, github[name]])),
    job_workflow_ref: workflowRef(workflow, facts.ref),
    job_workflow_sha: facts.sha,
    ref_protected: 'false',
    repository_visibility: 'private',
    runner_environment: 'self-hosted',
    ...(environment === null ? {} : { environment }),
  };
}

export interface TokenEndpoint {
  /** The base URL. */
  readonly url: string;
  /** What a job with id-token: write gets into its environment. Its bearer token is good until the leg is closed. */
  readonly open: (owner: TokenOwner) => { readonly variables: Record<string, string>; readonly close: () => void };
  readonly close: () => Promise<void>;
}

/** Without a signer of the sandbox's, the first request makes a key for this run. What asks for no token is for `api`. */
export async function startTokenEndpoint(known: TokenSigner | null, now: () => number, api: RequestListener): Promise<TokenEndpoint> {
  const owners = new Map<string, TokenOwner>();
  let signer = known === null ? undefined : Promise.resolve(known);
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
    };
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname !== '/token') return api(request, response);
    if (request.method !== 'GET') return answer(405, { message: 'Ask for a token with GET' });
    const owner = owners.get(/^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (owner === undefined) return answer(401, { message: 'The bearer token is not one of a running job' });
    const aud = url.searchParams.get('audience') ?? `${owner.facts.serverUrl}/${ownerOf(owner.facts.repository)}`;
    signer ??= freshSigner(baseUrl());
    signer.then(
      (key) => answer(200, { count: 1, value: mintToken({ ...key, claims: { ...tokenClaims(owner), aud }, nowSeconds: now() / 1000 }) }),
      (cause: Error) => answer(500, { message: cause.message }),
    );
  });
  const baseUrl = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = baseUrl();
  return {
    url,
    open: (owner) => {
      const bearer = randomUUID();
      owners.set(bearer, owner);
      return {
        // @actions/core adds `&audience=…` to the URL, so it must have a query already.
        variables: { ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer },
        close: () => owners.delete(bearer),
      };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
