import fs from 'node:fs';
import path from 'node:path';
import { PrerequisiteMissing, StepFailed } from './failure.mjs';
import { run } from './processes.mjs';
import { findInterpreters, pythonAdvice } from './python.mjs';
import { digestOf } from './steps.mjs';
import { whichProgram } from './search-path.mjs';

/**
 * The Python environment of the sandbox: .setup/venv, a link to a folder named by what it was made from. The link moves
 * when the folder is whole, so nobody ever meets half an environment; a sandbox that still runs keeps its own.
 *
 * @typedef {import('./progress.mjs').StepProgress} StepProgress
 * @typedef {import('./python.mjs').Interpreter} Interpreter
 */

/** pip options of the user's that would put packages elsewhere; where they come from stays the user's choice. */
const PIP_ENV = { PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
/** Spark has no wheels: it is built from its pinned source with the pinned tools of the first lock, and nothing else. */
const BUILD_SPARK = ['--require-hashes', '--no-deps', '--no-build-isolation'];
const PIP_INSTALL = ['install', '--require-hashes', '--only-binary', ':all:', '--progress-bar', 'off'];

/**
 * @param {string} root
 * @param {string} stateDirectory
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./steps.mjs').Step}
 */
export function venvStep(root, stateDirectory, env) {
  const lockFile = path.join(root, 'setup/python/requirements.lock');
  const link = path.join(stateDirectory, 'venv');
  const sparkLockFile = path.join(root, 'setup/python/requirements-spark.lock');
  const inputs = [fs.readFileSync(lockFile, 'utf8'), fs.readFileSync(sparkLockFile, 'utf8'), process.platform, process.arch];
  const ownEnv = { ...env, ...PIP_ENV, UV_PYTHON_INSTALL_DIR: path.join(stateDirectory, 'python') };
  return {
    name: 'venv',
    title: 'Python environment of the sandbox',
    inputs,
    // Through the link, to the interpreter itself: false as well when that was uninstalled.
    products: [path.join(link, 'bin/python')],
    async prerequisites() {
      const asked = await findInterpreters(env['PATH'] ?? '', ownEnv);
      if (!asked.some(canLeadToOne) && whichProgram('uv', env['PATH'] ?? '') === undefined) throw new PrerequisiteMissing(advise(asked));
    },
    async build(progress) {
      const directory = path.join(stateDirectory, `venv-${digestOf(inputs).slice(0, 12)}`);
      fs.rmSync(directory, { recursive: true, force: true });
      await makeEnvironment({ root, stateDirectory, directory, lockFile, sparkLockFile, env: ownEnv, progress });
      moveLink(link, directory);
      removeOldest(stateDirectory, directory);
    },
  };
}

/**
 * @param {{ root: string, stateDirectory: string, directory: string, lockFile: string, sparkLockFile: string, env: NodeJS.ProcessEnv, progress: StepProgress }} place
 */
async function makeEnvironment({ root, stateDirectory, directory, lockFile, sparkLockFile, env, progress }) {
  const searchPath = env['PATH'] ?? '';
  progress.detail('looking for Python 3.10 to 3.12');
  const asked = await findInterpreters(searchPath, env);
  const fitting = asked.find(({ verdict }) => verdict === 'fits');
  if (fitting !== undefined) {
    progress.detail(`with Python ${fitting.version}`);
    await must(`making an environment with ${fitting.path} failed`, fitting.path, ['-I', '-m', 'venv', directory], env);
    const python = path.join(directory, 'bin/python');
    await must('pip could not install the packages', python, ['-I', '-m', 'pip', ...PIP_INSTALL, '-r', lockFile], env, progress);
    progress.detail('pyspark (317 MB)');
    const spark = ['-I', '-m', 'pip', 'install', '--progress-bar', 'off', ...BUILD_SPARK, '-r', sparkLockFile];
    await must('pip could not build Spark', python, spark, env);
    return;
  }
  const uv = whichProgram('uv', searchPath) ?? (await ownUv(root, stateDirectory, asked, env));
  if (uv === undefined) throw new PrerequisiteMissing(advise(asked));
  progress.detail('uv brings Python 3.11');
  // A fitting interpreter without ensurepip is good enough for uv, which needs no pip.
  const wanted = asked.find(({ verdict }) => verdict === 'without venv')?.path ?? '3.11';
  const made = await run(uv, ['venv', '--no-project', '--python', wanted, directory], { env });
  if (made.code !== 0) throw new PrerequisiteMissing(`${advise(asked)} (uv could not bring it: ${lastWords(made.output)})`);
  const python = path.join(directory, 'bin/python');
  const install = ['pip', 'install', '--python', python, '--require-hashes', '--only-binary', ':all:', '-r', lockFile];
  await must('uv could not install the packages', uv, install, env, progress);
  progress.detail('pyspark (317 MB)');
  await must('uv could not build Spark', uv, ['pip', 'install', '--python', python, ...BUILD_SPARK, '-r', sparkLockFile], env);
}

/**
 * One of our versions; or a newer one, whose pip brings uv, which brings 3.11.
 *
 * @param {Interpreter} interpreter
 */
const canLeadToOne = ({ verdict, hasPip }) => verdict === 'fits' || (verdict === 'newer' && hasPip);

/** @param {readonly Interpreter[]} asked */
const advise = (asked) => pythonAdvice(asked, { platform: process.platform, osRelease: osRelease() });

/**
 * uv from a Python that is itself too new for us, hash-locked like everything else.
 *
 * @param {string} root
 * @param {string} stateDirectory
 * @param {readonly Interpreter[]} asked
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
async function ownUv(root, stateDirectory, asked, env) {
  const newer = asked.find((interpreter) => interpreter.verdict === 'newer' && canLeadToOne(interpreter));
  if (newer === undefined) return undefined;
  const directory = path.join(stateDirectory, 'uv');
  fs.rmSync(directory, { recursive: true, force: true });
  const lockFile = path.join(root, 'setup/python/requirements-uv.lock');
  const made = await run(newer.path, ['-I', '-m', 'venv', directory], { env });
  if (made.code !== 0) return undefined;
  const installed = await run(path.join(directory, 'bin/python'), ['-I', '-m', 'pip', ...PIP_INSTALL, '-r', lockFile], { env });
  return installed.code === 0 ? path.join(directory, 'bin/uv') : undefined;
}

/**
 * @param {string} failure
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {StepProgress} [progress]
 */
async function must(failure, command, args, env, progress) {
  /** @param {string} line */
  const onLine = (line) => {
    const [, name] = /^Collecting ([\w.-]+)/.exec(line) ?? (line.startsWith('Installing') ? ['', 'installing'] : []);
    if (name !== undefined) progress?.detail(name);
  };
  const { code, output } = await run(command, args, { env, onLine });
  if (code !== 0) throw new StepFailed(failure, output);
}

/**
 * @param {string} link
 * @param {string} directory
 */
function moveLink(link, directory) {
  const own = `${link}.${process.pid}`;
  fs.rmSync(own, { force: true });
  fs.symlinkSync(path.basename(directory), own);
  fs.renameSync(own, link);
}

/**
 * The environment before this one stays, for a sandbox that still runs on it.
 *
 * @param {string} stateDirectory
 * @param {string} current
 */
function removeOldest(stateDirectory, current) {
  const others = fs
    .readdirSync(stateDirectory)
    .filter((name) => name.startsWith('venv-') && name !== path.basename(current))
    .map((name) => path.join(stateDirectory, name))
    .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
  for (const directory of others.slice(1)) fs.rmSync(directory, { recursive: true, force: true });
}

function osRelease() {
  try {
    return fs.readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} output */
const lastWords = (output) => output.trim().split('\n').at(-1)?.trim() ?? '';
