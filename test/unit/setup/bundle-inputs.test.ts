import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleRecord, doorsOf, RECORD_FILE, staleBundles, walkImports } from '../../../scripts/bundle-inputs.ts';

let root: string;

const LOCK = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a', dependencies: { b: '^1.0.0' } },
    'node_modules/a/node_modules/b': { version: '1.0.0', integrity: 'sha512-b1' },
    'node_modules/b': { version: '2.0.0', integrity: 'sha512-b2' },
    'node_modules/only-for-tests': { version: '1.0.0', integrity: 'sha512-t' },
    'node_modules/@vercel/ncc': { version: '0.45.0', integrity: 'sha512-n' },
    'node_modules/typescript': { version: '7.0.2', integrity: 'sha512-ts' },
  } as Record<string, object>,
};

beforeEach(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'bundles-'));
  for (const file of ['scripts/build.ts', 'scripts/bundle-inputs.ts', 'tsconfig.json', 'tsconfig.build.json']) write(file, '');
  for (const file of ['main.py', 'build_job.py', 'libraries.py', 'libraries.lock.json', 'src/partition_job/cli.py'])
    write(`spark/${file}`, '');
  write('agent/src/main.ts', "import '../../src/agents-own.ts';\n");
  write('src/agents-own.ts', '');
  write('actions/sync-shard/agent/index.mjs', '');
  write('actions/emr-partition/job/code.zip', '');
  write('package-lock.json', JSON.stringify(LOCK));
  write('actions/plan/action.yml', '');
  write(
    'actions/plan/src/main.ts',
    "import { one } from '../../../src/one.ts';\nimport a from 'a';\nconst lazy = () => import('../../../src/lazy.ts');\n",
  );
  write('src/one.ts', "import type { Words } from './words.ts';\nexport { two } from './two.ts';\nimport fs from 'node:fs';\n");
  write('src/two.ts', 'export const two: number = 2;\n');
  write('src/lazy.ts', "import '@scope/pkg/deep/path.js';\n");
  write('src/words.ts', 'export interface Words {}\n');
  write('src/elsewhere.ts', '');
  write('actions/plan/dist/index.js', '');
  write('actions/dist/index.js', '');
  write(RECORD_FILE, JSON.stringify(await bundleRecord(root)));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text);
}

describe('the walk', () => {
  it('follows static, dynamic and re-exporting imports, not types', async () => {
    const { files, packages } = await walkImports(root, ['actions/plan/src/main.ts']);
    expect(files.toSorted()).toEqual(['actions/plan/src/main.ts', 'src/lazy.ts', 'src/one.ts', 'src/two.ts']);
    expect(packages.toSorted()).toEqual(['@scope/pkg', 'a']);
  });

  it('starts at every action, at its post step, and at its thread', () => {
    write('actions/access/action.yml', '');
    write('actions/access/src/post.ts', '');
    write('actions/access/src/thread.ts', '');
    write('actions/unfinished/src/main.ts', '');
    expect(doorsOf(root).map(({ name, file }) => [name, file])).toEqual([
      ['access', 'actions/access/dist/index.js'],
      ['access/post', 'actions/access/dist/post.js'],
      ['access/thread', 'actions/access/dist/thread.js'],
      ['plan', 'actions/plan/dist/index.js'],
    ]);
  });
});

describe('the bundles', () => {
  const relock = (name: string, facts: object): void =>
    write('package-lock.json', JSON.stringify({ packages: { ...LOCK.packages, [name]: { ...LOCK.packages[name], ...facts } } }));

  it('are fresh after the build', async () => {
    expect(await staleBundles(root)).toEqual([]);
  });

  it.each([
    ['a file that only types come from', () => write('src/words.ts', 'export interface Words { more: string }\n')],
    ['a file that nobody imports', () => write('src/elsewhere.ts', 'export const x = 1;\n')],
    ['the sandbox', () => write('sandbox/main.ts', 'export const x = 1;\n')],
    ['a package for tests', () => relock('node_modules/only-for-tests', { integrity: 'sha512-new' })],
    ['another version of a package, not the one that the bundle holds', () => relock('node_modules/b', { integrity: 'sha512-new' })],
  ])('stay fresh after a change of %s', async (_, change) => {
    change();
    expect(await staleBundles(root)).toEqual([]);
  });

  it.each([
    ['a source file', () => write('src/two.ts', 'export const two = 3;\n'), 'src/two.ts has changed since the build'],
    ["a source file of the agent's", () => write('src/agents-own.ts', '// other\n'), 'src/agents-own.ts has changed since the build'],
    [
      "the agent's file",
      () => write('actions/sync-shard/agent/index.mjs', '// by hand\n'),
      'agent/index.mjs has changed since the build (nobody but',
    ],
    ['a module of the Spark job', () => write('spark/src/partition_job/cli.py', '1\n'), 'spark/src/partition_job/cli.py has changed since'],
    ["the Spark job's archive", () => fs.rmSync(path.join(root, 'actions/emr-partition/job/code.zip')), 'job/code.zip is gone'],
    ['a lazy source file', () => write('src/lazy.ts', ''), 'src/lazy.ts has changed'],
    ['a package', () => relock('node_modules/a', { integrity: 'sha512-new' }), 'a has changed'],
    ["a package's own package", () => relock('node_modules/a/node_modules/b', { integrity: 'sha512-new' }), 'a/node_modules/b has changed'],
    ['the bundler', () => relock('node_modules/@vercel/ncc', { version: '0.46.0' }), '@vercel/ncc has changed'],
    ['the build', () => write('scripts/build.ts', '// other\n'), 'scripts/build.ts has changed'],
    [
      'the bundle itself',
      () => write('actions/dist/index.js', '// by hand\n'),
      'actions/dist/index.js has changed since the build (nobody but',
    ],
    ['a chunk that was lost', () => fs.rmSync(path.join(root, 'actions/plan/dist/index.js')), 'actions/plan/dist/index.js is gone'],
    ['a new action', () => write('actions/verify/action.yml', ''), ''],
    ['the record, which is lost', () => fs.rmSync(path.join(root, RECORD_FILE)), 'actions/bundles.json is missing'],
  ])('are stale after a change of %s, and say so', async (_, change, why) => {
    change();
    write('actions/verify/src/main.ts', '');
    const stale = await staleBundles(root);
    expect(stale.join('\n')).toContain(why);
    expect(stale.at(-1)).toContain('npm run build makes the bundles anew');
  });
});
