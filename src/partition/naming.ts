import { MigrationError } from '../errors.ts';

/** The two kinds of work that clusters do, and what differs between them in words. */
export const KINDS = {
  /** A folder's documents become staged files. */
  partition: { command: 'folder', flag: '--folder', unit: 'folder', units: 'folders' },
  /** A date range's staged files become files of the table's size. */
  compact: { command: 'compact', flag: '--range', unit: 'range', units: 'ranges' },
} as const;
export type WorkKind = keyof typeof KINDS;

export const CANARY_STEP = 'canary';
export const stepName = (kind: WorkKind, unit: string): string => `${KINDS[kind].unit} ${unit}`;

/** RunJobFlow's Name and StepConfig's (API_RunJobFlow, API_StepConfig). */
export const NAME_CHARACTERS = 256;

/** ListClusters shows no tags, so the clusters of a migration are known by the beginning of their name. */
export function clusterNamePrefix(migration: string): string {
  return `bucket-brigade/${migration}/`;
}

export interface ClusterIdentity {
  readonly migration: string;
  readonly kind: WorkKind;
  readonly batch: string;
  readonly generation: number;
  readonly attempt: number;
  readonly orderDigest: string;
}

/** One name, one request: what is found under it was asked for with this order, by whoever. */
export function clusterName({ attempt, batch, generation, kind, migration, orderDigest }: ClusterIdentity): string {
  const name = `${clusterNamePrefix(migration)}${kind}-${batch}/g${generation}a${attempt}-${orderDigest.slice(0, 12)}`;
  if (name.length <= NAME_CHARACTERS) return name;
  throw new MigrationError(
    'CONFIG_INVALID',
    `The name of a cluster would have ${name.length} characters, and EMR takes ${NAME_CHARACTERS}: ${name}`,
    {
      next: 'Give the migration a shorter name.',
    },
  );
}

/** Where EMR puts the logs of a transformation's clusters, in the ledger: below `table/`, which is what their role may write. */
export function logsFolder(migration: string, identity: string, transform: string): string {
  return `${migration}/${identity}/table/${transform}/logs/`;
}

/**
 * A step's logs, as EMR's node pushes them. In client mode the step is the driver: Spark and YARN speak in `stderr`, and all
 * that Python says, its errors too, comes in `stdout` (Spark's PythonRunner joins the two streams).
 */
export function stepLog(logs: string, cluster: string, step: string, stream: 'stderr' | 'stdout'): string {
  return `${logs}${cluster}/steps/${step}/${stream}.gz`;
}
