import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { MigrationError } from '../src/errors.ts';

/** A free port of the loopback; the one that was asked for, when it is free. */
export async function freePort(wanted: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      reject(
        new MigrationError('SANDBOX_FAILED', taken ? `Port ${wanted} is taken` : `Port ${wanted} cannot be opened: ${cause.message}`, {
          cause,
          next: 'Give another one with --port, or none: then a free one is taken.',
        }),
      );
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : wanted;
      probe.close(() => resolve(port));
    });
  });
}

export interface Spawned {
  readonly pid: number;
  readonly child: ChildProcess;
}

/**
 * Starts a server of the sandbox with its output in a file. Attached, it ends when its standard input does: with the
 * command that started it, however that ended. Detached, it is a group of its own and goes on.
 */
export function startServer(
  command: string,
  args: readonly string[],
  { log, attached, env }: { log: string; attached: boolean; env: NodeJS.ProcessEnv },
): Spawned {
  const output = openSync(log, 'a');
  try {
    const child = spawn(command, args, { detached: true, stdio: [attached ? 'pipe' : 'ignore', output, output], env });
    child.on('error', () => undefined);
    if (child.pid === undefined)
      throw new MigrationError('SANDBOX_FAILED', `${command} could not be started`, {
        next: 'Run the set-up again: npm run sandbox -- status.',
      });
    child.unref();
    // The pipe is the lifeline: it must not keep this process alive by itself.
    if (child.stdin !== null && 'unref' in child.stdin) (child.stdin as unknown as { unref(): void }).unref();
    return { pid: child.pid, child };
  } finally {
    closeSync(output);
  }
}

export function lastLines(file: string, upTo: number): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-upTo).join('\n');
  } catch {
    return '(no output)';
  }
}
