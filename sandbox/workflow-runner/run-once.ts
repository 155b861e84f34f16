import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createGithubApi } from '../github-api/server.ts';
import { type GroupGrant, joinGroup } from './concurrency.ts';
import { cleanEnvironment, type RunFacts } from './contexts.ts';
import { startGuard } from './guard.ts';
import { runJobs } from './jobs.ts';
import type { JobServices } from './legs.ts';
import { startTokenEndpoint } from './oidc.ts';
import type { Annotation, JobOutcome, RunOutcome } from './outcome.ts';
import { attemptFolders, createRunFolder, readRunOutcome, writeRunOutcome, writeRunSummary } from './run-folder.ts';
import { prepareRun, runFacts, type RunSettings, runSettings } from './run-start.ts';
import { removeRunState, writeRunState } from './run-state.ts';
import { createRunStop, type RunStop } from './run-stop.ts';
import type { RunOptions } from './run-options.ts';
import { readSandboxState } from './sandbox-state.ts';
import { type JobStatus, runConclusion } from './semantics.ts';
import { createSlots } from './slots.ts';
import type { DispatchedRun, Successors } from './successors.ts';
import { isForkEvent, type Trigger } from './triggers.ts';

const DEFAULT_REPOSITORY = 'example/checkout-history';

export interface RunPlace {
  /** What asked for this run, where a run did. */
  readonly dispatched: DispatchedRun | null;
  /** Where runs go that this one asks for, and those that it has asked for. */
  readonly successors: Successors;
  readonly asked: (by: number) => readonly DispatchedRun[];
}

/** Runs a workflow file as GitHub would. @throws MigrationError for what keeps it from starting; what happens later is in the outcome. */
export async function runOnce(options: RunOptions, { asked, dispatched, successors }: RunPlace): Promise<RunOutcome> {
  const { now, onEvent } = options;
  const previous = options.rerunFailed === null ? null : await readRunOutcome(options.runs, options.rerunFailed);
  const sandbox = options.sandbox === null ? null : await readSandboxState(options.sandbox);
  const repository = previous?.repository ?? options.repository.name ?? sandbox?.repository ?? DEFAULT_REPOSITORY;
  const { tree, trigger } = await prepareRun(options, repository, previous);
  const startedAt = now();
  const attempt = (previous?.attempt ?? 0) + 1;
  await using cleanup = new AsyncDisposableStack();
  const api = createGithubApi({ runs: options.runs, repositoryFolders: options.repository.folders, successors, now });
  const endpoint = cleanup.adopt(await startTokenEndpoint(sandbox?.signer ?? null, now, api.handle), ({ close }) => close());
  const { number, folder } = previous ?? dispatched ?? (await createRunFolder(options.runs));
  const facts = await runFacts(options, previous, {
    tree,
    trigger,
    repository,
    number,
    dispatched,
    attempt,
    startedAt,
    eventFile: join(folder, 'event.json'),
    apiUrl: endpoint.url,
  });
  const settings = runSettings(tree, facts, trigger);
  const guard = cleanup.adopt(startGuard(), ({ close }) => close());
  const stop = cleanup.adopt(
    createRunStop({
      ...options,
      budgetMs: options.timing.cancelBudgetMs,
      onCancel: (reason) => onEvent({ type: 'run-cancelling', reason }),
    }),
    ({ close }) => close(),
  );
  const machine = {
    ...cleanEnvironment(options.parentEnvironment, dirname(process.execPath)),
    ...sandbox?.environment,
    ...options.environment,
  };
  const annotations: Annotation[] = [];
  const services: JobServices = {
    runFolder: folder,
    facts,
    tree,
    machineEnvironment: machine,
    hasBash: (machine['PATH'] ?? '').split(':').some((directory) => existsSync(join(directory, 'bash'))),
    timing: options.timing,
    now,
    emit: onEvent,
    killed: stop.killed,
    guard,
    folders: await attemptFolders(options.runs, folder, attempt),
    machines: createSlots(options.jobsAtOnce),
    endpoint,
    api,
    subjectStyle: options.subjectStyle,
    isFork: isForkEvent(trigger, facts.repository),
    hasReviewers: (environment) => options.reviewedEnvironments.includes(environment),
    approve: options.approve,
    runs: options.runs,
    runGroup: settings.group?.name ?? null,
    annotations,
    annotate: (annotation) => {
      annotations.push(annotation);
      onEvent({ type: 'annotation', annotation });
    },
  };
  await writeFile(facts.eventFile, `${JSON.stringify(trigger.payload, null, 2)}\n`);
  const workflow = { file: tree.entry.file, name: tree.entry.name, title: settings.title };
  await writeRunState(folder, inProgress(facts, workflow, startedAt));
  const dispatchedBy = dispatched?.by ?? previous?.dispatchedBy;
  onEvent({
    type: 'run-started',
    number,
    attempt,
    workflow: settings.title,
    folder,
    jobs: Object.keys(tree.entry.definition.jobs),
    dispatchedBy: dispatchedBy?.number ?? null,
  });
  const { jobs, conclusion } = await runInGroup(services, settings, stop, trigger, previous?.jobs ?? null);
  const finishedAt = now();
  const outcome: RunOutcome = {
    version: 'run/1',
    number,
    id: facts.id,
    attempt,
    workflow,
    repository: facts.repository,
    root: tree.entry.repository.root,
    ref: facts.ref,
    sha: facts.sha,
    actor: facts.actor,
    event: { name: trigger.name, payload: { ...trigger.payload } },
    inputs: Object.fromEntries(Object.entries(trigger.inputs).map(([name, value]) => [name, String(value)])),
    ...(dispatchedBy === undefined ? {} : { dispatchedBy }),
    dispatched: [
      ...(previous?.dispatched ?? []),
      ...asked(number).map((run) => ({ number: run.number, id: run.id, file: run.workflow.file })),
    ],
    conclusion,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    durationMs: finishedAt - startedAt,
    folder,
    jobs,
    annotations,
  };
  await writeRunOutcome(outcome);
  await removeRunState(folder);
  await writeRunSummary(outcome);
  onEvent({ type: 'run-finished', conclusion, outcome });
  return outcome;
}

function inProgress(facts: RunFacts, workflow: RunOutcome['workflow'], startedAt: number): Parameters<typeof writeRunState>[1] {
  const { actor, attempt, event, id, number, ref, repository, sha } = facts;
  const createdAt = new Date(startedAt).toISOString();
  return { id, number, attempt, workflow, repository, event: event.name, ref, sha, actor, status: 'in_progress', createdAt };
}

interface RunEnd {
  readonly jobs: JobOutcome[];
  readonly conclusion: JobStatus;
}

async function runInGroup(
  services: JobServices,
  { group }: RunSettings,
  stop: RunStop,
  trigger: Trigger,
  previous: readonly JobOutcome[] | null,
): Promise<RunEnd> {
  const { facts, tree, runs, annotate, emit } = services;
  let grant: GroupGrant | null = null;
  if (group !== null) {
    grant = await joinGroup({
      runs,
      group: group.name,
      queue: group.queue,
      cancelInProgress: group.cancelInProgress,
      holder: `run ${facts.number}`,
      signal: AbortSignal.any([stop.cancelled, stop.killed]),
      onWait: (holder) => emit({ type: 'run-waiting', reason: `concurrency group ${group.name}, held by ${holder}` }),
      onReplaced: () => stop.cancel(`a newer run asked for the concurrency group '${group.name}'`),
    });
  }
  if (grant?.kind === 'cancelled') {
    annotate({ level: 'error', message: `Cancelled: ${grant.reason}`, job: tree.entry.name });
    return { jobs: [], conclusion: 'cancelled' };
  }
  try {
    const jobs = await runJobs(services, {
      workflow: tree.entry,
      inputs: trigger.inputs,
      secrets: facts.secrets,
      caller: null,
      cancelled: stop.cancelled,
      previous,
    });
    const results = jobs.map(({ result }) => result);
    return { jobs, conclusion: stop.killed.aborted ? 'cancelled' : runConclusion(results, stop.cancelled.aborted) };
  } finally {
    await grant?.release();
  }
}
