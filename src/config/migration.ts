import type { Side } from '../contracts/contract.ts';
import { DEFAULT_OBJECT_POLICY, type ObjectPolicy, type WrittenObjects } from '../contracts/objects.ts';
import type { Roles } from '../contracts/plan.ts';
import type { Rules, TableSchema } from '../contracts/transform.ts';
import { MigrationError } from '../errors.ts';
import type { Written } from './schema.ts';

/** A file that the migration names. Its digest is over what it says: comments and the order of keys do not count. */
export interface NamedFile<Value = unknown> {
  /** As the process can open it: the migration file's folder is already before it. */
  readonly path: string;
  /** Null when the migration was parsed alone, without its files; such a migration has no transform digest. */
  readonly digest: string | null;
  /** Null with the digest, and only then. */
  readonly value: Value | null;
}

/** Days, as YYYY-MM-DD: `from` belongs to the range, `until` does not. Null is without end. */
export interface DateRange {
  readonly from: string | null;
  readonly until: string | null;
}

export interface Partition {
  readonly clusters: number;
  readonly jobsAtOnce: number;
  readonly machines: { readonly primary: string; readonly core: string; readonly coreCount: number };
  readonly release: string;
  readonly subnet: string | null;
  readonly launch: { readonly paced: boolean; readonly waveSize: number };
  readonly rules: NamedFile<Rules>;
  readonly schema: NamedFile<TableSchema>;
  readonly table: { readonly database: string; readonly name: string; readonly prefix: string };
  /** Without gap or overlap, from the oldest document to the newest. */
  readonly ranges: readonly DateRange[];
}

/** The migration as the rest of the product knows it: every default applied, every name resolved, one spelling for each meaning. */
export interface Migration {
  readonly version: 1;
  readonly name: string;
  readonly source: Side;
  readonly target: Side;
  /** In the target's account and region. */
  readonly ledger: Side;
  readonly layout: { readonly key: string };
  /** The expected folders without the exceptions, each once, in UTF-8 byte order. */
  readonly folders: readonly string[];
  /** Moments in UTC, ISO 8601; null: everything belongs to the migration. */
  readonly cutoff: { readonly lastModified: string | null; readonly document: string | null };
  readonly copy: {
    readonly shards: number;
    readonly executor: 'runner' | 'fleet';
    readonly machine: { readonly type: string; readonly subnet: string | null; readonly securityGroup: string | null };
    readonly inFlight: number;
    readonly jobsAtOnce: number;
    readonly copiesPerSecond: number | null;
    readonly threads: number | null;
    readonly objects: WrittenObjects;
  };
  /** As it was said; null where it is the default (`verifyMachine` knows which). */
  readonly verify: {
    readonly executor: 'fleet' | null;
    readonly machine: { readonly type: string | null; readonly subnet: string | null; readonly securityGroup: string | null };
  };
  readonly partition: Partition | null;
  readonly access: { readonly mode: 'managed' | 'manual'; readonly hours: number };
  readonly roles: Roles;
  readonly limits: { readonly usd: number | null; readonly hours: number | null };
}

/** The original's numbers: 512 folders by 16 machines and 32 clusters. */
const SHARDS = 16;
const CLUSTERS = 32;

export const ROLE_ACCOUNTS = {
  plan: 'target',
  operate: 'target',
  approve: 'target',
  agent: 'target',
  job: 'target',
  emr: 'target',
  publish: 'target',
  survey: 'source',
  grant: 'source',
} as const satisfies Record<keyof Roles, 'source' | 'target'>;

export interface Resolved {
  readonly folders: readonly string[];
  readonly rules: NamedFile<Rules> | null;
  readonly schema: NamedFile<TableSchema> | null;
}

/** What was written, and what was found out about it, as one value. */
export function migrationOf(written: Written, { folders, rules, schema }: Resolved): Migration {
  const { version, name, source, target, ledger, copy, access, partition } = written;
  const shards = copy.shards ?? Math.min(SHARDS, folders.length);
  const clusters = partition?.clusters ?? Math.min(CLUSTERS, folders.length);
  return {
    version,
    name,
    source,
    target,
    ledger: { ...ledger, region: target.region, account: target.account },
    layout: { key: written.layout.key },
    folders,
    cutoff: { lastModified: momentOf(written.cutoff.lastModified), document: momentOf(written.cutoff.document) },
    copy: {
      ...copy,
      machine: { ...copy.machine, subnet: copy.machine.subnet ?? null, securityGroup: copy.machine.securityGroup ?? null },
      shards,
      jobsAtOnce: copy.jobsAtOnce ?? shards,
      copiesPerSecond: copy.copiesPerSecond ?? null,
      threads: copy.threads ?? null,
      objects: besideDefaults(copy.objects),
    },
    verify: verifyOf(written),
    partition:
      partition === undefined || rules === null || schema === null
        ? null
        : {
            ...partition,
            subnet: partition.subnet ?? null,
            clusters,
            jobsAtOnce: partition.jobsAtOnce ?? clusters,
            rules,
            schema,
            ranges: rangesBetween(partition.ranges),
          },
    access: { mode: access.mode, hours: access.hours },
    roles: rolesOf(written),
    limits: { usd: written.limits.usd ?? null, hours: written.limits.hours ?? null },
  };
}

/** Listing and comparing is one thread's work; of the general types the smallest that has a core for it. */
const VERIFY_MACHINE = 'm5.large';

/** Null for what is the default, so that it does not count in the digests: files from before this section mean what they meant. */
function verifyOf({ verify }: Written): Migration['verify'] {
  const { executor, machine } = verify;
  const type = machine.type === VERIFY_MACHINE ? undefined : machine.type;
  return {
    executor: executor === 'fleet' ? executor : null,
    machine: { type: type ?? null, subnet: machine.subnet ?? null, securityGroup: machine.securityGroup ?? null },
  };
}

/** The machine that verifies; null: the job does. Its network is that of the copy workers where it has none of its own. */
export function verifyMachine({ copy, verify }: Pick<Migration, 'copy' | 'verify'>): Migration['copy']['machine'] | null {
  if (verify.executor === null) return null;
  const { securityGroup, subnet, type } = verify.machine;
  return {
    type: type ?? VERIFY_MACHINE,
    subnet: subnet ?? copy.machine.subnet,
    securityGroup: securityGroup ?? copy.machine.securityGroup,
  };
}

/** Null where it is the default, said or not: one spelling for each meaning. */
function besideDefaults(written: Written['copy']['objects']): WrittenObjects {
  const of = <Field extends keyof ObjectPolicy>(field: Field): ObjectPolicy[Field] | null => {
    const value = written[field] as ObjectPolicy[Field] | undefined;
    return value === undefined || value === DEFAULT_OBJECT_POLICY[field] ? null : value;
  };
  return {
    tags: of('tags'),
    storageClass: of('storageClass'),
    kmsKey: of('kmsKey'),
    acl: of('acl'),
    annotations: of('annotations'),
    overwrite: of('overwrite'),
    requesterPays: of('requesterPays'),
    keepPartLayout: of('keepPartLayout'),
    partBytes: of('partBytes'),
  };
}

/** @throws MigrationError INTERNAL when the migration was parsed without its files */
export function tableRules({ rules, schema }: Partition): { readonly rules: Rules; readonly schema: TableSchema } {
  if (rules.value !== null && schema.value !== null) return { rules: rules.value, schema: schema.value };
  const { path } = rules.value === null ? rules : schema;
  throw new MigrationError('INTERNAL', `The content of ${path} is needed, and the migration was parsed without its files`, {
    next: 'This is a defect of bucket-brigade: load the migration with loadMigration.',
  });
}

function rolesOf({ access, source, target }: Written): Roles {
  const sides = { source, target };
  const arn = (role: keyof Roles): string => {
    const { account, region } = sides[ROLE_ACCOUNTS[role]];
    return access.roles[role] ?? `arn:${awsPartition(region)}:iam::${account}:role/bucket-brigade-${role}`;
  };
  return {
    plan: arn('plan'),
    operate: arn('operate'),
    approve: arn('approve'),
    agent: arn('agent'),
    job: arn('job'),
    emr: arn('emr'),
    publish: arn('publish'),
    survey: arn('survey'),
    grant: arn('grant'),
  };
}

/** AWS is several clouds that share no identities (docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html). */
export function awsPartition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return 'aws';
}

/** One spelling for each moment: UTC, without empty fractions of a second. */
function momentOf(written: string | undefined): string | null {
  return written === undefined ? null : new Date(written).toISOString().replace('.000Z', 'Z');
}

function rangesBetween(days: readonly string[]): DateRange[] {
  return [null, ...days].map((from, index) => ({ from, until: days[index] ?? null }));
}
