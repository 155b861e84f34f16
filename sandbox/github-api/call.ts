import type { RunFacts } from '../workflow-runner/contexts.ts';
import type { EffectivePermissions } from '../workflow-runner/semantics.ts';
import type { Successors } from '../workflow-runner/successors.ts';
import type { Trouble } from './answers.ts';

/** Who calls: a job, while it runs. */
export interface JobAccess {
  readonly facts: RunFacts;
  readonly permissions: EffectivePermissions;
}

export interface ApiTools {
  /** The folder of runs; what the API keeps lies there, too. */
  readonly runs: string;
  /** Folders of other repositories, by owner/name. */
  readonly repositoryFolders: Readonly<Record<string, string>>;
  readonly successors: Successors;
  readonly now: () => number;
  /** GitHub's bad moments, for tests of who calls it: asked before each call is carried out. */
  readonly trouble?: (method: string, path: string) => Trouble | null;
}

export interface Call extends ApiTools {
  readonly access: JobAccess;
  /** What the path names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
}
