import fs from 'node:fs';
import path from 'node:path';
import { StepFailed } from './failure.mjs';
import { run } from './processes.mjs';

/**
 * The Spark job's libraries, as clusters get them: one archive of wheels for this machine, whose interpreter stands in
 * for the clusters', and the one that EMR's need (spark/libraries.lock.json).
 *
 * @typedef {import('./progress.mjs').StepProgress} StepProgress
 */

/** What EMR's Python and machines are, unless a migration takes Graviton. */
const EMR = 'cp311-linux-x86_64';
const THIS_PLATFORM = [
  'import sys',
  "sys.path.insert(0, 'spark/src')",
  'sys.dont_write_bytecode = True',
  'from partition_job.library_archive import platform_of_this_interpreter',
  'print(platform_of_this_interpreter())',
].join('\n');

/**
 * @param {string} root
 * @param {string} stateDirectory
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./steps.mjs').Step}
 */
export function librariesStep(root, stateDirectory, env) {
  const lockFile = path.join(root, 'spark/libraries.lock.json');
  const folder = path.join(stateDirectory, 'libraries');
  const python = path.join(stateDirectory, 'venv/bin/python');
  return {
    name: 'libraries',
    title: 'Libraries of the Spark job',
    inputs: [fs.readFileSync(lockFile, 'utf8'), process.platform, process.arch],
    products: [folder],
    async prerequisites() {},
    async build(progress) {
      /** @type {{ archives: readonly { platform: string, sha256: string }[] }} */
      const { archives } = JSON.parse(fs.readFileSync(lockFile, 'utf8'));
      const own = (await must(python, ['-c', THIS_PLATFORM], root, env)).trim();
      const draft = `${folder}.${process.pid}`;
      fs.rmSync(draft, { recursive: true, force: true });
      fs.mkdirSync(draft, { recursive: true });
      for (const { platform, sha256 } of archives.filter((archive) => archive.platform === own || archive.platform === EMR)) {
        progress.detail(platform);
        const out = path.join(draft, `libraries-${platform}-${sha256}.tar`);
        await must(python, ['spark/libraries.py', '--platform', platform, '--lock', lockFile, '--out', out], root, env);
      }
      fs.rmSync(folder, { recursive: true, force: true });
      fs.renameSync(draft, folder);
    },
  };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
async function must(command, args, cwd, env) {
  const { code, output } = await run(command, args, { cwd, env });
  if (code !== 0) throw new StepFailed("the Spark job's libraries could not be fetched", output);
  return output;
}
