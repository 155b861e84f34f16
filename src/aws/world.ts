import type { Clock } from '../clock.ts';
import { s3Ledger, type LedgerStore } from '../ledger/store.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Migration } from '../config/migration.ts';
import { createS3 } from '../s3/client.ts';
import type { BothSides, CredentialProvider, S3 } from '../s3/types.ts';
import type { BucketPolicy } from '../access/grant.ts';
import { inAccount } from './account-guard.ts';
import { ambient } from './ambient.ts';
import { byRole, byWebIdentity, type AwsPlace } from './credentials.ts';
import type { Architecture } from '../config/instance-types.ts';
import type { CommandRunner, Compute, TypeSight } from '../fleet/machine.ts';
import type { SparkClusters } from '../partition/clusters.ts';
import type { NetworkSight } from '../partition/network.ts';
import type { Catalogue } from '../publish/catalogue.ts';
import { glueCatalogue } from './catalogue.ts';
import { emrClusters } from './clusters.ts';
import { newestImage } from './images.ts';
import { lookUpMachineType } from './machine-types.ts';
import { clusterNetwork } from './network.ts';
import { ec2Compute, ssmCommands } from './machines.ts';
import { bucketPolicy } from './policies.ts';
import { readRented, terminateRented, type Rented } from './rented.ts';

/** Who a job is: a role by GitHub's OIDC token; a role that the ambient credentials may assume; or these themselves. */
export interface Login {
  readonly place: AwsPlace;
  readonly idToken: ((audience: string) => Promise<string>) | null;
  readonly roleArn: string | null;
  readonly session: string;
  readonly region: string;
}

/** The job's own credentials: one memoised provider for all of its clients. */
export function logIn({ place, idToken, roleArn, session, region }: Login): CredentialProvider {
  if (roleArn === null) return ambient(place);
  if (idToken !== null) return byWebIdentity(place, region, { roleArn, session, idToken });
  return byRole(place, region, ambient(place), roleArn, session);
}

/** Sockets of one client. Ledger traffic is little; copies have as many as there may be requests in flight. */
const FEW_CONNECTIONS = 16;

export interface Closing {
  /** Closes every socket; a process with open sockets does not end. */
  readonly close: () => Promise<void>;
}

export interface PlanWorld extends Closing {
  readonly clock: Clock;
  readonly source: S3;
  readonly target: S3;
  readonly ledger: LedgerStore;
  readonly newestImage: (architecture: Architecture) => Promise<string>;
  readonly clusterNetwork: (subnet: string | null) => Promise<NetworkSight>;
  readonly machineType: (type: string) => Promise<TypeSight>;
}

/** What the plan stage sees of AWS: the source under the survey role, the rest under its own. */
export function planWorld(login: Login, self: CredentialProvider, migration: Migration): PlanWorld {
  const { place } = login;
  const survey = byRole(place, migration.source.region, self, migration.roles.survey, login.session);
  const payer = migration.copy.objects.requesterPays === true;
  const source = client(place, migration.source.region, survey, FEW_CONNECTIONS, payer);
  const target = client(place, migration.target.region, self);
  return {
    clock: place.clock,
    source,
    target,
    ledger: s3Ledger(target, migration.ledger),
    newestImage: (architecture) => newestImage(place, migration.target.region, self, architecture),
    clusterNetwork: (subnet) => clusterNetwork(place, migration.target.region, self, subnet),
    machineType: (type) => lookUpMachineType(place, migration.target.region, self, type),
    close: () => closeAll([source, target]),
  };
}

/** A client for one bucket before anything else is known: reads the plan. */
export function plainS3(login: Login, self: CredentialProvider): S3 {
  return client(login.place, login.region, self);
}

/** What the gate job sees: the ledger, of which it may read plans and write approvals. */
export interface ApproveWorld extends Closing {
  readonly clock: Clock;
  readonly ledger: LedgerStore;
}

export function approveWorld(login: Login, self: CredentialProvider, plan: Plan): ApproveWorld {
  const own = client(login.place, plan.ledger.region, self);
  return { clock: login.place.clock, ledger: s3Ledger(own, plan.ledger), close: () => own.close() };
}

export interface OperateWorld extends Closing {
  readonly clock: Clock;
  readonly ledger: LedgerStore;
  readonly policy: BucketPolicy;
  readonly agent: BothSides;
  readonly agentLedger: LedgerStore;
  /** Of the agent role, for clients of other threads. */
  readonly agentCredentials: CredentialProvider;
  readonly rented: () => Promise<Rented>;
  readonly terminate: ReturnType<typeof terminateRented>;
  readonly clusters: SparkClusters;
  /** The ledger's bucket itself, for what is no state: the job's files. */
  readonly own: S3;
  readonly compute: Compute;
  readonly commands: CommandRunner;
}

/** What publish and roll-back see: ledger and table under the publish role, which may do nothing else. */
export interface PublishWorld extends Closing {
  readonly s3: S3;
  readonly ledger: LedgerStore;
  readonly catalogue: Catalogue;
}

export function publishWorld(login: Login, self: CredentialProvider, plan: Plan): PublishWorld {
  const { place } = login;
  const role = byRole(place, plan.target.region, self, plan.roles.publish, login.session);
  const s3 = client(place, plan.target.region, role);
  const { region, account } = plan.target;
  const table = plan.partition?.table ?? { database: '', name: '' };
  const catalogue = glueCatalogue(place, { region, account }, table, role);
  return {
    s3,
    ledger: s3Ledger(s3, plan.ledger),
    catalogue,
    close: async () => {
      catalogue.close();
      await s3.close();
    },
  };
}

/** What an agent sees: both sides and the ledger, under the one role that its machine has. */
export interface AgentWorld extends Closing {
  readonly clock: Clock;
  readonly sides: BothSides;
  /** The same ones, for clients of other threads. */
  readonly credentials: CredentialProvider;
  readonly ledger: LedgerStore;
}

export function agentWorld({ place }: Login, self: CredentialProvider, plan: Plan): AgentWorld {
  const source = sourceClient(place, plan, self);
  const target = client(place, plan.target.region, self, plan.copy.inFlight + FEW_CONNECTIONS);
  return {
    clock: place.clock,
    sides: { source, target },
    credentials: self,
    ledger: s3Ledger(target, plan.ledger),
    close: () => closeAll([source, target]),
  };
}

/**
 * What the stages after the plan see: the ledger under the operate role; the source's policy under the grant role of the
 * source's account; both sides and the ledger under the agent role, which is the one principal that copies.
 */
export function operateWorld(login: Login, credentials: CredentialProvider, plan: Plan): OperateWorld {
  const { place, roleArn } = login;
  const self = inAccount(place, login.region, credentials, { account: plan.target.account, roleArn });
  const own = client(place, plan.ledger.region, self);
  const agentRole = byRole(place, plan.target.region, self, plan.roles.agent, login.session);
  const grantRole = byRole(place, plan.source.region, self, plan.roles.grant, login.session);
  const ec2 = ec2Compute(place, plan.target.region, self, { migration: plan.migration, identity: plan.digests.identity });
  const emr = emrClusters(place, plan.target.region, self);
  const ssm = ssmCommands(place, plan.target.region, self);
  const connections = plan.copy.inFlight + FEW_CONNECTIONS;
  const source = sourceClient(place, plan, agentRole);
  const target = client(place, plan.target.region, agentRole, connections);
  return {
    clock: place.clock,
    ledger: s3Ledger(own, plan.ledger),
    policy: bucketPolicy(place, plan.source, grantRole),
    agent: { source, target },
    agentLedger: s3Ledger(target, plan.ledger),
    agentCredentials: agentRole,
    rented: () => readRented(place, plan.target.region, self, plan.migration),
    terminate: terminateRented(place, plan.target.region, self),
    clusters: emr.clusters,
    own,
    compute: ec2.compute,
    commands: ssm.commands,
    close: async () => {
      ec2.close();
      emr.close();
      ssm.close();
      await closeAll([own, source, target]);
    },
  };
}

/** The source as copy and verify list it: in lanes, each with a page under way. */
const LISTING_CONNECTIONS = 64;

function sourceClient(place: AwsPlace, { source, copy }: Plan, credentials: CredentialProvider): S3 {
  return client(place, source.region, credentials, LISTING_CONNECTIONS, copy.objects?.requesterPays === true);
}

function client(
  { endpoint, clock, random }: AwsPlace,
  region: string,
  credentials: CredentialProvider,
  connections = FEW_CONNECTIONS,
  requesterPays = false,
): S3 {
  return createS3({ region, endpoint, credentials, clock, random, connections, requesterPays });
}

async function closeAll(clients: readonly S3[]): Promise<void> {
  await Promise.all(clients.map((one) => one.close()));
}
