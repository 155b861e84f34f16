import { refName } from '../workflow-runner/contexts.ts';
import { findRun, type RunInBrief } from '../workflow-runner/run-state.ts';
import { type ApiAnswer, notFound } from './answers.ts';
import type { Call } from './call.ts';

export async function getRun({ access, params, runs }: Call): Promise<ApiAnswer> {
  const run = await findRun(runs, params['id'] ?? '');
  if (run === null || run.repository.toLowerCase() !== access.facts.repository.toLowerCase()) throw notFound();
  return { status: 200, body: workflowRun(run, access.facts) };
}

interface Urls {
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly repository: string;
}

/** Where a run is found, by programs and by persons. */
export function runUrls(id: string, { apiUrl, repository, serverUrl }: Urls): { run_url: string; html_url: string } {
  return {
    run_url: `${apiUrl}/repos/${repository}/actions/runs/${id}`,
    html_url: `${serverUrl}/${repository}/actions/runs/${id}`,
  };
}

function workflowRun(run: RunInBrief, urls: Urls): Record<string, unknown> {
  const { run_url: url, html_url } = runUrls(run.id, urls);
  return {
    id: Number(run.id),
    name: run.workflow.name,
    path: run.workflow.file,
    display_title: run.workflow.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_sha: run.sha,
    head_branch: refName(run.ref),
    url,
    html_url,
    actor: { login: run.actor },
    created_at: run.createdAt,
    updated_at: run.updatedAt,
  };
}
