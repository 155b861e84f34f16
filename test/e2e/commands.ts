import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sandboxPython } from '../sandbox/laptop-aws.ts';
import { receipt as receiptContract, type Receipt } from '../../src/contracts/receipt.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const PYTHON = sandboxPython();
export const QUICK = 'examples/checkout-history/quick.yml';

const FILES = {
  demo: 'sandbox/demo/main.ts',
  sandbox: 'sandbox/main.ts',
  workflow: 'sandbox/workflow-runner/main.ts',
  cli: 'cli/src/main.ts',
} as const;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly output: () => string;
}

/** One of the commands behind the npm scripts, as its own process group: a test can press Ctrl-C on all of it. */
export function start(command: keyof typeof FILES, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [join(ROOT, FILES[command]), ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BB_PYTHON: PYTHON, ...env },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, output })));
  return { child, ended, output: () => output };
}

export const run = (command: keyof typeof FILES, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  start(command, args, env).ended;

/** A folder for one test file's sandbox, runs and answers. */
export function scratch(): { dir: string; path: (name: string) => string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'bb-e2e-'));
  return { dir, path: (name) => join(dir, name), remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function readReceipt(file: string): Receipt {
  return receiptContract.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** What S3 was really asked to copy, by the sandbox's own access log: target keys of copies that were stored. */
export function storedCopies(accessLog: string): string[] {
  return readFileSync(accessLog, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { operation: string; key: string; upstreamStatus: number | null })
    .filter(({ operation, upstreamStatus }) => operation === 'CopyObject' && upstreamStatus === 200)
    .map(({ key }) => key);
}

/** The independent script's word on a kept sandbox. */
export function compareSides(
  sandboxJson: string,
  cutoff: string,
): { belonging: number; target: number; equal: number; problems: string[] } {
  try {
    return JSON.parse(
      execFileSync(PYTHON, [join(ROOT, 'test/independent/compare_sides.py'), sandboxJson, cutoff], { encoding: 'utf8' }),
    ) as never;
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout === undefined || stdout === '') throw error;
    return JSON.parse(stdout) as never;
  }
}

/** Live processes that have to do with the folder, by command line or working directory. Linux only: elsewhere there is no /proc. */
export function processesOf(folder: string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const zombie = stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
        return !zombie && (command.includes(folder) || environment.includes(folder)) ? [`${pid} ${command}`] : [];
      } catch {
        return [];
      }
    });
}
