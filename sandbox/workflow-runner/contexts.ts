import { basename } from 'node:path';
import type { Workflow } from './workflow-tree.ts';

/** What is the same for every job of a run. */
export interface RunFacts {
  readonly id: string;
  readonly number: number;
  readonly attempt: number;
  readonly repository: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  readonly sha: string;
  readonly ref: string;
  readonly actor: string;
  readonly actorId: string;
  readonly event: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> };
  readonly eventFile: string;
  readonly entry: Workflow;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What a job or a step adds to the github context. */
export interface GithubPlace {
  /** Rule token.per-job: outside a job's steps there is none. */
  readonly token?: string;
  readonly job?: string;
  readonly workspace?: string;
  readonly action?: string;
  readonly action_path?: string;
  readonly action_repository?: string;
  readonly action_ref?: string;
  readonly output?: string;
  readonly state?: string;
  readonly env?: string;
  readonly path?: string;
  readonly step_summary?: string;
}

export function ownerOf(repository: string): string {
  return repository.split('/')[0] ?? repository;
}

/** `refs/heads/main` is `main` of type branch; a pull request's ref is `7/merge`. */
export function refName(ref: string): string {
  return ref.replace(/^refs\/(heads|tags|pull)\//, '');
}

export function refType(ref: string): 'branch' | 'tag' {
  return ref.startsWith('refs/tags/') ? 'tag' : 'branch';
}

/** owner/name/path@ref, as claims and contexts name a workflow file. */
export function workflowRef(workflow: Workflow, ref: string): string {
  return `${workflow.repository.name}/${workflow.file}@${ref}`;
}

export function githubContext(facts: RunFacts, place: GithubPlace = {}): Record<string, unknown> {
  const pullRequest = facts.event.payload['pull_request'] as { head?: { ref?: string }; base?: { ref?: string } } | undefined;
  return {
    actor: facts.actor,
    actor_id: facts.actorId,
    api_url: facts.apiUrl,
    base_ref: pullRequest?.base?.ref ?? '',
    event: facts.event.payload,
    event_name: facts.event.name,
    event_path: facts.eventFile,
    graphql_url: `${facts.apiUrl}/graphql`,
    head_ref: pullRequest?.head?.ref ?? '',
    ref: facts.ref,
    ref_name: refName(facts.ref),
    ref_protected: false,
    ref_type: refType(facts.ref),
    repository: facts.repository,
    repository_id: facts.repositoryId,
    repository_owner: ownerOf(facts.repository),
    repository_owner_id: facts.ownerId,
    repositoryUrl: `${facts.serverUrl.replace(/^https?/, 'git')}/${facts.repository}.git`,
    retention_days: '90',
    run_attempt: String(facts.attempt),
    run_id: facts.id,
    run_number: String(facts.number),
    secret_source: 'Actions',
    server_url: facts.serverUrl,
    sha: facts.sha,
    token: null,
    triggering_actor: facts.actor,
    workflow: facts.entry.name,
    workflow_ref: workflowRef(facts.entry, facts.ref),
    workflow_sha: facts.sha,
    ...place,
  };
}

/** What of the github context a process sees as GITHUB_* (runner: GitHubContext, _contextEnvAllowlist). */
const IN_ENVIRONMENT =
  'action action_path action_ref action_repository actor actor_id api_url base_ref env event_name event_path graphql_url head_ref job output path ref ref_name ref_protected ref_type repository repository_id repository_owner repository_owner_id retention_days run_attempt run_id run_number server_url sha state step_summary triggering_actor workflow workflow_ref workflow_sha workspace'.split(
    ' ',
  );

export function githubVariables(github: Readonly<Record<string, unknown>>): Record<string, string> {
  const shown = IN_ENVIRONMENT.filter((name) => typeof github[name] === 'string' || typeof github[name] === 'boolean');
  return Object.fromEntries(shown.map((name) => [`GITHUB_${name.toUpperCase()}`, String(github[name])]));
}

export interface RunnerFolders {
  readonly temp: string;
  readonly toolCache: string;
}

export function runnerContext({ temp, toolCache }: RunnerFolders): Record<string, string> {
  return {
    name: 'local',
    os: operatingSystem(),
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    temp,
    tool_cache: toolCache,
    environment: 'self-hosted',
    debug: '',
  };
}

export function runnerVariables(runner: Readonly<Record<string, string>>, workspace: string): Record<string, string> {
  const shown = Object.entries(runner).filter(([, value]) => value !== '');
  return {
    ...Object.fromEntries(shown.map(([name, value]) => [`RUNNER_${name.toUpperCase()}`, value])),
    RUNNER_WORKSPACE: workspace.slice(0, -basename(workspace).length - 1),
  };
}

function operatingSystem(): string {
  return process.platform === 'darwin' ? 'macOS' : 'Linux';
}

/** Rule env.clean. */
export function cleanEnvironment(parent: Readonly<Record<string, string | undefined>>, nodeFolder: string): Record<string, string> {
  const kept = Object.entries(parent).flatMap(([name, value]) =>
    value !== undefined && ['HOME', 'LANG', 'TMPDIR'].includes(name) ? [[name, value] as const] : [],
  );
  // `node` in a run step is the one that actions run with.
  const path = (parent['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(':').filter((folder) => folder !== nodeFolder);
  return { LANG: 'C.UTF-8', ...Object.fromEntries(kept), PATH: [nodeFolder, ...path].join(':') };
}
