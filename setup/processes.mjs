import { spawn } from 'node:child_process';
import os from 'node:os';

/**
 * @typedef {{ readonly code: number | null, readonly signal: NodeJS.Signals | null, readonly output: string }} Ended
 * @typedef {{
 *   readonly cwd?: string,
 *   readonly env?: NodeJS.ProcessEnv,
 *   readonly timeoutSeconds?: number,
 *   readonly onLine?: (line: string) => void,
 * }} RunOptions
 */

/** Enough for the last words of npm or pip; what a failure shows is cut from its end. */
const KEPT_OUTPUT_CHARS = 256 * 1024;

/** Between a polite end and a forced one. */
const LAST_WORDS_SECONDS = 10;

/** A terminal's Ctrl-C arrives here twice (from the terminal and from npm): it is passed on once. */
const REPEATED_SIGNAL_MILLISECONDS = 1000;

/**
 * How to reach each child that runs now.
 *
 * @type {Set<(signal: NodeJS.Signals) => void>}
 */
const children = new Set();

/**
 * Runs a program to its end, in a process group of its own, and keeps what it said. A signal goes to the whole group: pip
 * and npm start programs of their own, and leave them behind when they are ended alone. It resolves also when the program
 * could not be started (code null).
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export function run(command, args, { cwd, env, timeoutSeconds, onLine } = {}) {
  return new Promise((resolve) => {
    let output = '';
    let unfinished = '';
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    /** @param {NodeJS.Signals} signal */
    const send = (signal) => signalGroup(child.pid, signal);
    children.add(send);
    const timer = timeoutSeconds === undefined ? undefined : setTimeout(() => send('SIGKILL'), timeoutSeconds * 1000);
    /** @param {string} text */
    const take = (text) => {
      output = (output + text).slice(-KEPT_OUTPUT_CHARS);
      const lines = (unfinished + text).split('\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    /** @param {Ended} ended */
    const end = (ended) => {
      clearTimeout(timer);
      children.delete(send);
      resolve(ended);
    };
    child.on('error', (error) => end({ code: null, signal: null, output: error.message }));
    child.on('close', (code, signal) => end({ code, signal, output }));
    // A program that left something running with our pipes in its hands must not hold us.
    child.on('exit', (code, signal) => setTimeout(() => end({ code, signal, output }), 1000).unref());
  });
}

/**
 * Gives the terminal to a program, and returns the exit code to end with: its own, or 128 + n for signal n.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ readonly cwd?: string, readonly env?: NodeJS.ProcessEnv, readonly timeoutSeconds?: number }} [options]
 * @returns {Promise<number>}
 */
export function handOver(command, args, { cwd, env, timeoutSeconds } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    /** @param {NodeJS.Signals} signal */
    const send = (signal) => void child.kill(signal);
    children.add(send);
    const timers =
      timeoutSeconds === undefined
        ? []
        : [
            setTimeout(() => send('SIGTERM'), timeoutSeconds * 1000),
            setTimeout(() => send('SIGKILL'), (timeoutSeconds + LAST_WORDS_SECONDS) * 1000),
          ];
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      timers.forEach(clearTimeout);
      children.delete(send);
      resolve(signal === null ? (code ?? 1) : signalExitCode(signal));
    });
  });
}

/**
 * @param {number | undefined} leader  undefined when it could not be started
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // All of them are gone already.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** @param {NodeJS.Signals} signal */
export const signalExitCode = (signal) => 128 + os.constants.signals[signal];

/**
 * Signals end the children first, so that this process outlives them and reports their end. Whether a signal came from
 * the terminal (the child has it, too) or to this process alone cannot be told: it is passed on in both cases, once.
 * With no child to wait for, this process ends at once.
 *
 * @param {(signal: NodeJS.Signals) => void} onSignal
 */
export function forwardSignals(onSignal) {
  /** @type {Map<string, number>} */
  const forwardedAt = new Map();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - (forwardedAt.get(signal) ?? -Infinity) < REPEATED_SIGNAL_MILLISECONDS) return;
      forwardedAt.set(signal, now);
      onSignal(signal);
      if (children.size === 0) process.exit(signalExitCode(signal));
      for (const send of children) send(signal);
    });
  }
}
