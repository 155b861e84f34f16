import type { Annotation, RunOutcome } from './outcome.ts';
import type { JobStatus, Result } from './semantics.ts';

/** What happens, as it happens: for the terminal view, the demo and tests. `job` and `leg` are keys, unique in the run. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly number: number;
      readonly attempt: number;
      readonly workflow: string;
      readonly folder: string;
      readonly jobs: readonly string[];
      /** The number of the run that has asked for it. */
      readonly dispatchedBy: number | null;
    }
  | { readonly type: 'run-dispatched'; readonly number: number; readonly by: number; readonly file: string }
  | { readonly type: 'runs-dropped'; readonly count: number }
  | { readonly type: 'run-waiting'; readonly reason: string }
  | { readonly type: 'run-cancelling'; readonly reason: string }
  | {
      readonly type: 'job-started';
      readonly job: string;
      readonly name: string;
      readonly legs: number;
      readonly isMatrix: boolean;
      readonly kept: number;
    }
  | {
      readonly type: 'job-finished';
      readonly job: string;
      readonly name: string;
      readonly result: Result;
      readonly durationMs: number;
      readonly kept: boolean;
    }
  | { readonly type: 'leg-waiting'; readonly job: string; readonly leg: string; readonly name: string; readonly reason: string }
  | { readonly type: 'leg-started'; readonly job: string; readonly leg: string; readonly name: string }
  | {
      readonly type: 'leg-finished';
      readonly job: string;
      readonly leg: string;
      readonly name: string;
      readonly result: Result;
      readonly durationMs: number;
      readonly log: string | null;
    }
  | { readonly type: 'step-started'; readonly leg: string; readonly step: string }
  | {
      readonly type: 'step-finished';
      readonly leg: string;
      readonly step: string;
      readonly conclusion: Result;
      readonly durationMs: number;
    }
  | { readonly type: 'annotation'; readonly annotation: Annotation }
  | { readonly type: 'run-finished'; readonly conclusion: JobStatus; readonly outcome: RunOutcome };

export type EventSink = (event: RunEvent) => void;
