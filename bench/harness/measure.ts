import { spawn } from 'node:child_process';
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

export function run(where: Where, { program, args, env = {} }: Command): Promise<Usage> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const report = path.join(directory, 'usage.json');
  const measure = path.join(import.meta.dirname, 'measure.py');
  const child = spawn(where.python, ['-I', measure, report, String(where.core ?? '-'), program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...clientEnvironment(), ...env },
  });
  const tail = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => {
      tail[name] = (tail[name] + chunk.toString('utf8')).slice(-KEPT_OUTPUT_BYTES);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      if (!existsSync(report)) reject(new Error(`${program} left no account of what it used: ${tail.stderr.slice(-2000)}`));
      else resolve({ ...(JSON.parse(readFileSync(report, 'utf8')) as Omit<Usage, 'stdout' | 'stderr'>), ...tail });
      rmSync(directory, { recursive: true, force: true });
    });
  });
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
