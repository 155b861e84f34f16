import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type RunOutcome, runOutcomeSchema } from '../../../sandbox/workflow-runner/outcome.ts';
import { type Files, folderOf, until } from './harness.ts';

const MAIN = join(import.meta.dirname, '../../../sandbox/workflow-runner/main.ts');

export interface Command {
  readonly child: ChildProcess;
  readonly root: string;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

/** The command as a person starts it. Detached: a Ctrl-C can be sent to its whole group, as a terminal does. */
export async function start(yaml: string, args: readonly string[] = [], files: Files = {}): Promise<Command> {
  const root = await folderOf({ ...files, '.github/workflows/w.yml': yaml.startsWith('on:') ? yaml : `on: workflow_dispatch\n${yaml}` });
  const child = spawn(process.execPath, [MAIN, '.github/workflows/w.yml', ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return { child, root, output: () => output, exit };
}

export const logOf = async (root: string, name: string) =>
  readFile(join(root, '.runs/1/attempt-1/logs', `${name}.log`), 'utf8').catch(() => '');
export const saysReady = (root: string) => until(async () => /Z ready$/m.test(await logOf(root, 'job')));

/** An action that ends at nothing but a kill, and starts two processes: one in a session of its own, one without an environment. */
export function stubborn(seconds: string): string {
  return `process.on('SIGINT', () => console.log('got INT'));
process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
const { spawn } = require('child_process');
spawn('sleep', ['${seconds}'], { detached: true, stdio: 'ignore' });
spawn('env', ['-i', 'sleep', '${seconds}'], { stdio: 'ignore' });
console.log('ready');`;
}

export async function parseRun(file: string): Promise<RunOutcome> {
  return runOutcomeSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
