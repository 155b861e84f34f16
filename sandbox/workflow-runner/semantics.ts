import type { StatusFunctions } from './expressions.ts';
import type { Permissions } from './model.ts';

/**
 * What GitHub does, rule by rule, each with where it is written down: the one place to look when the platform and this runner differ.
 * `test/unit/workflow-runner/` pins each rule by its name. Sources: docs = docs.github.com/en/actions; runner = github.com/actions/runner;
 * "observed" = no text of the platform says it.
 */
export const RULES = {
  'if.implicit-success':
    'A condition without a status function means success() && (condition). docs: reference/evaluate-expressions, "Status check functions"; languageservices: if-condition.ts',
  'if.text-is-true': '`${{ a }} && b` is text, not an expression, and any text is true. languageservices: template-reader.ts, parseScalar',
  'job.success-all-ancestors':
    'success() of a job looks at all ancestors, not only at its needs; a skipped ancestor is not a success. runner#491, runner#2205',
  'job.failure-any-ancestor': 'failure() of a job is true when any ancestor failed. docs: reference/evaluate-expressions, "failure"',
  'job.if-before-matrix':
    'A job\'s condition is evaluated once, before its matrix, and sees github, needs, vars, inputs. docs: reference/contexts, "Context availability"',
  'job.continue-on-error': 'A failed job with continue-on-error counts as success for its dependents and the run. runner#1161',
  'job.outputs':
    'Evaluated after the last post step, also of a failed job; empty ones and those that hold a masked value are dropped. runner: JobExtension.FinalizeJob',
  'job.timeout':
    'A job over timeout-minutes (default 360) is cancelled: result cancelled, not failure. docs: workflow-syntax, "jobs.<job_id>.timeout-minutes"',
  'matrix.product':
    'The product of the vectors, the last one turning fastest; keys and values compare without case. runner: MatrixBuilder.Build',
  'matrix.exclude': 'An exclude entry drops every combination that it matches in part. runner: MatrixBuilder, MatrixExclude',
  'matrix.include':
    'An include entry adds to the combinations whose vectors it does not contradict, else becomes a leg of its own. runner: MatrixBuilder, MatrixInclude',
  'matrix.empty-fails': 'A matrix without a leg fails its job. observed; research: github-actions trap 3',
  'matrix.limit': 'At most 256 legs. docs: reference/limits',
  'matrix.fail-fast':
    'Unless fail-fast is false, the first failed leg without continue-on-error cancels the others. docs: workflow-syntax, "strategy.fail-fast"',
  'matrix.max-parallel': 'At most max-parallel legs of a job at once. docs: workflow-syntax, "strategy.max-parallel"',
  'matrix.result': 'needs.<job>.result of a matrix: failure before cancelled before success. observed',
  'matrix.outputs-merge':
    'Outputs of legs share one map: of the legs with a value, the last to finish wins. docs: workflow-syntax, "jobs.<job_id>.outputs"',
  'matrix.leg-name': 'Without a name of its own a leg is `job (value, value)`, cut at 100 characters. runner: JobNameBuilder',
  'dispatch.unknown-input':
    'An input that the workflow does not declare is refused, and so is a required one that is missing. docs: REST, "Create a workflow dispatch event" (422)',
  'dispatch.types': 'inputs keeps boolean and number, github.event.inputs holds strings. docs: reference/contexts, "inputs context"',
  'dispatch.limits': '25 inputs, 65,535 characters. docs: workflow-syntax, "on.workflow_dispatch.inputs"',
  'dispatch.by-token':
    'A job may start a run with its GITHUB_TOKEN: workflow_dispatch and repository_dispatch are the two events that do. docs: concepts/security/github_token, "When GITHUB_TOKEN triggers workflow runs"',
  'dispatch.run-details':
    'A dispatch answers 204, and with return_run_details 200 and the new run. docs: REST, "Create a workflow dispatch event"; changelog 2026-02-19',
  'token.per-job':
    'Each job has a GITHUB_TOKEN of its own, which ends with the job; github.token is null outside the steps. docs: concepts/security/github_token; reference/contexts, "github context"',
  'api.permission':
    'Without the permission 403 "Resource not accessible by integration"; x-accepted-github-permissions names those that would do, alternatives parted by semicolons. docs: REST, "Troubleshooting the REST API"; changelog 2023-08-10',
  'api.own-repository-only':
    'A GITHUB_TOKEN reaches its own repository only, elsewhere is 404. docs: concepts/security/github_token; REST, "Troubleshooting the REST API"',
  'api.rate-limit':
    'GITHUB_TOKEN: 1,000 requests an hour for the repository, then 403 and x-ratelimit-remaining: 0; GET /rate_limit is free. docs: REST, "Rate limits for the REST API"',
  'api.pages':
    'Lists come in pages of per_page (30, at most 100), the next one in the link header. docs: REST, "Using pagination in the REST API"',
  'api.comment-limit': 'A comment holds at most 65,536 characters, else 422. observed: danger#424, reg-actions#123',
  'api.check-conclusion': 'A conclusion completes a check run; completed without one is 422. docs: REST, "Create a check run"',
  'fork.read-only-token':
    'A pull request from a fork gets a token that may only read. docs: events-that-trigger-workflows, "Workflows in forked repositories"',
  'artifact.name-once':
    'A name is there once in a run, over all its attempts: again is 409, but with overwrite the first is deleted. docs: actions/upload-artifact README, "(Not) Uploading to the same artifact"',
  'artifact.root':
    'Files lie below the least common ancestor of the searched paths; of one searched path below it, and one file named by itself has no folder. docs: actions/upload-artifact README, "Upload using Multiple Paths and Exclusions"',
  'artifact.hidden':
    'Hidden files and what lies in hidden folders stay out without include-hidden-files. docs: actions/upload-artifact README, "Breaking Changes"',
  'artifact.none-found':
    'No file found: a warning, or with if-no-files-found an error or nothing. docs: actions/upload-artifact README, "Inputs"',
  'artifact.download-folders':
    'By name into path; several, by pattern or all, each into a folder of its name unless merge-multiple. docs: actions/download-artifact README, "Inputs"',
  'artifact.modes-lost': 'Modes of files are lost: 644. docs: actions/upload-artifact README, "Permission Loss"',
  'call.inputs-typed':
    'Inputs of a called workflow have their declared type; without a default false, 0 or the empty text. docs: workflow-syntax, "on.workflow_call.inputs"',
  'call.env-not-inherited': 'env of the caller does not reach a called workflow. docs: reusing-workflow-configurations, "Limitations"',
  'call.permissions-only-shrink':
    'A called workflow may not ask for more than its caller job has. runner: PermissionsHelper.ValidateEmbeddedPermissions',
  'env.order': 'workflow < job < GITHUB_ENV < step. runner: StepsRunner, "Initialize Env context for step"',
  'env.clean':
    "A job starts from a clean machine: nothing of the starter's environment but PATH, HOME, LANG, TMPDIR. docs: reference/variables",
  'step.if-sees-own-env': "A step's env is evaluated before its condition, which sees it. runner: StepsRunner.RunAsync",
  'step.continue-on-error': 'outcome keeps the failure, conclusion becomes success. runner: StepsRunner.RunStepAsync',
  'step.timeout': 'A step over timeout-minutes is interrupted as in a cancel, and has failed. runner: StepsRunner.RunStepAsync',
  'step.output-files': 'Outputs, state and summary are read after the step whatever its end. runner: ActionRunner.RunAsync (finally)',
  'step.checkout-first':
    '`./` actions are looked up in the workspace, which is empty before a checkout; `$/` ones are not. docs: creating actions; changelog 2026-07',
  'shell.default':
    'No shell given: bash -e {0}, or sh -e {0} without bash; `shell: bash` adds --noprofile --norc -o pipefail. runner: ScriptHandler, ScriptHandlerHelpers',
  'action.inputs':
    'INPUT_<NAME>: spaces become _, letters upper case, hyphens stay; defaults are evaluated; an unknown input is a warning. runner: Handler.AddInputsToEnvironment, ActionRunner',
  'action.exit':
    'A non-zero exit of a run step adds an error annotation, that of a JS action does not. runner: ScriptHandler, NodeScriptActionHandler',
  'action.post-order': 'Post steps run last-in first-out, for each action whose main was started. runner: StepsRunner (PostJobSteps)',
  'action.post-condition': 'post-if and pre-if default to always(), and are evaluated as they stand. runner: ActionManifestManager',
  'action.pre-not-local': 'pre of a `./` action does not run: a warning. runner: ActionRunner.RunAsync',
  'file.heredoc': 'NAME=VALUE, or NAME<<DELIMITER … DELIMITER; anything else fails the step. runner: FileCommandManager',
  'file.env-block-list': 'GITHUB_ENV may not set NODE_OPTIONS. runner: FileCommandManager, SetEnvFileCommand',
  'file.summary-limit':
    'A summary over 1 MiB is dropped with an error annotation; the step does not fail. runner: FileCommandManager, CreateStepSummaryCommand',
  'command.annotations': '10 errors, 10 warnings and 10 notices per step; messages are cut at 4,096 characters. runner: ExecutionContext',
  'command.stop': '::stop-commands::TOKEN stops commands until ::TOKEN::, within one process. runner: ActionCommandManager',
  'command.disabled':
    '::set-env:: and ::add-path:: fail the step; here ::set-output::, ::save-state:: and problem matchers do, too: write to the files. runner: ActionCommandManager',
  'mask.everywhere': 'A masked value is *** in logs, annotations and summaries. runner: SecretMasker',
  'cancel.signals':
    'SIGINT to the entry process, 7.5 s, SIGTERM, 2.5 s, then the process tree is killed. docs: reference/workflow-cancellation; runner: ProcessInvoker',
  'cancel.re-evaluates':
    'A cancel evaluates the conditions of running jobs and steps again; those still true go on. docs: reference/workflow-cancellation; runner: StepsRunner',
  'cancel.always-runs': 'always() jobs, always() steps and post steps still run after a cancel. docs: reference/workflow-cancellation',
  'cancel.five-minutes': 'Five minutes after the cancel everything is ended. docs: reference/workflow-cancellation',
  'process.orphans': 'When a job ends, processes that carry its RUNNER_TRACKING_ID are killed. runner: JobExtension.FinalizeJob',
  'process.streams': 'A process that leaves its output open is given 5 s after its exit. runner: ProcessInvoker.ProcessExitedHandler',
  'oidc.permission': 'The token request variables exist only with id-token: write. docs: reference/security/oidc',
  'oidc.subject':
    'sub: environment before pull_request before ref; a colon in a name is %3A; new repositories carry ids (repo:O@1/R@2). docs: reference/security/oidc',
  'environment.reviewers':
    'Each job that names an environment with reviewers waits for an approval of its own. docs: deployments-and-environments',
  'concurrency.queue':
    'One run of a group at a time; a newer pending one replaces the older, with queue: max up to 100 wait in order; names compare without case. docs: workflow-syntax, "concurrency"',
  'rerun.failed':
    'Failed and cancelled jobs (legs) and all their dependents run again as the next attempt; results and outputs of the others are kept. docs: re-run-workflows-and-jobs',
} as const satisfies Record<string, string>;

export type RuleName = keyof typeof RULES;

/** Numbers of the platform; the rule or document of each is above. */
export const LIMITS = {
  annotationMessageChars: 4096,
  annotationsPerStepAndLevel: 10,
  apiRequestsPerHour: 1000,
  commentChars: 65_536,
  concurrencyPending: 100,
  dispatchInputs: 25,
  dispatchPayloadChars: 65_535,
  jobOutputBytes: 1024 * 1024,
  jobTimeoutMinutes: 360,
  legNameChars: 100,
  matrixLegs: 256,
  reusableDepth: 10,
  reusableWorkflows: 50,
  summaryBytes: 1024 * 1024,
} as const;

/** How long the platform waits, as values, so that tests can shorten them. */
export interface Timing {
  readonly interruptMs: number;
  readonly terminateMs: number;
  readonly streamDrainMs: number;
  readonly cancelBudgetMs: number;
  readonly minuteMs: number;
}

export const PLATFORM_TIMING: Timing = {
  interruptMs: 7500,
  terminateMs: 2500,
  streamDrainMs: 5000,
  cancelBudgetMs: 300_000,
  minuteMs: 60_000,
};

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';
export type JobStatus = 'success' | 'failure' | 'cancelled';

/** Rules job.success-all-ancestors, job.failure-any-ancestor. */
export function jobStatusFunctions(ancestors: readonly Result[], runCancelled: boolean): StatusFunctions {
  return {
    success: () => !runCancelled && ancestors.every((result) => result === 'success'),
    failure: () => ancestors.some((result) => result === 'failure'),
    cancelled: () => runCancelled,
  };
}

export function stepStatusFunctions(status: JobStatus): StatusFunctions {
  return { success: () => status === 'success', failure: () => status === 'failure', cancelled: () => status === 'cancelled' };
}

/** Rule matrix.result; a job without legs to show has the result it was given. */
export function mergeResults(results: readonly Result[]): Result {
  return (['failure', 'cancelled', 'success'] as const).find((result) => results.includes(result)) ?? 'skipped';
}

/** Rule matrix.outputs-merge, over the legs in the order in which they finished. */
export function mergeOutputs(legs: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const outputs of legs) for (const [name, value] of Object.entries(outputs)) if (value !== '') merged[name] = value;
  return merged;
}

/** A run that was cancelled says so when that changed anything; else a failure is a failure. */
export function runConclusion(results: readonly Result[], cancelled: boolean): JobStatus {
  if (cancelled && results.includes('cancelled')) return 'cancelled';
  if (results.includes('failure')) return 'failure';
  return results.includes('cancelled') ? 'cancelled' : 'success';
}

/** Rule action.inputs. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

export const REFUSED_SHELLS: readonly string[] = ['cmd', 'pwsh', 'powershell'];

/** Rule shell.default: the words of the command, `{0}` being the script. Null for what is no shell. */
export function shellWords(shell: string | undefined, hasBash: boolean): readonly string[] | null {
  if (shell === undefined || shell === '') return [hasBash ? 'bash' : 'sh', '-e', '{0}'];
  const known: Readonly<Record<string, readonly string[]>> = {
    bash: ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '{0}'],
    sh: ['sh', '-e', '{0}'],
    python: ['python', '{0}'],
  };
  const words = shell.split(/\s+/).filter((word) => word !== '');
  return words.length === 1 ? (known[words[0] ?? ''] ?? null) : words.some((word) => word.includes('{0}')) ? words : null;
}

export type Level = 'none' | 'read' | 'write';
export type EffectivePermissions = Readonly<Record<string, Level>>;

const SCOPES =
  'actions artifact-metadata attestations checks contents deployments discussions id-token issues models packages pages pull-requests repository-projects security-events statuses'.split(
    ' ',
  );

/** A new repository's default: contents and packages may be read (docs: managing GitHub Actions settings, "Workflow permissions"). */
export const DEFAULT_PERMISSIONS: EffectivePermissions = Object.fromEntries(
  SCOPES.map((scope) => [scope, scope === 'contents' || scope === 'packages' ? 'read' : 'none']),
);

export function permissionLevels(permissions: Permissions): EffectivePermissions {
  if (permissions === 'write-all') return Object.fromEntries(SCOPES.map((scope) => [scope, 'write']));
  if (permissions === 'read-all') return Object.fromEntries(SCOPES.map((scope) => [scope, scope === 'id-token' ? 'none' : 'read']));
  return { ...Object.fromEntries(SCOPES.map((scope) => [scope, 'none'])), ...permissions };
}

/** Rule call.permissions-only-shrink: what is asked beyond the caller's, as `scope: level`. */
export function excessPermissions(asked: EffectivePermissions, allowed: EffectivePermissions): string[] {
  const rank: Readonly<Record<Level, number>> = { none: 0, read: 1, write: 2 };
  return Object.entries(asked).flatMap(([scope, level]) => (rank[level] > rank[allowed[scope] ?? 'none'] ? [`${scope}: ${level}`] : []));
}

/** A pull request from a fork gets a read-only token and no id-token (docs: events-that-trigger-workflows, "pull_request"). */
export function forkPermissions(permissions: EffectivePermissions): EffectivePermissions {
  return Object.fromEntries(
    Object.entries(permissions).map(([scope, level]) => [scope, scope === 'id-token' ? 'none' : level === 'write' ? 'read' : level]),
  );
}
