/**
 * The closed set of reasons for which bucket-brigade stops, and the exit code of each.
 * One table for actions and commands: 0 done and equal; 1 failed; 2 usage or config; 3 differences found;
 * 4 refused (permission, policy, quota, cap, approval); 5 unproven (a side could not be seen whole); 6 detached.
 */
export const EXIT_CODES = {
  /** Something that we did not foresee: a defect of ours. */
  INTERNAL: 1,
  AWS_FAILED: 1,
  COPY_FAILED: 1,
  /** GitHub's API did not answer, or not properly. */
  GITHUB_FAILED: 1,
  STOPPED: 1,
  LEDGER_CONFLICT: 1,
  /** What was rented has not ended in time. */
  RELEASE_PENDING: 1,
  LEASE_HELD: 1,
  /** Machines of a worker died one after another. */
  MACHINE_LOST: 1,
  CONTRACT_MISMATCH: 1,
  /** Folders or ranges of the table have no commit, and no repeat of ours will help. */
  TABLE_INCOMPLETE: 1,
  SANDBOX_FAILED: 1,
  USAGE: 2,
  CONFIG_MISSING: 2,
  CONFIG_INVALID: 2,
  /** A walk of a folder would go on under other options than it was begun with. */
  CHECKPOINT_OPTIONS: 2,
  BUCKET_MISSING: 2,
  SOURCE_FOLDER_MISSING: 2,
  PREREQUISITE_MISSING: 2,
  /** The manifest of a folder is of another migration. */
  MANIFEST_FOREIGN: 2,
  /** What the table is made of is not there yet: a folder's copy is not done, or a folder has no commit. */
  PARTITION_NOT_READY: 2,
  UNKNOWN_INSTANCE_TYPE: 2,
  DIFFERENCES_FOUND: 3,
  ACCESS_DENIED: 4,
  /** The credentials are of another account than the target's. */
  ACCOUNT_MISMATCH: 4,
  /** Another plan was to be approved than the one that is there. */
  APPROVAL_MISMATCH: 4,
  /** Nobody has approved this plan. */
  NOT_APPROVED: 4,
  ACCESS_PENDING: 4,
  BUCKET_OWNER_MISMATCH: 4,
  CREDENTIALS_MISSING: 4,
  /** GitHub's API said no: a permission, or the rate limit. */
  GITHUB_REFUSED: 4,
  GRANT_CONFLICT: 4,
  /** An estimate above a cap of the migration file. */
  LIMIT_EXCEEDED: 4,
  /** EMR said no to a request for a cluster: parameters, permission or quota. */
  CLUSTER_REFUSED: 4,
  /** EC2 said no to a request for a machine: parameters, permission, quota or capacity. */
  MACHINE_REFUSED: 4,
  /** Something that is not ours lies where a file or a partition of ours goes, or another publish is in the table. */
  PUBLISH_CONFLICT: 4,
  ROLE_REFUSED: 4,
  /** The table's columns are not those of the files to publish. */
  SCHEMA_DIFFERS: 4,
  ACCOUNTS_OPEN: 5,
  LISTING_BROKEN: 5,
  UNPROVEN: 5,
  /** The time of this job is up, and its work goes on elsewhere: a later run takes it up again. */
  DETACHED: 6,
} as const;

export type ErrorCode = keyof typeof EXIT_CODES;
export type ExitCode = 0 | (typeof EXIT_CODES)[ErrorCode] | 6;

export interface ErrorFacts {
  /** What the reader should do next: one sentence, a command where there is one. */
  readonly next?: string;
  /** Named facts (bucket, key, request id). Never a credential, never a token. */
  readonly details?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly cause?: unknown;
}

/** An error that names the thing, the reason and the next step, once, with a code. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code: ErrorCode;
  readonly next: string | undefined;
  readonly details: Readonly<Record<string, string | number | boolean | undefined>>;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.next = facts.next;
    this.details = facts.details ?? {};
  }

  get exitCode(): ExitCode {
    return EXIT_CODES[this.code];
  }
}

/** Whatever was thrown, as a MigrationError; an unknown one becomes INTERNAL and keeps its cause. */
export function asMigrationError(thrown: unknown): MigrationError {
  if (thrown instanceof MigrationError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new MigrationError('INTERNAL', message, {
    cause: thrown,
    next: 'This is a defect of bucket-brigade: please report it with the lines above.',
  });
}

/** The error as a person reads it: code and message, facts, next step; each once. */
export function renderError(error: MigrationError): string {
  const facts = Object.entries(error.details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name}: ${printable(String(value))}`);
  const next = error.next === undefined ? [] : [`  next: ${error.next}`];
  return [`${error.code}: ${error.message}`, ...facts, ...next].join('\n');
}

/** Text that came from outside (a key, a server's message), safe in a log: control characters are escaped. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
