import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A command as a child process, and what it and all of its children used. */
export interface Usage {
  readonly code: number;
  readonly wallSeconds: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly peakBytes: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Where {
  readonly python: string;
  /** The core that clients run on; undefined: any. */
  readonly core: number | undefined;
}

export const cpuSeconds = ({ userSeconds, systemSeconds }: Usage): number => userSeconds + systemSeconds;

const KEPT_OUTPUT_BYTES = 4 * 1024 * 1024;

export interface Started {
  readonly usage: Promise<Usage>;
  /** To the command itself, which may pass it on; SIGKILL to it and to all that it has started. */
  kill(signal: NodeJS.Signals): void;
}

export const run = (where: Where, command: Command): Promise<Usage> => start(where, command).usage;

export function start(where: Where, { program, args, env = {} }: Command): Started {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const report = path.join(directory, 'usage.json');
  const measure = path.join(import.meta.dirname, 'measure.py');
  const child = spawn(where.python, ['-I', measure, report, String(where.core ?? '-'), program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...clientEnvironment(), ...env },
    // A group of its own: so that a kill reaches all of it, and no more than it.
    detached: true,
  });
  started.add(child);
  let killed = false;
  const tail = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => {
      tail[name] = (tail[name] + chunk.toString('utf8')).slice(-KEPT_OUTPUT_BYTES);
    });
  const usage = new Promise<Usage>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      started.delete(child);
      if (killed) resolve({ ...KILLED, ...tail });
      else if (!existsSync(report)) reject(new Error(`${program} left no account of what it used: ${tail.stderr.slice(-2000)}`));
      else resolve({ ...(JSON.parse(readFileSync(report, 'utf8')) as Omit<Usage, 'stdout' | 'stderr'>), ...tail });
      rmSync(directory, { recursive: true, force: true });
    });
  });
  return {
    usage,
    kill(signal) {
      killed ||= signal === 'SIGKILL';
      signalGroup(child, signal);
    },
  };
}

/** What a process used that was killed together with the one that measured it is not known. */
const KILLED = { code: -9, wallSeconds: 0, userSeconds: 0, systemSeconds: 0, peakBytes: 0 } as const;

const started = new Set<ChildProcess>();

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    // measure.py passes on what it is sent: a group would get it twice.
    process.kill(signal === 'SIGKILL' ? -pid : pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Nothing that was started outlives the benchmark. */
export function endAll(): void {
  for (const child of started) signalGroup(child, 'SIGKILL');
}

/** Made-up credentials, and nothing of the user's own: no profile, no proxy, no metadata service. */
export function clientEnvironment(): Record<string, string> {
  const { PATH = '', HOME = os.tmpdir(), TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    AWS_ACCESS_KEY_ID: 'BENCHBENCHBENCHBENCH',
    AWS_SECRET_ACCESS_KEY: 'of-no-use-anywhere-else',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    RCLONE_CONFIG: os.devNull,
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}
