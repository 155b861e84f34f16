#!/usr/bin/env node
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { PrerequisiteMissing, StepFailed } from './failure.mjs';
import { librariesStep } from './libraries.mjs';
import { actionlint, zizmor } from './linters.mjs';
import { assertHost, modulesStep, nodeStep, toolchain } from './node.mjs';
import { forwardSignals, handOver, signalExitCode } from './processes.mjs';
import { peersStep } from './peers.mjs';
import { seaweedfs, versitygw } from './servers.mjs';
import { ensure } from './steps.mjs';
import { TASKS } from './tasks.mjs';
import { venvStep } from './venv.mjs';

/**
 * node setup/run.mjs TASK [argument…]: sets up what the task needs, says so, skips it when it is done; then runs the
 * task's file with Node 24. Built-in modules only, and nothing newer than Node 20: it runs before anything is installed.
 */

/** What exit codes mean is one table of the whole project (src/errors.ts), which this file cannot import yet. */
const FAILED = 1;
const USAGE_OR_PREREQUISITE = 2;
/** The cause is near the start with npm, near the end with pip. */
const SHOWN_HEAD_LINES = 12;
const SHOWN_TAIL_LINES = 12;

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stateDirectory = path.join(root, '.setup');

/** @param {readonly string[]} argv */
async function main([name = '', ...args]) {
  const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (task === undefined) {
    process.stderr.write(`usage: node setup/run.mjs TASK [argument…]; tasks: ${Object.keys(TASKS).join(', ')}\n`);
    return USAGE_OR_PREREQUISITE;
  }
  /** @type {NodeJS.Signals | undefined} */
  let stoppedBy;
  forwardSignals((signal) => {
    stoppedBy ??= signal;
  });
  const host = { platform: process.platform, arch: process.arch, version: process.versions.node, execPath: process.execPath };
  assertHost(host);
  const chain = toolchain(root, host);
  const steps = {
    node: () => nodeStep(root, chain, process.env),
    modules: () => modulesStep(root, chain, process.env),
    venv: () => venvStep(root, stateDirectory, process.env),
    libraries: () => librariesStep(root, stateDirectory, process.env),
    actionlint: () => actionlint(root, stateDirectory, process.env).step,
    peers: () => peersStep(root, stateDirectory, process.env),
    seaweedfs: () => seaweedfs(root, stateDirectory, process.env).step,
    versitygw: () => versitygw(root, stateDirectory, process.env).step,
    zizmor: () => zizmor(root, stateDirectory, process.env).step,
  };
  try {
    await ensure(
      stateDirectory,
      task.needs.map((need) => steps[need]()),
      { say: (line) => process.stderr.write(`${line}\n`), stopped: () => stoppedBy !== undefined },
    );
  } catch (error) {
    if (stoppedBy === undefined) throw error;
  }
  if (stoppedBy !== undefined) return signalExitCode(stoppedBy);
  if (task.file === undefined) return 0;
  const searchPath = [path.dirname(chain.node), process.env['PATH'] ?? ''].join(path.delimiter);
  const file = path.join(root, task.file);
  // With the cache a command starts with half the CPU (0.27 s instead of 0.55 s): types are stripped and modules compiled once.
  return handOver(chain.node, ['--disable-warning=ExperimentalWarning', ...(task.nodeArgs ?? []), file, ...(task.args ?? []), ...args], {
    env: {
      NODE_COMPILE_CACHE: path.join(stateDirectory, 'compile-cache'),
      ...process.env,
      ...loopbackWithoutProxy(process.env),
      PATH: searchPath,
    },
  });
}

/**
 * The sandbox is on this machine: a proxy that the environment names must not be asked for it.
 * @param {NodeJS.ProcessEnv} env
 */
function loopbackWithoutProxy(env) {
  const listed = env['NO_PROXY'] ?? env['no_proxy'];
  const hosts = [...(listed === undefined || listed === '' ? [] : [listed]), '127.0.0.1', 'localhost'].join(',');
  return { NO_PROXY: hosts, no_proxy: hosts };
}

/** @param {readonly string[]} lines */
const headAndTail = (lines) =>
  lines.length <= SHOWN_HEAD_LINES + SHOWN_TAIL_LINES
    ? lines
    : [...lines.slice(0, SHOWN_HEAD_LINES), '…', ...lines.slice(-SHOWN_TAIL_LINES)];

/** @param {unknown} error */
function explain(error) {
  if (error instanceof PrerequisiteMissing) {
    process.stderr.write(`${error.message}\n`);
    return USAGE_OR_PREREQUISITE;
  }
  if (error instanceof StepFailed) {
    const lines = headAndTail(error.output.trim().split('\n'));
    process.stderr.write(
      `${lines.map((line) => `  ${line}`).join('\n')}\nset-up: ${error.message}; run the same command again once that is mended.${os.EOL}`,
    );
    return FAILED;
  }
  throw error;
}

process.exitCode = await main(process.argv.slice(2)).catch(explain);
