import { z } from 'zod';

/**
 * A workflow file as this runner reads it. GitHub's parser has accepted the file before; these schemas are strict, so a key that GitHub
 * knows and this runner does not (services, container, background, …) is refused by name, never ignored.
 */
const template = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const mapping = z.record(z.string(), template);
const optionalMapping = mapping.nullish().transform((value) => value ?? {});

/** One of two shapes, chosen by a key: so that problems name the key at fault, and not every shape that did not fit. */
function byKey<A extends z.ZodType, B extends z.ZodType>(key: string, withKey: A, without: B) {
  return z.unknown().transform((value, context): z.output<A> | z.output<B> => {
    const schema = typeof value === 'object' && value !== null && key in value ? withKey : without;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
}

const permissionLevel = z.enum(['read', 'write', 'none']);
const permissions = z.union([z.enum(['read-all', 'write-all']), z.record(z.string(), permissionLevel)]);
const concurrency = z.union([
  z.string(),
  z.strictObject({
    group: template,
    'cancel-in-progress': z.union([z.boolean(), z.string()]).optional(),
    queue: z.enum(['single', 'max']).optional(),
  }),
]);
const environment = z.union([
  z.string(),
  z.strictObject({ name: z.string(), url: z.string().optional(), deployment: z.union([z.boolean(), z.string()]).optional() }),
]);
const defaults = z.strictObject({
  run: z.strictObject({ shell: z.string().optional(), 'working-directory': z.string().optional() }).optional(),
});
const needs = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((value) => (value === null || value === undefined ? [] : [value].flat()));

const vector = z.union([z.string(), z.array(z.unknown())]);
const strategy = z.strictObject({
  'fail-fast': z.union([z.boolean(), z.string()]).optional(),
  'max-parallel': z.union([z.number(), z.string()]).optional(),
  matrix: z.union([z.string(), z.record(z.string(), vector)]).optional(),
});

const stepBase = {
  id: z.string().optional(),
  name: template.optional(),
  if: template.optional(),
  env: optionalMapping,
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
  'timeout-minutes': z.union([z.number(), z.string()]).optional(),
};
const runStep = z.strictObject({
  ...stepBase,
  run: template,
  shell: z.string().optional(),
  'working-directory': z.string().optional(),
});
const usesStep = z.strictObject({ ...stepBase, uses: z.string(), with: optionalMapping });
export const stepSchema = byKey('uses', usesStep, runStep);

const jobBase = {
  name: template.optional(),
  needs,
  if: template.optional(),
  permissions: permissions.optional(),
  concurrency: concurrency.optional(),
  strategy: strategy.optional(),
};
const stepsJob = z.strictObject({
  ...jobBase,
  'runs-on': z.union([
    z.string(),
    z.array(z.string()),
    z.strictObject({ group: z.string().optional(), labels: z.union([z.string(), z.array(z.string())]).optional() }),
  ]),
  env: optionalMapping,
  environment: environment.optional(),
  outputs: optionalMapping,
  defaults: defaults.optional(),
  'timeout-minutes': z.union([z.number(), z.string()]).optional(),
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
  steps: z.array(stepSchema).min(1),
});
const callJob = z.strictObject({
  ...jobBase,
  uses: z.string(),
  with: optionalMapping,
  secrets: z.union([z.literal('inherit'), mapping]).optional(),
});
export const jobSchema = byKey('uses', callJob, stepsJob);

const input = z.strictObject({
  description: z.string().optional(),
  type: z.enum(['string', 'boolean', 'number', 'choice', 'environment']).default('string'),
  required: z.boolean().default(false),
  default: template.optional(),
  deprecationMessage: z.string().optional(),
  options: z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
});
const inputs = z
  .record(
    z.string(),
    input.nullish().transform((value) => value ?? input.parse({})),
  )
  .nullish()
  .transform((value) => value ?? {});
const dispatch = z
  .strictObject({ inputs })
  .nullish()
  .transform((value) => value ?? { inputs: {} });
const call = z
  .strictObject({
    inputs,
    outputs: z
      .record(z.string(), z.strictObject({ description: z.string().optional(), value: template }))
      .nullish()
      .transform((value) => value ?? {}),
    secrets: z
      .record(z.string(), z.strictObject({ description: z.string().optional(), required: z.boolean().optional() }).nullish())
      .nullish()
      .transform((value) => value ?? {}),
  })
  .nullish()
  .transform((value) => value ?? { inputs: {}, outputs: {}, secrets: {} });

const triggers = z.union([
  z.string().transform((name) => ({ [name]: null }) as Record<string, unknown>),
  z.array(z.string()).transform((names) => Object.fromEntries(names.map((name) => [name, null])) as Record<string, unknown>),
  z.record(z.string(), z.unknown()),
]);

export const workflowSchema = z.strictObject({
  name: z.string().optional(),
  description: z.string().optional(),
  'run-name': z.string().optional(),
  on: triggers,
  permissions: permissions.optional(),
  env: optionalMapping,
  defaults: defaults.optional(),
  concurrency: concurrency.optional(),
  jobs: z.record(z.string(), jobSchema),
});

export const dispatchSchema = dispatch;
export const callSchema = call;

export type InputDefinition = z.infer<typeof input>;
export type CallTrigger = z.infer<typeof call>;
export type Permissions = z.infer<typeof permissions>;
export type Concurrency = z.infer<typeof concurrency>;
export type Defaults = z.infer<typeof defaults>;
export type Strategy = z.infer<typeof strategy>;
export type RunStep = z.infer<typeof runStep>;
export type UsesStep = z.infer<typeof usesStep>;
export type Step = z.infer<typeof stepSchema>;
export type StepsJob = z.infer<typeof stepsJob>;
export type CallJob = z.infer<typeof callJob>;
export type Job = z.infer<typeof jobSchema>;
export type WorkflowDefinition = z.infer<typeof workflowSchema>;

const actionInput = z
  .looseObject({
    description: template.optional(),
    required: z.union([z.boolean(), z.string()]).optional(),
    default: template.optional(),
    deprecationMessage: z.string().optional(),
  })
  .nullable()
  .transform((value) => value ?? {});
const nodeRuns = z.strictObject({
  using: z.literal('node24'),
  main: z.string(),
  pre: z.string().optional(),
  'pre-if': z.string().optional(),
  post: z.string().optional(),
  'post-if': z.string().optional(),
});
const compositeRuns = z.strictObject({ using: z.literal('composite'), steps: z.array(stepSchema) });

export const actionSchema = z.object({
  name: z.string(),
  inputs: z
    .record(z.string(), actionInput)
    .nullish()
    .transform((value) => value ?? {}),
  outputs: z
    .record(z.string(), z.looseObject({ value: template.optional() }).nullable())
    .nullish()
    .transform((value) => value ?? {}),
  runs: byKey('steps', compositeRuns, nodeRuns),
});

export type NodeRuns = z.infer<typeof nodeRuns>;
export type CompositeRuns = z.infer<typeof compositeRuns>;
export type ActionDefinition = z.infer<typeof actionSchema>;

export const isRun = (step: Step): step is RunStep => 'run' in step;
export const isCall = (job: Job): job is CallJob => 'uses' in job;
export const isNode = (runs: ActionDefinition['runs']): runs is NodeRuns => runs.using === 'node24';
