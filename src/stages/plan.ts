import { isoSeconds, type Clock } from '../clock.ts';
import { digestsOf } from '../config/digests.ts';
import { architectureOf, type Architecture } from '../config/instance-types.ts';
import { verifyMachine, type Migration } from '../config/migration.ts';
import { eachUpTo } from '../pool.ts';
import type { Plan, PlannedFolder } from '../contracts/plan.ts';
import { ledgerNames } from '../ledger/names.ts';
import { beginWork, readStart } from '../ledger/start.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import { ordersOf } from '../plan/orders.ts';
import type { TypeSight } from '../fleet/machine.ts';
import { sizingOf } from '../partition/leg.ts';
import { refuseUntagged, type NetworkSight } from '../partition/network.ts';
import { planDigest, planMigration } from '../plan/plan.ts';
import { refuseOverLimits, surveyProblems } from '../plan/refuse.ts';
import { MigrationError } from '../errors.ts';
import { openPlan } from './open-plan.ts';
import { adviceOn, lookAtTarget, wordsOf } from './target-settings.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type ListPage, type ListPageInput, type S3 } from '../s3/types.ts';

export interface PlanDeps {
  /** Lists the source, and may do nothing else there: the survey role. */
  readonly source: S3;
  readonly target: S3;
  readonly ledger: LedgerStore;
  /** The newest image of Amazon Linux for an architecture, in the target's region. */
  readonly newestImage: (architecture: Architecture) => Promise<string>;
  /** The clusters' subnet, or those of the default network, in the target's region. */
  readonly clusterNetwork: (subnet: string | null) => Promise<NetworkSight>;
  /** Whether EC2 has the instance type, in the target's region. */
  readonly machineType: (type: string) => Promise<TypeSight>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface PlanOutcome {
  readonly plan: Plan;
  readonly digest: string;
  readonly uri: string;
  readonly startedAt: string;
}

const FOLDERS_AT_ONCE = 16;

/** What is not known of the target's settings by then is not waited for. */
const LOOK_UP_TO_MS = 30_000;

/**
 * Looks once at every expected folder, plans the shards, and writes the plan with its orders. Nothing is granted,
 * rented or copied; whatever is wrong with the config, the buckets or the folders is said here, before anything starts.
 */
export async function planStage(deps: PlanDeps, migration: Migration): Promise<PlanOutcome> {
  const { clock, ledger, log, signal } = deps;
  const startedAt = isoSeconds(clock.now());
  log(`Looking at ${migration.folders.length} folders of s3://${migration.source.bucket}/${migration.source.prefix}`);
  const target = { bucket: migration.target.bucket, owner: migration.target.account };
  await explained('looking at the target', () =>
    deps.target.listPage({ from: target, prefix: migration.target.prefix, maxKeys: 1 }, signal),
  );
  await lookAtSettings(deps, migration);
  const survey = await surveyFolders(deps, migration);
  surveyProblems(migration, survey);
  const names = ledgerNames(migration.name, digestsOf(migration).identity);
  const begun = await readStart(ledger, names, signal);
  // An instance type that nobody knows is said here, before anything is rented.
  if (migration.partition !== null) sizingOf(migration.partition.machines);
  for (const [field, type] of machineTypes(migration)) await lookAtMachineType(deps, field, type, migration.target.region);
  await lookAtNetwork(deps, migration);
  const { copy } = migration;
  const verifies = verifyMachine(migration);
  const imageFor = ({ type }: { readonly type: string }) => deps.newestImage(architectureOf(type));
  const imageId = copy.executor === 'fleet' ? await imageFor(copy.machine) : null;
  const verifyImageId = verifies === null ? null : await imageFor(verifies);
  const plannedSince = (since: string) => planMigration({ migration, survey, imageId, verifyImageId, since, createdAt: startedAt });
  refuseOverLimits(plannedSince(begun ?? startedAt), migration.limits);
  const capped = migration.limits.usd !== null || migration.limits.hours !== null;
  const more = survey.filter((folder) => folder.more).length;
  if (capped && more > 0)
    log(`Estimate is a lower bound: ${more} folders hold more than one page of keys, so the plan may pass limits and cost more`);
  // Two runs may begin a migration in the same second: the later one goes on with the earlier one's start, as any later run does.
  const plan = plannedSince(begun ?? (await beginWork(ledger, names, startedAt, signal)).at);
  const digest = planDigest(plan);
  // Orders first: a plan that can be read has all of its orders.
  for (const order of ordersOf(plan)) await writeOrThrow(ledger, names.order(digest, 0, order.shard), JSON.stringify(order));
  await writeOrThrow(ledger, names.plan(digest), JSON.stringify(plan));
  const keys = survey.reduce((sum, folder) => sum + folder.keys, 0);
  log(`Planned ${plan.shards.length} shards for ${keys}${survey.some(({ more }) => more) ? ' or more' : ''} keys; plan ${digest}`);
  return { plan, digest, uri: ledger.uri(names.plan(digest)), startedAt };
}

/**
 * Goes on with a plan that was made before, in a run that follows another: nothing is surveyed, nothing is planned again.
 * @throws MigrationError USAGE when the migration file describes another copy or table by now
 */
export async function reopenStage({ clock, log, signal, target }: PlanDeps, migration: Migration, uri: string): Promise<PlanOutcome> {
  const startedAt = isoSeconds(clock.now());
  const { digest, plan } = await openPlan(target, migration.ledger.account, uri, signal);
  const now = digestsOf(migration);
  if (plan.migration !== migration.name || plan.digests.identity !== now.identity || plan.digests.transform !== now.transform) {
    throw new MigrationError('USAGE', `The plan at ${uri} is of another copy or table than the migration file describes`, {
      next: 'The file was changed meanwhile. Run the workflow without a plan: it makes a new one, for approval.',
    });
  }
  log(`Going on with plan ${digest}, made ${plan.createdAt}`);
  return { plan, digest, uri, startedAt };
}

/** The types of machines that will be rented, by the field that names each. */
function machineTypes(migration: Migration): [field: string, type: string][] {
  const { copy } = migration;
  const verifies = verifyMachine(migration);
  const types: [string, string][] = copy.executor === 'fleet' ? [['copy.machine.type', copy.machine.type]] : [];
  return verifies === null ? types : [...types, ['verify.machine.type', verifies.type]];
}

/** @throws MigrationError UNKNOWN_INSTANCE_TYPE */
async function lookAtMachineType({ log, machineType }: PlanDeps, field: string, type: string, region: string): Promise<void> {
  const sight = await machineType(type);
  if (sight.known === null) {
    log(
      `Whether EC2 has machines of type ${type} is not known: the plan role may not look (deploy infra/machines.yml again). ${sight.detail}`,
    );
    return;
  }
  if (sight.known) return;
  throw new MigrationError('UNKNOWN_INSTANCE_TYPE', `${field}: EC2 has no instance type "${type}" in ${region}`, {
    next: 'Correct it in the migration file; `aws ec2 describe-instance-types --query InstanceTypes[].InstanceType` lists those that there are.',
  });
}

/** What a person should know of the target's bucket before it is filled; nothing is refused for it. The agent role is of its account. */
async function lookAtSettings({ clock, log, signal, target: s3 }: PlanDeps, { folders, target }: Migration): Promise<void> {
  const settings = await lookAtTarget({ s3, clock, signal, upToMs: LOOK_UP_TO_MS }, { target, acl: 'none', writer: null });
  const prefixes = folders.map((folder) => `${target.prefix}${folder}/`);
  for (const line of adviceOn(settings, target.bucket, prefixes)) log(line);
  const { versioning } = settings;
  if (versioning.known !== null) return;
  const mayNot = versioning.why instanceof S3Error && versioning.why.status === 403;
  const next = mayNot ? ': the plan role may not look (deploy infra/target.yml again)' : '';
  log(`Whether bucket ${target.bucket} keeps earlier versions is not known${next}. ${wordsOf(versioning.why)}`);
}

/** A cluster on a network that EMR may not use ends hours after the plan, and does not say why. */
async function lookAtNetwork({ clusterNetwork, log }: PlanDeps, { partition, target }: Migration): Promise<void> {
  if (partition === null) return;
  const sight = await clusterNetwork(partition.subnet);
  if (sight.network !== null) return refuseUntagged(sight.network, { region: target.region, subnet: partition.subnet });
  log(
    `Whether EMR may use the clusters' network is not known: the plan role may not look (deploy infra/machines.yml again). ${sight.detail}`,
  );
}

/** One page of each folder: proves that it is there, and weighs it up to a page's 1,000 keys. */
async function surveyFolders({ source, signal }: PlanDeps, migration: Migration): Promise<PlannedFolder[]> {
  const survey: PlannedFolder[] = [];
  const from = { bucket: migration.source.bucket, owner: migration.source.account };
  await eachUpTo(migration.folders.entries(), FOLDERS_AT_ONCE, async ([index, folder]) => {
    const page = await explained(`looking at folder ${folder} of the source`, () =>
      firstPage(source, { from, prefix: `${migration.source.prefix}${folder}/` }, signal),
    );
    const bytes = page.objects.reduce((sum, { size }) => sum + size, 0);
    survey[index] = { folder, keys: page.objects.length, bytes, more: page.continuation !== null };
  });
  return survey;
}

/** The first page that has a key, or the last one. An empty page may be followed by a full one; never by itself, for ever. */
async function firstPage(source: S3, ask: ListPageInput, signal: AbortSignal | undefined): Promise<ListPage> {
  for (let continuation: string | undefined; ;) {
    const page = await source.listPage({ ...ask, continuation }, signal);
    if (page.objects.length > 0 || page.continuation === null || page.continuation === continuation) return page;
    ({ continuation } = page);
  }
}

async function explained<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, doing) : error;
  }
}
