import { LAPTOP_IDS } from '../oidc/ids.ts';
import type { SubjectStyle } from './oidc.ts';
import type { EventSink } from './run-events.ts';
import { PLATFORM_TIMING, type Timing } from './semantics.ts';

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
  /** So many runs may be dispatched one after another, before it is taken for a loop. */
  readonly successorsUpTo: number;
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

/** What a run is when nothing else is said: the starter gives what it must know, and what it wants otherwise. */
export function runOptions(given: Partial<RunOptions> & Pick<RunOptions, 'file' | 'parentEnvironment' | 'jobsAtOnce'>): RunOptions {
  const never = new AbortController().signal;
  return {
    inputs: {},
    event: null,
    runs: '.runs',
    environment: {},
    sandbox: null,
    repository: { name: null, folders: {}, id: LAPTOP_IDS.repository, ownerId: LAPTOP_IDS.owner, ref: 'refs/heads/main', actor: 'local' },
    vars: {},
    secrets: {},
    subjectStyle: 'old',
    reviewedEnvironments: ['approve'],
    approve: () => Promise.resolve(false),
    rerunFailed: null,
    successorsUpTo: 20,
    cancel: never,
    kill: never,
    onEvent: () => undefined,
    now: () => Date.now(),
    timing: PLATFORM_TIMING,
    ...given,
  };
}
