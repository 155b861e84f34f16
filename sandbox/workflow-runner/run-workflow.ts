import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type GroupGrant, joinGroup } from './concurrency.ts';
import { cleanEnvironment } from './contexts.ts';
import { startGuard } from './guard.ts';
import { runJobs } from './jobs.ts';
import type { JobServices } from './legs.ts';
import { startTokenEndpoint, type SubjectStyle } from './oidc.ts';
import type { Annotation, JobOutcome, RunOutcome } from './outcome.ts';
import type { EventSink } from './run-events.ts';
import { attemptFolders, createRunFolder, readRunOutcome, writeRunOutcome, writeRunSummary } from './run-folder.ts';
import { prepareRun, runFacts, type RunSettings, runSettings } from './run-start.ts';
import { createRunStop, type RunStop } from './run-stop.ts';
import { readSandboxState } from './sandbox-state.ts';
import { type JobStatus, PLATFORM_TIMING, runConclusion, type Timing } from './semantics.ts';
import { createSlots } from './slots.ts';
import { isForkEvent, type Trigger } from './triggers.ts';

export interface RunOptions {
  /** The workflow file; a re-run knows its own. */
  readonly file: string | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly event: { readonly name?: string | undefined; readonly payload: Readonly<Record<string, unknown>> } | null;
  /** Where runs are kept. */
  readonly runs: string;
  /** The starter's environment: PATH, HOME, LANG and TMPDIR of it reach jobs, nothing else. */
  readonly parentEnvironment: Readonly<Record<string, string | undefined>>;
  /** What the machine adds to every job's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** A sandbox's state file: jobs talk to its AWS, and tokens are signed by its issuer. */
  readonly sandbox: string | null;
  readonly jobsAtOnce: number;
  readonly repository: RepositoryFacts;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly subjectStyle: SubjectStyle;
  /** Environments with reviewers, and who answers for them. */
  readonly reviewedEnvironments: readonly string[];
  readonly approve: (environment: string, job: string, signal: AbortSignal) => Promise<boolean>;
  /** The number or folder of a run whose failed jobs run again. */
  readonly rerunFailed: string | null;
  readonly cancel: AbortSignal;
  readonly kill: AbortSignal;
  readonly onEvent: EventSink;
  readonly now: () => number;
  readonly timing: Timing;
}

export interface RepositoryFacts {
  /** Null: the one that the sandbox's AWS trusts, or the default. */
  readonly name: string | null;
  /** Its folder; without one, that above `.github/workflows/`. */
  readonly root?: string | undefined;
  /** Folders of other repositories, by owner/name. */
  readonly folders: Readonly<Record<string, string>>;
  readonly id: string;
  readonly ownerId: string;
  readonly ref: string;
  readonly actor: string;
}

const DEFAULT_REPOSITORY = 'example/checkout-history';

/** What a run is when nothing else is said: the starter gives what it must know, and what it wants otherwise. */
export function runOptions(given: Partial<RunOptions> & Pick<RunOptions, 'file' | 'parentEnvironment' | 'jobsAtOnce'>): RunOptions {
  const never = new AbortController().signal;
  return {
    inputs: {},
    event: null,
    runs: '.runs',
    environment: {},
    sandbox: null,
    repository: { name: null, folders: {}, id: '2002', ownerId: '1001', ref: 'refs/heads/main', actor: 'local' },
    vars: {},
    secrets: {},
    subjectStyle: 'old',
    reviewedEnvironments: ['approve'],
    approve: () => Promise.resolve(false),
    rerunFailed: null,
    cancel: never,
    kill: never,
    onEvent: () => undefined,
    now: () => Date.now(),
    timing: PLATFORM_TIMING,
    ...given,
  };
}

/** Runs a workflow file as GitHub would. @throws MigrationError for what keeps it from starting; what happens later is in the outcome. */
export async function runWorkflow(options: RunOptions): Promise<RunOutcome> {
  const { now, onEvent } = options;
  const previous = options.rerunFailed === null ? null : await readRunOutcome(options.runs, options.rerunFailed);
  const sandbox = options.sandbox === null ? null : await readSandboxState(options.sandbox);
  const repository = previous?.repository ?? options.repository.name ?? sandbox?.repository ?? DEFAULT_REPOSITORY;
  const { tree, trigger } = await prepareRun(options, repository, previous);
  const startedAt = now();
  const attempt = (previous?.attempt ?? 0) + 1;
  await using cleanup = new AsyncDisposableStack();
  const endpoint = cleanup.adopt(await startTokenEndpoint(sandbox?.signer ?? null, now), ({ close }) => close());
  const { number, folder } = previous ?? (await createRunFolder(options.runs));
  const facts = await runFacts(options, previous, {
    tree,
    trigger,
    repository,
    number,
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
  onEvent({ type: 'run-started', number, attempt, workflow: settings.title, folder, jobs: Object.keys(tree.entry.definition.jobs) });
  const { jobs, conclusion } = await runInGroup(services, settings, stop, trigger, previous?.jobs ?? null);
  const finishedAt = now();
  const outcome: RunOutcome = {
    version: 'run/1',
    number,
    id: facts.id,
    attempt,
    workflow: { file: tree.entry.file, name: tree.entry.name, title: settings.title },
    repository: facts.repository,
    root: tree.entry.repository.root,
    ref: facts.ref,
    sha: facts.sha,
    actor: facts.actor,
    event: { name: trigger.name, payload: { ...trigger.payload } },
    inputs: Object.fromEntries(Object.entries(trigger.inputs).map(([name, value]) => [name, String(value)])),
    conclusion,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    durationMs: finishedAt - startedAt,
    folder,
    jobs,
    annotations,
  };
  await writeRunOutcome(outcome);
  await writeRunSummary(outcome);
  onEvent({ type: 'run-finished', conclusion, outcome });
  return outcome;
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
