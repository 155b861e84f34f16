import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JobOutcome, LegOutcome, RunOutcome, StepOutcome } from '../../../sandbox/workflow-runner/outcome.ts';
import type { RunEvent } from '../../../sandbox/workflow-runner/run-events.ts';
import { type RunOptions, runOptions } from '../../../sandbox/workflow-runner/run-options.ts';
import { runWorkflow } from '../../../sandbox/workflow-runner/run-workflow.ts';
import { PLATFORM_TIMING, RULES, type RuleName } from '../../../sandbox/workflow-runner/semantics.ts';

/** The title of the tests that pin a rule: rules.test.ts wants each rule named by one. */
export function rule(name: RuleName): string {
  return `${name}: ${RULES[name]}`;
}

/** Fifty times faster than the platform, minutes more so; long enough for a process on a busy machine to answer. */
export const FAST = { ...PLATFORM_TIMING, interruptMs: 150, terminateMs: 150, streamDrainMs: 100, minuteMs: 100 };

export const JOB = 'runs-on: ubuntu-latest';
export const CHECKOUT = 'uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1';

export type Files = Readonly<Record<string, string>>;

export async function folderOf(files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'workflow-runner-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
}

export interface Ran {
  readonly outcome: RunOutcome;
  readonly events: readonly RunEvent[];
  readonly root: string;
  readonly job: (id: string) => JobOutcome;
  readonly leg: (id: string, index?: number) => LegOutcome;
  readonly step: (job: string, id: string) => StepOutcome;
  /** Results by job, as dependents see them. */
  readonly results: Readonly<Record<string, string>>;
  readonly log: (key: string, attempt?: number) => Promise<string>;
  readonly messages: (level?: 'error' | 'warning' | 'notice') => string[];
}

export type Given = Partial<Omit<RunOptions, 'file'>> & { readonly files?: Files; readonly root?: string };

/** Runs one workflow, `on: workflow_dispatch` unless it says otherwise, in a repository of its own. */
export async function run(yaml: string, { files = {}, root: given, ...options }: Given = {}): Promise<Ran> {
  const content = /^on:/m.test(yaml) ? yaml : `on: workflow_dispatch\n${yaml}`;
  const root = given ?? (await folderOf({ ...files, '.github/workflows/w.yml': content }));
  const events: RunEvent[] = [];
  const outcome = await runWorkflow(
    runOptions({
      file: join(root, '.github/workflows/w.yml'),
      runs: join(root, '.runs'),
      parentEnvironment: process.env,
      jobsAtOnce: 4,
      timing: FAST,
      ...options,
      onEvent: (event) => {
        events.push(event);
        options.onEvent?.(event);
      },
    }),
  );
  return look(outcome, events, root);
}

function look(outcome: RunOutcome, events: readonly RunEvent[], root: string): Ran {
  const job = (id: string): JobOutcome =>
    must(
      outcome.jobs.find((candidate) => candidate.id === id),
      `job ${id}`,
    );
  const leg = (id: string, index = 0): LegOutcome =>
    must(
      job(id).legs.find((candidate) => candidate.index === index),
      `leg ${index} of ${id}`,
    );
  return {
    outcome,
    events,
    root,
    job,
    leg,
    step: (id, step) =>
      must(
        leg(id).steps.find((candidate) => candidate.id === step && candidate.stage === 'main'),
        `step ${step} of ${id}`,
      ),
    results: Object.fromEntries(outcome.jobs.map(({ id, result }) => [id, result])),
    log: async (key, attempt = outcome.attempt) => {
      const text = await readFile(join(outcome.folder, `attempt-${attempt}`, 'logs', `${key}.log`), 'utf8');
      // Without the time that each line begins with.
      return text.replaceAll(/^\S+ /gm, '');
    },
    messages: (level) =>
      outcome.annotations.filter((annotation) => level === undefined || annotation.level === level).map(({ message }) => message),
  };
}

export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`There is no ${what}`);
  return value;
}

/** One job, called `job`, with these steps as YAML list items. */
export function steps(...items: string[]): string {
  const list = items.map((item) => `      - ${item.trim().replaceAll('\n', '\n        ')}`).join('\n');
  return `jobs:\n  job:\n    ${JOB}\n    steps:\n${list}\n`;
}

/** A JS action: its folder's files. `main` and `post` are CommonJS. */
export function action(
  folder: string,
  { main = '', pre, post, more = '', inputs = '' }: { main?: string; pre?: string; post?: string; more?: string; inputs?: string },
): Files {
  const script = (name: string, code: string | undefined): Files => (code === undefined ? {} : { [`${folder}/dist/${name}.js`]: code });
  const key = (name: string, code: string | undefined): string => (code === undefined ? '' : `\n  ${name}: dist/${name}.js`);
  return {
    [`${folder}/action.yml`]: `name: ${folder}\ndescription: a test's\n${inputs}runs:\n  using: node24${key('main', main)}${key('pre', pre)}${key('post', post)}${more}\n`,
    ...script('main', main),
    ...script('pre', pre),
    ...script('post', post),
  };
}

/** Resolves when the condition holds; a test that waits for ever fails by its own timeout. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

let sleeps = 0;

/** A number of seconds to sleep that no other test sleeps, here or in a run beside this one: how a process is found again. */
export function ownSeconds(): string {
  sleeps += 1;
  return `7${process.pid}.${process.hrtime.bigint() % 1_000_000n}${sleeps}`;
}

/** Processes that sleep so long. */
export async function sleepers(seconds: string): Promise<number[]> {
  return processesWith(`sleep\u0000${seconds}`);
}

/** None sleeps so long any more: a process that was killed is there until the system has come round to it. */
export async function gone(seconds: string): Promise<void> {
  await until(async () => (await sleepers(seconds)).length === 0);
}

/** Processes whose command line or environment holds the text. */
export async function processesWith(text: string): Promise<number[]> {
  const { readdir } = await import('node:fs/promises');
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const read = async (id: string): Promise<string> => {
    const parts = await Promise.all(['cmdline', 'environ'].map((file) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')));
    return parts.join('\n');
  };
  const held = await Promise.all(ids.map(async (id) => ((await read(id)).includes(text) ? [Number(id)] : [])));
  return held.flat();
}
