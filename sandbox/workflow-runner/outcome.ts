import { z } from 'zod';

/** run.json: everything that a run came to. Parsed again when it is re-run. */
const result = z.enum(['success', 'failure', 'cancelled', 'skipped']);
const moment = z.iso.datetime();

const annotation = z.strictObject({
  level: z.enum(['error', 'warning', 'notice']),
  message: z.string(),
  title: z.string().optional(),
  file: z.string().optional(),
  line: z.number().optional(),
  /** The leg's name and the step's; absent for what concerns the whole job. */
  job: z.string(),
  step: z.string().optional(),
});

const step = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  stage: z.enum(['pre', 'main', 'post']),
  outcome: result,
  /** Differs from the outcome where continue-on-error forgave a failure. */
  conclusion: result,
  startedAt: moment,
  durationMs: z.number(),
  exitCode: z.number().optional(),
  outputs: z.record(z.string(), z.string()),
  /** The step's summary, relative to the run folder. */
  summary: z.string().optional(),
});

const leg = z.strictObject({
  key: z.string(),
  name: z.string(),
  index: z.number(),
  matrix: z.record(z.string(), z.unknown()).nullable(),
  result,
  /** In which attempt of the run it ran. */
  attempt: z.number(),
  /** When it finished among the legs of its job: outputs merge in this order. */
  finishedAt: moment,
  startedAt: moment,
  durationMs: z.number(),
  environment: z.string().optional(),
  outputs: z.record(z.string(), z.string()),
  steps: z.array(step),
  /** Relative to the run folder. Absent for a leg that never started, and for one that calls a workflow. */
  log: z.string().optional(),
  get jobs(): z.ZodOptional<z.ZodArray<typeof job>> {
    return z.array(job).optional();
  },
});

const job = z.strictObject({
  id: z.string(),
  name: z.string(),
  needs: z.array(z.string()),
  /** As dependents see it in needs.<job>.result. */
  result,
  /** What it was before continue-on-error. */
  outcome: result,
  outputs: z.record(z.string(), z.string()),
  startedAt: moment,
  finishedAt: moment,
  durationMs: z.number(),
  legs: z.array(leg),
});

const runName = z.strictObject({ number: z.number(), id: z.string() });

export const runOutcomeSchema = z.strictObject({
  version: z.literal('run/1'),
  number: z.number(),
  id: z.string(),
  attempt: z.number(),
  workflow: z.strictObject({ file: z.string(), name: z.string(), title: z.string() }),
  repository: z.string(),
  root: z.string(),
  ref: z.string(),
  sha: z.string(),
  actor: z.string(),
  event: z.strictObject({ name: z.string(), payload: z.record(z.string(), z.unknown()) }),
  inputs: z.record(z.string(), z.string()),
  /** The run whose job has asked for this one, and the runs that jobs of this one have asked for, in any attempt. */
  dispatchedBy: runName.optional(),
  dispatched: z.array(runName.extend({ file: z.string() })).default([]),
  conclusion: z.enum(['success', 'failure', 'cancelled']),
  startedAt: moment,
  finishedAt: moment,
  durationMs: z.number(),
  /** The run folder. */
  folder: z.string(),
  jobs: z.array(job),
  annotations: z.array(annotation),
});

export type Annotation = z.infer<typeof annotation>;
export type StepOutcome = z.infer<typeof step>;
export type LegOutcome = z.infer<typeof leg>;
export type JobOutcome = z.infer<typeof job>;
export type RunOutcome = z.infer<typeof runOutcomeSchema>;
