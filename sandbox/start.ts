import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoSeconds, type Clock } from '../src/clock.ts';
import type { Side } from '../src/contracts/contract.ts';
import { MigrationError } from '../src/errors.ts';
import { startAwsServer, stopProcess } from './aws-server.ts';
import { describeDataset } from './dataset/describe.ts';
import { seedDataset } from './dataset/seed.ts';
import { parseSandboxSpec } from './dataset/spec.ts';
import { plantedRules, plantedSummary, type PlantedSummary } from './dataset/summary.ts';
import type { Example } from './example.ts';
import { startFrontProcess } from './front-process.ts';
import { deployInfra } from './infra.ts';
import type { PlantedLive } from './live/live.ts';
import { liveRules, makeLive, seedLive, type Live } from './live/seeding.ts';
import { shelveLibraries } from './libraries.ts';
import { createIssuerKey } from './oidc/key.ts';
import { withIds } from './oidc/ids.ts';
import { freePort } from './processes.ts';
import type { FaultRule } from './proxy/rules.ts';
import {
  downCommand,
  holdsSandbox,
  isOurs,
  isStarterAlive,
  lastStartMs,
  livingPids,
  readState,
  writePids,
  writeState,
  type SandboxState,
} from './state.ts';

export interface StartOptions {
  /** Holds everything of the sandbox; made here, removed by stopSandbox. */
  readonly dir: string;
  /** 0: any free port. */
  readonly port: number;
  /** How many times faster than life all waiting is: machines starting, clusters ending, the product's own pauses. */
  readonly timeScale: number;
  /** Accounts, buckets and what is planted come from it. */
  readonly example: Example;
  /** Whether its documents and troubles are put in. */
  readonly seeded: boolean;
  /** Chooses which folders are lost; null: the original's. */
  readonly randomSeed: number | null;
  /** Attached: it ends with this process, however that ends. Detached: `stopSandbox` ends it. */
  readonly attached: boolean;
  readonly repository: string;
  readonly root: string;
  readonly python: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** The stack wants a table's name also where the example makes none. */
const NO_TABLE = { prefix: 'tables/none/', database: 'none', name: 'none' };

/** What was put in: the documents, and what the live pipeline has in the table already. */
export type Planted = PlantedSummary & { readonly live: PlantedLive | null };

export interface Sandbox {
  readonly state: SandboxState;
  readonly planted: Planted | null;
}

/** Starts the laptop AWS with its front, deploys infra/ into both accounts, and puts the example's documents in. */
export async function startSandbox(options: StartOptions): Promise<Sandbox> {
  const { dir, clock, say } = options;
  const living = readState(dir);
  if (living !== null && isRunning(living, dir)) {
    throw new MigrationError('USAGE', `A sandbox is up already, at ${living.endpoint}`, {
      next: `Use it, or end it first: ${downCommand(dir)}`,
    });
  }
  refuseWhileStarting(dir, clock);
  await stopSandbox(dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writePids(dir, []);
  const started: number[] = [];
  try {
    return await start(options, (pid) => {
      started.push(pid);
      writePids(dir, started);
    });
  } catch (error) {
    say('The sandbox did not come up; ending what was started');
    await stopSandbox(dir);
    throw error;
  }
}

/** A start takes seconds. Processes without a state for longer than this are what a killed start has left. */
const STARTING_UP_TO_MS = 60_000;

/** Two commands may start a sandbox in the same folder at the same moment: the second must not end the first one's. */
function refuseWhileStarting(dir: string, clock: Clock): void {
  const startedMs = lastStartMs(dir);
  if (readState(dir) !== null || startedMs === null || livingPids(dir).length === 0 || !isStarterAlive(dir)) return;
  if (clock.now() - startedMs > STARTING_UP_TO_MS) return;
  throw new MigrationError('USAGE', `A sandbox is just starting in ${dir}`, {
    next: `Wait until it is up; or end it first: ${downCommand(dir)}`,
  });
}

async function start(options: StartOptions, onStarted: (pid: number) => void): Promise<Sandbox> {
  const { dir, example, attached, clock, signal, say } = options;
  const { migration } = example;
  const token = randomBytes(24).toString('hex');
  const files = {
    accessLog: join(dir, 's3-access.ndjson'),
    awsLog: join(dir, 'aws.log'),
    frontLog: join(dir, 'front.log'),
    adminToken: join(dir, 'admin-token'),
  };
  writeFileSync(files.adminToken, `${token}\n`, { mode: 0o600 });
  const key = await createIssuerKey(join(dir, 'oidc'));
  const port = await freePort(options.port);
  say('Starting the laptop AWS');
  const aws = await startAwsServer({
    python: options.python,
    port: 0,
    dir,
    adminToken: token,
    attached,
    log: files.awsLog,
    timeScale: options.timeScale,
    publicEndpoint: `http://127.0.0.1:${port}`,
    onSpawned: onStarted,
  });
  signal.throwIfAborted();
  const live = options.seeded ? await liveOf(options) : null;
  const rules = options.seeded ? [...rulesOf(options), ...liveRules(live)] : [];
  const front = await startFrontProcess({ port, upstream: aws.endpoint, dir, attached, log: files.frontLog, rules, onSpawned: onStarted });
  signal.throwIfAborted();
  const issuer = `${front.url}/_oidc`;
  const source = rootOf(migration.source.account, migration.source.region);
  const target = rootOf(migration.target.account, migration.target.region);
  say('Deploying infra/ into both accounts');
  const roles = await deployInfra(
    {
      endpoint: front.url,
      source: { ...source, bucket: migration.source.bucket },
      target: { ...target, bucket: migration.target.bucket },
      ledgerBucket: migration.ledger.bucket,
      table: migration.partition?.table ?? NO_TABLE,
      repository: options.repository,
      // The same one as its tokens name it with ids (`npm run workflow -- --subject-style new`).
      otherRepository: withIds(options.repository),
      issuerUrl: issuer,
      templatesDir: join(options.root, 'infra'),
    },
    { clock, signal },
  );
  await shelveLibraries(
    { endpoint: front.url, account: target, bucket: migration.ledger.bucket, prefix: migration.ledger.prefix },
    join(options.root, '.setup/libraries'),
  );
  const planted: Planted | null = options.seeded
    ? {
        ...(await seed(options, aws.endpoint, token)),
        live: await seedLive(live, { endpoint: aws.endpoint, token, account: target, signal }),
      }
    : null;
  const state: SandboxState = {
    contract: 'sandbox/1',
    endpoint: front.url,
    awsEndpoint: aws.endpoint,
    accounts: { source, target },
    roles,
    buckets: { source: migration.source.bucket, target: migration.target.bucket, ledger: migration.ledger.bucket },
    oidc: { issuer, privateKeyFile: key.file, keyId: key.keyId },
    repository: options.repository,
    timeScale: options.timeScale,
    seed: planted === null ? null : { example: example.file, randomSeed: options.randomSeed, planted },
    processes: { aws: aws.pid, front: front.pid },
    files,
    startedAt: isoSeconds(clock.now()),
  };
  writeState(dir, state);
  return { state, planted };
}

/** An account's root in the laptop AWS: its id is its access key. No stage works as one. */
function rootOf(id: string, region: string): SandboxState['accounts']['source'] {
  return { id, region, accessKeyId: id, secretAccessKey: 'test' };
}

function datasetOf({ example, randomSeed }: StartOptions) {
  const { migration } = example;
  return {
    folders: migration.folders,
    sandboxSpec: parseSandboxSpec(example.specText, example.specFile),
    ...(randomSeed === null ? {} : { seed: randomSeed }),
    cutoff: migration.cutoff.lastModified,
    sourceBucket: migration.source.bucket,
    account: migration.source.account,
  };
}

function rulesOf(options: StartOptions): readonly FaultRule[] {
  const { migration } = options.example;
  return plantedRules({
    ...datasetOf(options),
    source: placeOf(migration.source),
    target: placeOf(migration.target),
  });
}

function liveOf(options: StartOptions): Promise<Live | null> {
  const { sandboxSpec, seed = sandboxSpec.seed } = datasetOf(options);
  const { dir, python, signal } = options;
  return makeLive({ migration: options.example.migration, sandboxSpec, seed, dir, python, signal });
}

function placeOf({ bucket, region, account }: Side) {
  return { bucket, region, account };
}

async function seed(options: StartOptions, endpoint: string, token: string): Promise<PlantedSummary> {
  const dataset = datasetOf(options);
  const planted = plantedSummary(dataset);
  options.say(`Putting ${planted.objects} objects into ${planted.folders} folders of s3://${dataset.sourceBucket}`);
  await seedDataset({ endpoint, token, objects: describeDataset(dataset), signal: options.signal });
  return planted;
}

export function isRunning({ processes }: SandboxState, dir: string): boolean {
  return isOurs(processes.aws, dir) && isOurs(processes.front, dir);
}

/** Ends the sandbox's processes, by their ids, and removes its folder. @returns whether there was one. */
export async function stopSandbox(dir: string): Promise<boolean> {
  if (!existsSync(dir)) return false;
  if (!holdsSandbox(dir)) {
    if (readdirSync(dir).length === 0) return false;
    throw new MigrationError('USAGE', `${dir} holds other files, and no sandbox: nothing in it is touched`, {
      next: 'Name another folder with --dir.',
    });
  }
  for (const pid of livingPids(dir).toReversed()) await stopProcess(pid);
  rmSync(dir, { recursive: true, force: true });
  return true;
}

/** Removes what killed demos have left in `parent`: folders `prefix*` of sandboxes whose processes are gone for longer than a start takes. */
export function sweepSandboxes(parent: string, prefix: string, clock: Clock): void {
  for (const name of readdirSync(parent)) {
    const dir = join(parent, name);
    if (!name.startsWith(prefix) || !holdsSandbox(dir) || livingPids(dir).length > 0) continue;
    if (clock.now() - (lastStartMs(dir) ?? 0) > STARTING_UP_TO_MS) rmSync(dir, { recursive: true, force: true });
  }
}

/** The running sandbox of the folder; null when there is none, or when its processes are gone. */
export function runningSandbox(dir: string): SandboxState | null {
  const state = readState(dir);
  return state !== null && isRunning(state, dir) ? state : null;
}
