import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { thisInstance } from '../aws/instance.ts';
import {
  agentWorld,
  approveWorld,
  logIn,
  operateWorld,
  plainS3,
  publishWorld,
  type AgentWorld,
  type ApproveWorld,
  planWorld,
  type Login,
  type OperateWorld,
  type PlanWorld,
  type PublishWorld,
} from '../aws/world.ts';
import { systemClock } from '../clock.ts';
import { drainingAfter } from '../copy/drain.ts';
import type { StopSignals } from '../copy/settle.ts';
import { digestsOf } from '../config/digests.ts';
import { ledgerNames } from '../ledger/names.ts';
import type { Migration } from '../config/migration.ts';
import { MigrationError } from '../errors.ts';
import type { S3 } from '../s3/types.ts';
import { storeJobFile } from '../ledger/job-files.ts';
import { duringRun, endRun, runThatHolds, type Patience } from '../ledger/run-lease.ts';
import { requireApproval } from '../stages/approve.ts';
import { newestPlan, openPlan, type OpenPlan } from '../stages/open-plan.ts';
import type { FleetPorts } from '../stages/sync-shard.ts';

/** What every door knows before it asks AWS for anything. */
export interface Caller {
  readonly env: NodeJS.ProcessEnv;
  readonly idToken: ((audience: string) => Promise<string>) | null;
  /** Who works, for session names: provenance only. */
  readonly worker: string;
}

export function loginOf({ env, idToken, worker }: Caller, roleArn: string | null, region: string): Login {
  const place = { endpoint: env['AWS_ENDPOINT_URL'] ?? null, clock: systemClock(env), random: Math.random };
  return { place, idToken, roleArn, region, session: `bucket-brigade-${worker}` };
}

/** Does the work of the plan stage under the plan role, and closes every socket afterwards. */
export async function withPlanRole<T>(
  caller: Caller,
  migration: Migration,
  roleArn: string | null,
  work: (world: PlanWorld) => Promise<T>,
): Promise<T> {
  const login = loginOf(caller, roleArn, migration.ledger.region);
  const world = planWorld(login, logIn(login), migration);
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

export interface PlanPlace {
  readonly uri: string;
  /** The role to work under; null for whatever credentials are there. */
  readonly role: string | null;
  /** The account that must own the ledger; null: the role's. */
  readonly account: string | null;
  /** The ledger's region. */
  readonly region: string;
}

/** Opens the plan under the approve role, and closes every socket afterwards. */
export async function withApproveRole<T>(
  caller: Caller,
  at: PlanPlace,
  signal: AbortSignal,
  work: (world: ApproveWorld, open: OpenPlan) => Promise<T>,
): Promise<T> {
  const login = loginOf(caller, at.role, at.region);
  const self = logIn(login);
  const open = await openFirst(plainS3(login, self), at, signal);
  const world = approveWorld(login, self, open.plan);
  try {
    return await work(world, open);
  } finally {
    await world.close();
  }
}

export interface Operating extends OperateWorld {
  /** Another run that works on the migration, to whoever ends a run; null when none does, and for a terminal, whose owner decides. */
  readonly otherRun: string | null;
}

/** Who works on a plan under the operate role. */
export interface Operator extends Caller {
  readonly log: (line: string) => void;
}

/**
 * What somebody opens a plan for, and what it needs. `work` is done by one run at a time, with an approval; `read` leaves everything as it
 * is but writes what it finds; `look` and `end` must do for every plan. What ends a run gives back its right to work, and holds it until then where
 * no other run has it.
 */
const PURPOSES = {
  work: { approval: true, run: 'waits' },
  read: { approval: true, run: null },
  look: { approval: false, run: null },
  end: { approval: false, run: 'does-not-wait' },
} as const satisfies Readonly<Record<string, { readonly approval: boolean; readonly run: Patience | null }>>;
export type Purpose = keyof typeof PURPOSES;

/**
 * Opens the plan under the operate role, does a stage's work in its world, and closes every socket afterwards. The work's signals are
 * the caller's, and stop it as well when another run has taken the migration over.
 */
export async function withOperateRole<T>(
  operator: Operator,
  at: PlanPlace,
  signals: StopSignals,
  work: (world: Operating, open: OpenPlan, signals: StopSignals) => Promise<T>,
  purpose: Purpose = 'work',
): Promise<T> {
  const login = loginOf(operator, at.role, at.region);
  const self = logIn(login);
  const open = await openFirst(plainS3(login, self), at, signals.stop);
  const operate = operateWorld(login, self, open.plan);
  const { env, log, worker } = operator;
  const run = runOf(env);
  const terms = { name: open.names.runLease(), run: run.called, worker };
  const { clock, ledger } = operate;
  const deps = { ledger, clock, random: Math.random, log, signal: signals.stop };
  const needs = PURPOSES[purpose];
  try {
    if (needs.approval) await requireApproval(ledger, open, signals.stop);
    if (needs.run === null) return await work({ ...operate, otherRun: null }, open, signals);
    return await duringRun(deps, terms, needs.run, (lost) =>
      drainingAfter(clock, signals, lost, (both) => work({ ...operate, otherRun: null }, open, both)),
    ).catch(async (error: unknown) => {
      const other = purpose === 'end' ? runThatHolds(error) : null;
      if (other === null) throw error;
      // At a terminal a person decides what is given back, whoever works.
      return await work({ ...operate, otherRun: run.endsWithWork ? null : other }, open, signals);
    });
  } finally {
    // What a signal has stopped is ended, too. A lease that cannot be given back runs out by itself.
    if (purpose === 'end' || (purpose === 'work' && run.endsWithWork))
      await endRun(deps, terms, purpose === 'end' ? 'of-run' : 'of-worker').catch((error: unknown) =>
        log(`${ledger.uri(terms.name)}: ${String(error)}`),
      );
    await operate.close();
  }
}

/** A run in Actions, with all its jobs and their re-runs; or the commands that somebody gives on one machine. */
function runOf(env: NodeJS.ProcessEnv): { readonly called: string; readonly endsWithWork: boolean } {
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id, GITHUB_SERVER_URL: server } = env;
  if (id !== undefined && repository !== undefined)
    return { called: `${server ?? 'https://github.com'}/${repository}/actions/runs/${id}`, endsWithWork: false };
  return { called: `${env['USER'] ?? env['LOGNAME'] ?? 'somebody'}@${hostname()}`, endsWithWork: true };
}

/** Does work on the migration's newest plan under the operate role; null when it has none. What it does needs no approval. */
export async function withNewestPlan<T>(
  caller: Operator,
  migration: Migration,
  role: string | null,
  signals: StopSignals,
  work: (world: Operating, open: OpenPlan, signals: StopSignals) => Promise<T>,
): Promise<T | null> {
  const { ledger } = migration;
  const login = loginOf(caller, role, ledger.region);
  const s3 = plainS3(login, logIn(login));
  let uri: string | null;
  try {
    uri = await newestPlan(s3, ledger, ledgerNames(migration.name, digestsOf(migration).identity), signals.stop);
  } finally {
    await s3.close();
  }
  if (uri === null) return null;
  return await withOperateRole(caller, { uri, role, region: ledger.region, account: ledger.account }, signals, work, 'look');
}

/** Opens the plan under the operate role and works under the publish role, which operate may become. */
export async function withPublishRole<T>(
  operator: Operator,
  at: PlanPlace,
  signals: StopSignals,
  work: (world: PublishWorld & { readonly operate: OperateWorld }, open: OpenPlan, signals: StopSignals) => Promise<T>,
  purpose: Purpose = 'work',
): Promise<T> {
  const underPublish = async (operate: OperateWorld, open: OpenPlan, both: StopSignals): Promise<T> => {
    const login = loginOf(operator, at.role, at.region);
    const world = publishWorld(login, logIn(login), open.plan);
    try {
      return await work({ ...world, operate }, open, both);
    } finally {
      await world.close();
    }
  };
  return await withOperateRole(operator, at, signals, underPublish, purpose);
}

/** The same on a machine, under the role of its profile, which is the agent's. */
export async function withAgentRole<T>(
  caller: Caller,
  at: PlanPlace,
  signal: AbortSignal,
  work: (world: AgentWorld & { readonly machine: string }, open: OpenPlan) => Promise<T>,
): Promise<T> {
  const login = loginOf(caller, null, at.region);
  const instance = thisInstance(caller.env, login.place.clock);
  const self = instance.credentials;
  const open = await openFirst(plainS3(login, self), at, signal);
  const world = agentWorld(login, self, open.plan);
  try {
    return await work({ ...world, machine: await instance.id() }, open);
  } finally {
    await world.close();
  }
}

async function openFirst(s3: S3, { account, role, uri }: PlanPlace, signal: AbortSignal): Promise<OpenPlan> {
  try {
    return await openPlan(s3, account ?? accountOf(role), uri, signal);
  } finally {
    await s3.close();
  }
}

/** Machines as the copy legs take them. `agentFile`: the agent's bundle, which lies in the action's own folder. */
export function fleetPorts({ commands, compute, ledger }: OperateWorld, agentFile: string): FleetPorts {
  return {
    compute,
    commands,
    agentBundle: async () => storeJobFile(ledger, 'agent', 'mjs', await readFile(agentFile)),
    newProcess: () => randomUUID().slice(0, 8),
  };
}

/** What the stages after the plan take, as one record of ports. */
export function stageDeps(
  world: Operating,
  { log, worker }: { readonly log: (line: string) => void; readonly worker: string },
  signal: AbortSignal,
) {
  return {
    ...world,
    agentSource: world.agent.source,
    random: Math.random,
    holder: `${worker}-${randomUUID().slice(0, 8)}`,
    log,
    signal,
  };
}

export type StageDeps = ReturnType<typeof stageDeps>;

/** The account of a role: arn:aws:iam::ACCOUNT:role/NAME. @throws MigrationError USAGE */
function accountOf(role: string | null): string {
  const account = role === null ? undefined : /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/.exec(role)?.[1];
  if (account !== undefined) return account;
  throw new MigrationError('USAGE', role === null ? 'Neither a role nor an account is given' : `"${role}" is not the ARN of a role`, {
    next: 'Give the role that the plan stage printed (arn:aws:iam::ACCOUNT:role/NAME).',
  });
}
