import type { AnnotationLevel } from './commands.ts';
import { type GithubPlace, githubContext, type RunFacts } from './contexts.ts';
import type { StatusFunctions } from './expressions.ts';
import type { Guard } from './guard.ts';
import type { JobLog } from './job-log.ts';
import type { Masks } from './masks.ts';
import type { Annotation, StepOutcome } from './outcome.ts';
import type { EventSink } from './run-events.ts';
import { type JobStatus, LIMITS, type Result, type Timing } from './semantics.ts';
import type { Action, Repository, WorkflowTree } from './workflow-tree.ts';

/** What steps need of the run around them. */
export interface StepServices {
  readonly runFolder: string;
  readonly facts: RunFacts;
  readonly tree: WorkflowTree;
  /** What a process gets before anything of the workflow (rule env.clean), with what the run adds to it. */
  readonly machineEnvironment: Readonly<Record<string, string>>;
  readonly hasBash: boolean;
  readonly timing: Timing;
  readonly now: () => number;
  readonly emit: EventSink;
  /** A second Ctrl-C: nothing more is evaluated or run. */
  readonly killed: AbortSignal;
}

export interface StepContext {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: Result;
  readonly conclusion: Result;
}

/** An action's post (or pre) step that waits for its time. */
export type PendingStep = () => Promise<void>;

/** A leg while it runs: what its steps share and change. */
export interface Leg {
  readonly services: StepServices;
  readonly guard: Guard;
  readonly key: string;
  readonly name: string;
  readonly place: GithubPlace;
  readonly masks: Masks;
  readonly log: JobLog;
  /** Scratch of the leg, and where it keeps summaries; the second relative to the run folder, too. */
  readonly temp: string;
  readonly summaries: { readonly folder: string; readonly relative: string };
  readonly workspace: string;
  /** RUNNER_*, the tracking id and, with id-token: write, where to ask for a token. */
  readonly variables: Readonly<Record<string, string>>;
  /** needs, inputs, vars, secrets, strategy, matrix, runner. */
  readonly contexts: Readonly<Record<string, unknown>>;
  /** Workflow and job env, then what GITHUB_ENV adds. */
  readonly environment: Map<string, string>;
  readonly prependedPaths: string[];
  readonly posts: PendingStep[];
  readonly outcomes: StepOutcome[];
  readonly annotations: Annotation[];
  readonly cancel: AbortSignal;
  status: JobStatus;
  hasCheckout: boolean;
}

/** Where a step stands: in the job itself, or in a composite action. */
export interface StepScope {
  readonly steps: Record<string, StepContext>;
  readonly inputs: unknown;
  readonly env: () => Readonly<Record<string, string>>;
  readonly status: () => StatusFunctions;
  readonly onConclusion: (conclusion: Result) => void;
  readonly repository: Repository;
  readonly defaults: { readonly shell?: string | undefined; readonly workingDirectory?: string | undefined };
  /** The composite action around it. */
  readonly action?: Action;
  /** Ends with the composite step around it. */
  readonly interrupt?: AbortSignal;
}

/** What an expression of a step sees. */
export function stepContexts(
  leg: Leg,
  scope: StepScope,
  env: Readonly<Record<string, string>>,
  place: GithubPlace,
): Record<string, unknown> {
  return {
    ...leg.contexts,
    inputs: scope.inputs,
    github: githubContext(leg.services.facts, { ...leg.place, ...place }),
    job: { status: leg.status },
    steps: scope.steps,
    env,
  };
}

export type Annotate = (level: AnnotationLevel, message: string, properties?: Readonly<Record<string, string>>) => void;

/** Rules command.annotations, mask.everywhere. One per step: the counts are the step's. */
export function annotator(leg: Leg, step: string | undefined): Annotate {
  const counts: Record<AnnotationLevel, number> = { error: 0, warning: 0, notice: 0 };
  return (level, message, properties = {}) => {
    leg.log.line(`##[${level}]${message}`);
    counts[level] += 1;
    if (counts[level] > LIMITS.annotationsPerStepAndLevel) return;
    const line = Number(properties['line']);
    const annotation: Annotation = {
      level,
      message: leg.masks.hide(message).slice(0, LIMITS.annotationMessageChars),
      ...(properties['title'] === undefined ? {} : { title: leg.masks.hide(properties['title']) }),
      ...(properties['file'] === undefined ? {} : { file: properties['file'] }),
      ...(Number.isInteger(line) && line > 0 ? { line } : {}),
      job: leg.name,
      ...(step === undefined ? {} : { step: leg.masks.hide(step) }),
    };
    leg.annotations.push(annotation);
    leg.services.emit({ type: 'annotation', annotation });
  };
}
