import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The sandbox's AWS, started for one file of tests. BB_PYTHON names the interpreter that has ministack. */
export interface Aws {
  readonly url: string;
  readonly token: string;
  readonly directory: string;
  close(): Promise<void>;
}

const SERVE = resolve(import.meta.dirname, '../../../sandbox/ministack/serve.py');
const READY_WITHIN_MS = 30_000;

export async function startAws(): Promise<Aws> {
  const python = process.env['BB_PYTHON'];
  if (python === undefined) throw new Error('BB_PYTHON must name a Python that has ministack: npm test sets it');
  const directory = mkdtempSync(join(tmpdir(), 'front-aws-'));
  const token = 'token-of-this-test';
  writeFileSync(join(directory, 'token'), token);
  const readyFile = join(directory, 'ready.json');
  const args = [
    SERVE,
    '--port',
    '0',
    '--admin-token-file',
    join(directory, 'token'),
    '--dir',
    directory,
    '--ready-file',
    readyFile,
    '--lifeline',
  ];
  const child = spawn(python, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`The sandbox's AWS did not start: ${said}`);
    }
    await pause(20);
  }
  const { port } = JSON.parse(readFileSync(readyFile, 'utf8')) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    directory,
    close: async () => {
      await ended(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exit;
  clearTimeout(late);
}
