import { foldersOf, keyFormProblem } from './layout.ts';
import { leavesOf } from './leaves.ts';
import { awsPartition, ROLE_ACCOUNTS } from './migration.ts';
import type { Broken } from './problems.ts';
import type { Written } from './schema.ts';

/** Each field that could be read by itself: undefined when it is missing or wrong, null when it was left out and may be. */
export type Draft = Sections<Written>;
type Sections<T> = {
  readonly [K in keyof T]-?: NonNullable<T[K]> extends readonly unknown[] | string | number | boolean
    ? NonNullable<T[K]> | null | undefined
    : Sections<NonNullable<T[K]>>;
};

interface Known extends Draft {
  /** Null while the two lists of the layout are not right. */
  readonly folders: readonly string[] | null;
  readonly hasPartition: boolean;
}
type Rule = (known: Known) => readonly Broken[];

/** What no field can tell by itself. Each rule looks at the fields that it can trust and keeps silent about the rest. */
export function brokenRules(raw: unknown): readonly Broken[] {
  const draft = draftOf(raw);
  const { layout } = draft;
  const list = isAbsent(layout.folders) || isAbsent(layout.except) ? null : foldersOf(layout.folders, layout.except);
  const known: Known = {
    ...draft,
    folders: list === null || list.problems.length > 0 ? null : list.folders,
    hasPartition: isRecord(raw) && isRecord(raw['partition']),
  };
  const ofLists = (list?.problems ?? []).map(({ list: name, index, text, offset }) => ({
    path: ['layout', name, index],
    text,
    ...(offset === undefined ? {} : { offset }),
  }));
  return [...ofLists, ...RULES.flatMap((rule) => rule(known))];
}

const RULES: readonly Rule[] = [
  keyForm,
  workersAndFolders,
  oneCloud,
  oneBucketOneOwner,
  keyInTheTargetsRegion,
  sourceIsNotTarget,
  ledgerApart,
  tableApart,
  rangesAscend,
  rolesAtHome,
];

function keyForm({ layout }: Known): Broken[] {
  const problem = isAbsent(layout.key) ? null : keyFormProblem(layout.key);
  return problem === null ? [] : [{ path: ['layout', 'key'], ...problem }];
}

function workersAndFolders({ folders, copy, partition, hasPartition }: Known): Broken[] {
  if (folders === null) return [];
  const tooMany = (path: string[], workers: number | null | undefined, what: string) =>
    isAbsent(workers) || workers <= folders.length
      ? []
      : [{ path, text: `is more than the ${folders.length} folders; a ${what} needs at least one` }];
  return [
    ...tooMany(['copy', 'shards'], copy.shards, 'shard'),
    ...(hasPartition ? tooMany(['partition', 'clusters'], partition.clusters, 'cluster') : []),
  ];
}

function oneCloud({ source, target }: Known): Broken[] {
  if (isAbsent(source.region) || isAbsent(target.region)) return [];
  const [from, to] = [awsPartition(source.region), awsPartition(target.region)];
  return from === to
    ? []
    : [
        {
          path: ['target', 'region'],
          text: `is of the cloud ${to}, the source's ${source.region} of ${from}; S3 copies within one cloud only`,
        },
      ];
}

function oneBucketOneOwner({ source, target }: Known): Broken[] {
  if (isAbsent(source.bucket) || source.bucket !== target.bucket) return [];
  return (['account', 'region'] as const).flatMap((fact) =>
    isAbsent(source[fact]) || isAbsent(target[fact]) || source[fact] === target[fact]
      ? []
      : [
          {
            path: ['target', fact],
            text: `differs from source.${fact}, but both are the bucket ${source.bucket}, and a bucket has one ${fact}`,
          },
        ],
  );
}

/** API_CopyObject: S3 asks KMS in the region of the bucket. */
function keyInTheTargetsRegion({ copy, target }: Known): Broken[] {
  const { kmsKey } = copy.objects;
  const region = isAbsent(kmsKey) ? null : kmsKey.split(':')[3];
  if (isAbsent(region) || isAbsent(target.region) || region === target.region) return [];
  const text = `is a key of ${region}, and the target is in ${target.region}; S3 takes keys of the bucket's own region`;
  return [{ path: ['copy', 'objects', 'kmsKey'], text }];
}

function sourceIsNotTarget({ source, target }: Known): Broken[] {
  if (isAbsent(source.bucket) || source.bucket !== target.bucket || isAbsent(source.prefix) || isAbsent(target.prefix)) return [];
  if (!nested(source.prefix, target.prefix)) return [];
  const text =
    source.prefix === target.prefix
      ? 'is the source itself'
      : `overlaps the source s3://${source.bucket}/${source.prefix}: the copies would be copied again`;
  return [{ path: ['target', target.prefix === '' ? 'bucket' : 'prefix'], text }];
}

function ledgerApart({ source, target, ledger }: Known): Broken[] {
  if (isAbsent(ledger.bucket)) return [];
  const path = ['ledger', 'bucket'];
  if (ledger.bucket === target.bucket)
    return [{ path, text: "is the target's bucket: whoever may write the target could then write approvals; the ledger needs its own" }];
  return ledger.bucket === source.bucket ? [{ path, text: "is the source's bucket, and nothing is ever written there" }] : [];
}

function tableApart({ target, folders, partition, hasPartition }: Known): Broken[] {
  const table = partition.table.prefix;
  if (!hasPartition || isAbsent(table) || isAbsent(target.bucket) || isAbsent(target.prefix)) return [];
  const path = ['partition', 'table', 'prefix'];
  const inTheWay = folderAt(table, target.prefix, folders);
  return inTheWay === null
    ? []
    : [{ path, text: `puts the table among the target's folders: it overlaps s3://${target.bucket}/${inTheWay}` }];
}

function rangesAscend({ cutoff, partition, hasPartition }: Known): Broken[] {
  const days = partition.ranges;
  if (!hasPartition || isAbsent(days)) return [];
  const end = isAbsent(cutoff.document) ? null : new Date(cutoff.document).toISOString();
  return days.flatMap((day, index) => {
    const before = days[index - 1];
    const path = ['partition', 'ranges', index];
    if (before !== undefined && day <= before) return [{ path, text: `does not come after ${before}, the day before it in the list` }];
    return end !== null && `${day}T00:00:00.000Z` >= end
      ? [{ path, text: `is not before cutoff.document, ${cutoff.document}: its range would be empty` }]
      : [];
  });
}

function rolesAtHome({ access, source, target }: Known): Broken[] {
  const accounts = { source: source.account, target: target.account };
  return Object.entries(ROLE_ACCOUNTS).flatMap(([role, home]) => {
    const arn = access.roles[role as keyof typeof ROLE_ACCOUNTS];
    const account = accounts[home];
    if (isAbsent(arn) || isAbsent(account) || arn.split(':')[4] === account) return [];
    return [{ path: ['access', 'roles', role], text: `is not of account ${account}; the ${role} role lives in the ${home}'s account` }];
  });
}

const nested = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** The first folder at the target that lies below `prefix` or around it. */
function folderAt(prefix: string, targetPrefix: string, folders: readonly string[] | null): string | null {
  const folder = folders?.find((name) => nested(`${targetPrefix}${name}/`, prefix));
  return folder === undefined ? null : `${targetPrefix}${folder}/`;
}

function draftOf(raw: unknown): Draft {
  const draft: Record<string, unknown> = {};
  for (const { path, schema } of leavesOf()) {
    const parsed = schema.safeParse(valueAt(raw, path));
    const sections = path.slice(0, -1);
    const section = sections.reduce<Record<string, unknown>>((at, key) => (at[key] ??= {}) as Record<string, unknown>, draft);
    section[path.at(-1) ?? ''] = parsed.success ? (parsed.data ?? null) : undefined;
  }
  return draft as unknown as Draft;
}

function valueAt(raw: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined), raw);
}

function isAbsent<T>(value: T | null | undefined): value is null | undefined {
  return value === null || value === undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
