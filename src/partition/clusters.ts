import type { ClusterRequest } from './request.ts';

/** States of a cluster (API_ClusterStatus), and what each means to whoever follows it. */
export const CLUSTER_STATES = {
  STARTING: 'coming',
  BOOTSTRAPPING: 'coming',
  RUNNING: 'working',
  // Ours end with their last step; one that waits has none left, and costs as much as one that works.
  WAITING: 'idle',
  TERMINATING: 'ending',
  TERMINATED: 'gone',
  TERMINATED_WITH_ERRORS: 'gone',
} as const satisfies Record<string, 'coming' | 'working' | 'idle' | 'ending' | 'gone'>;
export type ClusterState = keyof typeof CLUSTER_STATES;

/** States of a step (API_StepStatus): whether it has begun, and whether anything will still come of it. */
export const STEP_STATES = {
  PENDING: { begun: false, over: false },
  RUNNING: { begun: true, over: false },
  CANCEL_PENDING: { begun: true, over: false },
  COMPLETED: { begun: true, over: true },
  // Its turn never came: somebody cancelled it, or its cluster ended.
  CANCELLED: { begun: false, over: true },
  FAILED: { begun: true, over: true },
  INTERRUPTED: { begun: true, over: true },
} as const satisfies Record<string, { begun: boolean; over: boolean }>;
export type StepState = keyof typeof STEP_STATES;

export interface Cluster {
  readonly id: string;
  readonly state: ClusterState;
  /** Why it is as it is (API_ClusterStateChangeReason); a code is empty while nothing has gone wrong. */
  readonly reason: { readonly code: string; readonly message: string };
  /** ErrorDetails: codes that say more than the reason does. */
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

export interface Step {
  readonly id: string;
  readonly name: string;
  readonly state: StepState;
  /** When it began, in milliseconds since 1970 (StepTimeline, StartDateTime); null before. */
  readonly startedAtMs: number | null;
  /** FailureDetails; null when EMR gives none. */
  readonly failure: { readonly reason: string; readonly message: string; readonly logFile: string } | null;
}

/** It works, or will: nobody may start another one beside it. */
export const isLive = ({ state }: Pick<Cluster, 'state'>): boolean => ['coming', 'working', 'idle'].includes(CLUSTER_STATES[state]);
export const isGone = ({ state }: Pick<Cluster, 'state'>): boolean => CLUSTER_STATES[state] === 'gone';

/**
 * How a RunJobFlow ended, when it was not refused. `throttled`: it was not carried out. `lost`: nobody knows, so the
 * cluster has to be looked for before anything is sent again (the call knows no client token).
 */
export type RunAnswer =
  | { readonly answer: 'created'; readonly id: string }
  | { readonly answer: 'throttled' | 'lost'; readonly detail: string };

/** Where clusters come from. */
export interface SparkClusters {
  /** Sends the request once. @throws MigrationError CLUSTER_REFUSED for an answer that no repeat changes */
  run(request: ClusterRequest, signal?: AbortSignal): Promise<RunAnswer>;
  /** Clusters of exactly this name, in any state, oldest first; those created before the moment (ISO 8601) are not looked at. */
  find(name: string, createdAfter: string, signal?: AbortSignal): Promise<readonly Cluster[]>;
  /**
   * Null: EMR does not know it (any more). To a caller whose permission is bound to a tag EMR says instead that it may not look,
   * because what is not known has no tags. @throws MigrationError ACCESS_DENIED
   */
  describe(id: string, signal?: AbortSignal): Promise<Cluster | null>;
  /** All steps, in the order of their submission. */
  steps(id: string, signal?: AbortSignal): Promise<readonly Step[]>;
  /** Asks for its end; to have ended is no error. */
  terminate(id: string, signal?: AbortSignal): Promise<void>;
}
