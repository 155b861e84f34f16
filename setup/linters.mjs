import fs from 'node:fs';
import path from 'node:path';
import { PrerequisiteMissing, StepFailed } from './failure.mjs';
import { run } from './processes.mjs';
import { findInterpreters } from './python.mjs';
import { whichProgram } from './search-path.mjs';
import { digestOf } from './steps.mjs';

/**
 * Programs that look at workflow files in `npm run check`, each in a folder named by what it was made from. They are no
 * packages of npm's, so they are optional: a machine without Go or without a fitting Python goes on with what it has. Where the
 * variable BUCKET_BRIGADE_LINTERS is `required`, as in ci.yml, it does not: there nobody reads a note.
 *
 * @typedef {import('./steps.mjs').Step} Step
 * @typedef {import('./python.mjs').Interpreter} Interpreter
 * @typedef {{ readonly step: Step, readonly program: string }} Linter
 */

/** Nobody waits longer than this for a tool that the check can do without: a network may swallow what is sent. */
const INSTALL_SECONDS = 300;
/** What a folder's name keeps of the digest. */
const DIGEST_DIGITS = 12;
const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint';
/** Wheels with the locked hashes, or nothing; without a network, an answer within seconds. */
const PIP_INSTALL = ['-I', '-m', 'pip', 'install', '--require-hashes', '--only-binary', ':all:', '--progress-bar', 'off'];
const PIP_ENV = { PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_RETRIES: '1' };

/** @param {NodeJS.ProcessEnv} env */
export const areRequired = (env) => env['BUCKET_BRIGADE_LINTERS'] === 'required';

/**
 * actionlint, built from source: setup/go/go.mod says which, setup/go/go.sum holds the hashes of it and of all that it needs.
 *
 * @param {string} root
 * @param {string} stateDirectory
 * @param {NodeJS.ProcessEnv} env
 * @returns {Linter}
 */
export function actionlint(root, stateDirectory, env) {
  const module = path.join(root, 'setup/go');
  const inputs = [read(module, 'go.mod'), read(module, 'go.sum'), process.platform, process.arch];
  const directory = ownFolder(stateDirectory, 'actionlint', inputs);
  const program = path.join(directory, 'actionlint');
  /** @type {Step} */
  const step = {
    name: 'actionlint',
    title: 'actionlint',
    optional: !areRequired(env),
    inputs,
    products: [program],
    async prerequisites() {
      if (whichProgram('go', env['PATH'] ?? '') === undefined) {
        throw new PrerequisiteMissing('there is no Go on PATH (https://go.dev/dl)');
      }
    },
    async build() {
      removeOthers(stateDirectory, 'actionlint', directory);
      // The module's own lock counts, not a workspace or a vendor folder that somebody has around this checkout.
      const goEnv = { ...env, GOBIN: directory, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' };
      const made = await run('go', ['install', ACTIONLINT], { cwd: module, env: goEnv, timeoutSeconds: INSTALL_SECONDS });
      if (made.code !== 0) throw new StepFailed('go could not install it', made.output);
    },
  };
  return { step, program };
}

/**
 * zizmor, in an environment of its own: the check needs no Spark, which is most of the sandbox's environment.
 *
 * @param {string} root
 * @param {string} stateDirectory
 * @param {NodeJS.ProcessEnv} env
 * @returns {Linter}
 */
export function zizmor(root, stateDirectory, env) {
  const lockFile = path.join(root, 'setup/python/requirements-zizmor.lock');
  const inputs = [fs.readFileSync(lockFile, 'utf8'), process.platform, process.arch];
  const directory = ownFolder(stateDirectory, 'zizmor', inputs);
  const program = path.join(directory, 'bin/zizmor');
  const ownEnv = { ...env, ...PIP_ENV };
  const interpreter = async () => (await findInterpreters(env['PATH'] ?? '', ownEnv)).findLast(canHoldIt);
  /** @type {Step} */
  const step = {
    name: 'zizmor',
    title: 'zizmor',
    optional: !areRequired(env),
    inputs,
    products: [program],
    async prerequisites() {
      if ((await interpreter()) === undefined) {
        throw new PrerequisiteMissing('there is no Python 3.11 or newer with venv on PATH');
      }
    },
    async build() {
      removeOthers(stateDirectory, 'zizmor', directory);
      fs.rmSync(directory, { recursive: true, force: true });
      const python = (await interpreter())?.path ?? '';
      await must(`${python} could not make an environment for it`, python, ['-I', '-m', 'venv', directory], ownEnv);
      const pip = [...PIP_INSTALL, '-r', lockFile];
      await must('pip could not install it', path.join(directory, 'bin/python'), pip, ownEnv);
    },
  };
  return { step, program };
}

/**
 * The sandbox's versions, and newer ones as well: it is a program of its own that wants nothing of Python but pip.
 *
 * @param {Interpreter} interpreter
 */
const canHoldIt = ({ verdict, hasPip }) => verdict === 'fits' || (verdict === 'newer' && hasPip);

/**
 * @param {string} directory
 * @param {string} name
 */
const read = (directory, name) => fs.readFileSync(path.join(directory, name), 'utf8');

/**
 * @param {string} stateDirectory
 * @param {string} name
 * @param {readonly string[]} inputs
 */
const ownFolder = (stateDirectory, name, inputs) => path.join(stateDirectory, `${name}-${digestOf(inputs).slice(0, DIGEST_DIGITS)}`);

/**
 * What an earlier lock asked for is of no use to anybody.
 *
 * @param {string} stateDirectory
 * @param {string} name
 * @param {string} current
 */
function removeOthers(stateDirectory, name, current) {
  for (const entry of fs.readdirSync(stateDirectory)) {
    const directory = path.join(stateDirectory, entry);
    if (entry.startsWith(`${name}-`) && directory !== current) fs.rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * @param {string} failure
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function must(failure, command, args, env) {
  const { code, output } = await run(command, args, { env, timeoutSeconds: INSTALL_SECONDS });
  if (code !== 0) throw new StepFailed(failure, output);
}
