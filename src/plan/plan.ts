import { digestOf, digestsOf } from '../config/digests.ts';
import { tableRules, verifyMachine, type Migration } from '../config/migration.ts';
import { plannedObjectsOf } from '../contracts/objects.ts';
import type { MachineFacts, Plan, PlannedFolder } from '../contracts/plan.ts';
import { MigrationError } from '../errors.ts';
import { balance } from './balance.ts';
import { estimateOf } from './estimate.ts';
import { surveyProblems } from './refuse.ts';

export interface PlanInput {
  readonly migration: Migration;
  /** One look at each expected folder, in any order. */
  readonly survey: readonly PlannedFolder[];
  /** When work on this identity first began; ISO 8601. */
  readonly since: string;
  /** The machines' images, resolved once, here; null where an executor needs none. */
  readonly imageId?: string | null;
  readonly verifyImageId?: string | null;
  /** ISO 8601; no part of the plan's digest. */
  readonly createdAt: string;
}

/** The same migration and the same survey give the same plan, byte for byte. @throws MigrationError SOURCE_FOLDER_MISSING */
export function planMigration({ migration, survey, imageId = null, verifyImageId = null, since, createdAt }: PlanInput): Plan {
  surveyProblems(migration, survey);
  const folders = inOrder(migration, survey);
  const { source, target, ledger, roles, access } = migration;
  const verifies = verifyMachine(migration);
  const objects = plannedObjectsOf(migration.copy.objects);
  return {
    contract: 'plan/1',
    migration: migration.name,
    digests: digestsOf(migration),
    source: { ...source },
    target: { ...target },
    ledger: { ...ledger },
    cutoff: { ...migration.cutoff },
    layoutKey: migration.layout.key,
    roles: { ...roles },
    access: { ...access },
    copy: {
      executor: migration.copy.executor,
      inFlight: migration.copy.inFlight,
      jobsAtOnce: migration.copy.jobsAtOnce,
      ...(migration.copy.copiesPerSecond === null ? {} : { copiesPerSecond: migration.copy.copiesPerSecond }),
      ...(migration.copy.threads === null ? {} : { threads: migration.copy.threads }),
      ...(objects === undefined ? {} : { objects }),
    },
    fleet: migration.copy.executor === 'runner' ? null : machineOf(migration, migration.copy.machine, imageId),
    ...(verifies === null ? {} : { verify: { machine: machineOf(migration, verifies, verifyImageId) } }),
    partition: partitionOf(migration, folders),
    folders,
    shards: balance(folders, migration.copy.shards),
    estimate: estimateOf(folders, source.region, target.region, verifies?.type ?? null),
    since,
    createdAt,
  };
}

/** Jobs end after six hours at the latest (GitHub Actions limits); a machine is given one more, and ends itself then. */
const MACHINE_TTL_SECONDS = 7 * 3600;

type WishedMachine = Migration['copy']['machine'];

function machineOf({ name, roles }: Migration, { securityGroup, subnet, type }: WishedMachine, imageId: string | null): MachineFacts {
  if (imageId === null) throw new MigrationError('INTERNAL', `The plan of ${name} needs an image for its machines, and none was looked up`);
  return {
    instanceType: type,
    imageId,
    subnetId: subnet,
    securityGroupId: securityGroup,
    instanceProfileArn: roles.agent.replace(':role/', ':instance-profile/'),
    ttlSeconds: MACHINE_TTL_SECONDS,
  };
}

/** 128 to 512 MB are what readers of Parquet on S3 do best with (emr-spark.md §4.4: AWS's and Iceberg's guides). */
const TABLE_FILE_BYTES = 256 * 2 ** 20;

function partitionOf({ partition }: Migration, folders: readonly PlannedFolder[]): Plan['partition'] {
  if (partition === null) return null;
  const { clusters, machines, release, subnet, launch, jobsAtOnce, ranges, table } = partition;
  const { rules, schema } = tableRules(partition);
  return {
    batches: balance(folders, clusters).map((load) => ({ batch: load.shard, folders: load.folders })),
    machines,
    release,
    subnetId: subnet,
    launch,
    jobsAtOnce,
    rules,
    schema,
    ranges: ranges.map((range, index) => ({ name: `r${String(index).padStart(2, '0')}`, ...range })),
    table,
    fileBytes: TABLE_FILE_BYTES,
  };
}

/** Over everything but the moment of planning: two plans that say the same are the same plan. */
export function planDigest(plan: Plan): string {
  return digestOf({ ...plan, createdAt: undefined });
}

/** The migration's folders, which are in UTF-8 byte order, with what the survey saw of each. */
function inOrder({ folders, name }: Migration, survey: readonly PlannedFolder[]): PlannedFolder[] {
  const seen = new Map(survey.map((folder) => [folder.folder, folder]));
  if (seen.size !== survey.length || seen.size !== folders.length) {
    throw new MigrationError(
      'INTERNAL',
      `The survey of ${name} looked at ${survey.length} folders, ${seen.size} of them different; expected are ${folders.length}`,
    );
  }
  return folders.map((folder) => {
    const { keys, bytes, more } = seen.get(folder) ?? { keys: 0, bytes: 0, more: false };
    return { folder, keys, bytes, more };
  });
}
