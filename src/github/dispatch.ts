import { z } from 'zod';
import { MigrationError, printable } from '../errors.ts';
import { askApi, failure, parseAnswer, variableOf, type ApiCall, type Github } from './api.ts';

const dispatched = z.object({ html_url: z.string().optional() }).nullable();

export interface Successor {
  readonly token: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/**
 * Starts the workflow of this run on its ref. A repeat after a lost answer may start it twice: the second run waits for the first, as
 * all runs of a migration do, and finds its work done. @returns the page of the new run, or of the workflow's runs where GitHub names none
 */
export async function dispatchWorkflow(github: Github, { inputs, token }: Successor): Promise<string> {
  const repository = variableOf(github, 'GITHUB_REPOSITORY');
  // OWNER/NAME/.github/workflows/FILE@REF: the file that the run was started with, also when it called another one.
  const [, file, ref] = /\/\.github\/workflows\/([^@]+)@(.+)$/.exec(variableOf(github, 'GITHUB_WORKFLOW_REF')) ?? [];
  if (file === undefined || ref === undefined) {
    throw new MigrationError('USAGE', `GITHUB_WORKFLOW_REF names no workflow file: ${printable(github.env['GITHUB_WORKFLOW_REF'] ?? '')}`, {
      next: 'Start the workflow by hand.',
    });
  }
  const path = `/repos/${repository}/actions/workflows/${encodeURIComponent(file)}/dispatches`;
  const call: ApiCall = { method: 'POST', path, token, body: { ref, inputs, return_run_details: true } };
  const answer = await askApi(github, call);
  if (answer.kind === 'ok') {
    const server = github.env['GITHUB_SERVER_URL'] ?? 'https://github.com';
    return parseAnswer(dispatched, answer.value, call)?.html_url ?? `${server}/${repository}/actions/workflows/${file}`;
  }
  throw (answer.status === 422 ? unfitWorkflow(answer.said, { file, ref, inputs }) : null) ?? failure(answer, call, github.clock);
}

/**
 * Who calls migrate.yml from a workflow of his own is dispatched with that workflow, which then has to take what a successor is given.
 * GitHub's words as observed (benc-uk/workflow-dispatch#80); its reference has none for this.
 */
function unfitWorkflow(
  said: string,
  { file, inputs, ref }: { readonly file: string; readonly ref: string; readonly inputs: Successor['inputs'] },
): MigrationError | null {
  const place = `.github/workflows/${file}`;
  const refuse = (what: string, mend: string) =>
    new MigrationError('GITHUB_REFUSED', `GitHub cannot start ${place} on ${ref} as the successor: ${what}`, {
      next: `${mend} on ${ref} (docs/guide.md, "From another repository"), then re-run this job.`,
      details: {
        given: Object.entries(inputs)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
      },
    });
  const unexpected = namesIn(/^Unexpected inputs provided: (\[.*\])/.exec(said)?.[1]);
  if (unexpected.length > 0) {
    const names = unexpected.join(', ');
    return refuse(`it does not take ${names}`, `Add ${names} to on.workflow_dispatch.inputs of ${place}, and give them to migrate.yml`);
  }
  if (/does not have '?workflow_dispatch'? trigger/.test(said)) {
    const names = Object.keys(inputs).join(', ');
    return refuse(
      'it has no workflow_dispatch',
      `Give ${place} on.workflow_dispatch with the inputs ${names}, and give them to migrate.yml`,
    );
  }
  const required = /^Required input '([^']*)' not provided/.exec(said)?.[1];
  if (required === undefined) return null;
  const name = printable(required);
  return refuse(`it requires ${name}, which no successor is given`, `Give the input ${name} of ${place} a default, or make it optional`);
}

function namesIn(list: string | undefined): string[] {
  try {
    return z
      .array(z.string())
      .parse(JSON.parse(list ?? ''))
      .map(printable);
  } catch {
    return [];
  }
}
