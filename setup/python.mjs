import fs from 'node:fs';
import path from 'node:path';
import { run } from './processes.mjs';
import { directoriesOf, isExecutable } from './search-path.mjs';

/**
 * Which Python makes our environment: every interpreter on PATH is asked by running it, because version managers put
 * programs there that only say "command not found", and because Debian splits venv and ensurepip from Python.
 *
 * @typedef {{
 *   readonly path: string,
 *   readonly version: string,
 *   readonly verdict: 'fits' | 'without venv' | 'newer' | 'older' | 'does not run',
 *   readonly hasPip: boolean,
 * }} Interpreter
 */

/** ministack wants 3.10 or newer; what Spark 3.5 and its packages bring ends at 3.12. 3.11 is what EMR will run. */
export const OLDEST_MINOR = 10;
export const NEWEST_MINOR = 12;
const NAMES_BY_PREFERENCE = ['python3.11', 'python3.12', 'python3.10', 'python3', 'python'];
const OTHER_NAMES = /^python3\.\d+$/;

const PROBE_TIMEOUT_SECONDS = 20;
const PROBE = `
import json, sys
def able(name):
    try:
        return bool(getattr(__import__(name), "version", lambda: "yes")())
    except Exception:
        return False
print(json.dumps({"version": "%d.%d.%d" % sys.version_info[:3], "venv": able("venv") and able("ensurepip")}))
`;

/**
 * Asks the interpreters in order of preference, up to the first that fits.
 *
 * @param {string} searchPath
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<readonly Interpreter[]>} all that were asked; the last one fits, if any does
 */
export async function findInterpreters(searchPath, env) {
  /** @type {Interpreter[]} */
  const asked = [];
  for (const file of candidates(searchPath)) {
    const interpreter = await probe(file, env);
    asked.push(interpreter);
    if (interpreter.verdict === 'fits') break;
  }
  return asked;
}

/**
 * @param {string} searchPath
 * @returns {readonly string[]}
 */
export function candidates(searchPath) {
  const directories = directoriesOf(searchPath);
  const others = [...new Set(directories.flatMap(namesIn))].filter((name) => !NAMES_BY_PREFERENCE.includes(name)).sort();
  const files = [...NAMES_BY_PREFERENCE, ...others].flatMap((name) =>
    directories.map((directory) => path.join(directory, name)).filter(isExecutable),
  );
  // One program under one name in several directories (/bin is often /usr/bin) is asked once.
  const seen = new Set();
  return files.filter((file) => {
    const identity = `${path.basename(file)} ${fs.realpathSync(file)}`;
    return !seen.has(identity) && seen.add(identity);
  });
}

/** @param {string} directory */
function namesIn(directory) {
  try {
    return fs.readdirSync(directory).filter((name) => OTHER_NAMES.test(name));
  } catch {
    return [];
  }
}

/**
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Interpreter>}
 */
export async function probe(file, env) {
  const { code, output } = await run(file, ['-I', '-c', PROBE], { env, timeoutSeconds: PROBE_TIMEOUT_SECONDS });
  const answer = code === 0 ? parseAnswer(output) : undefined;
  if (answer === undefined) return { path: file, version: '', verdict: 'does not run', hasPip: false };
  return { path: file, version: answer.version, verdict: judge(answer.version, answer.venv), hasPip: answer.venv };
}

/**
 * @param {string} output
 * @returns {{ version: string, venv: boolean } | undefined}
 */
function parseAnswer(output) {
  try {
    const answer = JSON.parse(output.trim().split('\n').at(-1) ?? '');
    return typeof answer.version === 'string' && typeof answer.venv === 'boolean' ? answer : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} version
 * @param {boolean} venv
 * @returns {Interpreter['verdict']}
 */
function judge(version, venv) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 3 || (major === 3 && minor > NEWEST_MINOR)) return 'newer';
  if (major < 3 || minor < OLDEST_MINOR) return 'older';
  return venv ? 'fits' : 'without venv';
}

/**
 * The one line for the reader: what is needed, what was found, how to get it.
 *
 * @param {readonly Interpreter[]} asked
 * @param {{ readonly platform: string, readonly osRelease: string }} system
 */
export function pythonAdvice(asked, system) {
  const found = asked
    .filter(({ verdict }) => verdict !== 'does not run')
    .map(({ path: file, version, verdict }) => `${file} is ${version}${verdict === 'without venv' ? ', without venv and ensurepip' : ''}`);
  const broken = asked.filter(({ verdict }) => verdict === 'does not run').map(({ path: file }) => `${file} does not run`);
  const seen = [...found, ...broken].join('; ');
  const lacking = asked.find(({ verdict }) => verdict === 'without venv');
  return `Python 3.${OLDEST_MINOR}, 3.11 or 3.${NEWEST_MINOR} with venv is needed; ${seen === '' ? 'there is no Python on PATH' : seen}: ${wayToGet(system, lacking)}.`;
}

/**
 * @param {{ readonly platform: string, readonly osRelease: string }} system
 * @param {Interpreter | undefined} lacking
 */
function wayToGet({ platform, osRelease }, lacking) {
  if (platform === 'darwin') return 'brew install python@3.11';
  const families = /^ID(_LIKE)?=(.*)$/gm;
  const ids = [...osRelease.matchAll(families)].flatMap(([, , value = '']) => value.replaceAll('"', '').split(' '));
  if (ids.some((id) => id === 'debian' || id === 'ubuntu')) {
    const [, minor = '11'] = lacking?.version.split('.') ?? [];
    return lacking === undefined
      ? 'sudo apt install python3.11 python3.11-venv (or 3.12, or 3.10: whichever your release has), or install uv (https://docs.astral.sh/uv)'
      : `sudo apt install python3.${minor}-venv`;
  }
  if (ids.some((id) => id === 'fedora' || id === 'rhel')) return 'sudo dnf install python3.11';
  if (ids.some((id) => id === 'arch')) return 'install uv (sudo pacman -S uv), which then brings Python 3.11';
  return 'install Python 3.11 with your package manager, or uv (https://docs.astral.sh/uv), which then brings it';
}
