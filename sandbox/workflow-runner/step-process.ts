import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import type { Guard } from './guard.ts';
import { killTree, signalQuietly } from './process-tree.ts';
import type { Timing } from './semantics.ts';

export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Asks the process to end, as a cancel does (rule cancel.signals). */
  readonly interrupt: AbortSignal;
  /** Ends it at once. */
  readonly kill: AbortSignal;
  readonly timing: Timing;
  readonly guard: Guard;
}

export class ProcessProblem extends Error {
  override readonly name = 'ProcessProblem';
}

/** Runs a step's process; its exit code, 128 + n for one that a signal ended. @throws ProcessProblem when it cannot be started. */
export async function runProcess(request: ProcessRequest): Promise<number> {
  const { file, args, cwd, env, onLine, interrupt, kill, timing, guard } = request;
  if (kill.aborted) return 137;
  // In a group of its own: a terminal's Ctrl-C must reach it through the runner only, once.
  const child = spawn(file, [...args], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid !== undefined) guard.started(pid);
  const ended = Promise.withResolvers<number>();
  let drain: NodeJS.Timeout | undefined;
  let code = 0;
  child.on('error', (error: NodeJS.ErrnoException) => {
    ended.reject(
      new ProcessProblem(error.code === 'ENOENT' ? `There is no ${file} on the PATH, or no folder ${cwd}` : error.message, {
        cause: error,
      }),
    );
  });
  child.on('exit', (exitCode, signal) => {
    code = exitCode ?? 128 + signalNumber(signal);
    // Rule process.streams: a child that it left behind may hold the output open.
    drain = setTimeout(() => {
      if (pid !== undefined) killTree(pid);
      child.stdout.destroy();
      child.stderr.destroy();
    }, timing.streamDrainMs);
  });
  child.on('close', () => ended.resolve(code));
  readLines(child.stdout, onLine);
  readLines(child.stderr, onLine);
  const timers = new Set<NodeJS.Timeout>();
  const onInterrupt = (): void => {
    if (pid === undefined) return;
    signalQuietly(pid, 'SIGINT');
    const later = (ms: number, then: () => void) => timers.add(setTimeout(then, ms));
    later(timing.interruptMs, () => {
      signalQuietly(pid, 'SIGTERM');
      later(timing.terminateMs, () => killTree(pid));
    });
  };
  const onKill = (): void => {
    if (pid !== undefined) killTree(pid);
  };
  interrupt.addEventListener('abort', onInterrupt, { once: true });
  kill.addEventListener('abort', onKill, { once: true });
  if (interrupt.aborted) onInterrupt();
  try {
    return await ended.promise;
  } finally {
    interrupt.removeEventListener('abort', onInterrupt);
    kill.removeEventListener('abort', onKill);
    clearTimeout(drain);
    for (const timer of timers) clearTimeout(timer);
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  });
  stream.on('close', () => {
    const last = rest + decoder.end();
    if (last !== '') onLine(last);
  });
  stream.on('error', () => undefined);
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal as string] ?? 0;
}
