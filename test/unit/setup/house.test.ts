import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { forbidden, placeOf } from '../../../scripts/lint/arrows.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

describe('the import arrows', () => {
  it.each([
    ['actions/plan/src/main.ts', '../../../src/stages/plan.ts'],
    ['actions/plan/src/main.ts', './inputs.ts'],
    ['actions/plan/src/main.ts', '../../../src/doors/action.ts'],
    ['cli/src/main.ts', '../../src/aws/world.ts'],
    ['src/doors/action.ts', '../stages/verify.ts'],
    ['src/stages/verify.ts', '../verify/verify.ts'],
    ['src/copy/folder.ts', '../listing/join.ts'],
    ['src/copy/folder.ts', '../ledger/store.ts'],
    ['src/verify/folder.ts', '../s3/types.ts'],
    ['src/ledger/manifest.ts', '../listing/order.ts'],
    ['src/plan/plan.ts', '../config/migration.ts'],
    ['src/aws/policies.ts', '../access/grant.ts'],
    ['src/aws/policies.ts', '@aws-sdk/client-s3'],
    ['src/github/action.ts', '@actions/core'],
    ['src/contracts/plan.ts', '../errors.ts'],
    ['src/clock.ts', './errors.ts'],
    ['sandbox/infra.ts', '../src/config/load.ts'],
    ['sandbox/infra.ts', '@aws-sdk/client-cloudformation'],
    ['sandbox/workflow-runner/model.ts', '@actions/workflow-parser'],
    ['scripts/generate-schema.ts', '../src/config/schema.ts'],
    ['scripts/workflow-lint/repository.ts', '../../sandbox/workflow-runner/yaml-source.ts'],
    ['scripts/workflow-lint/language-service.ts', '@actions/languageservice'],
    ['test/unit/copy/shard.test.ts', '../../../src/aws/world.ts'],
    ['sandbox/proxy/upstream.ts', 'undici'],
  ])('%s may import %s', (file, specifier) => {
    expect(forbidden(file, specifier)).toBeUndefined();
  });

  it.each([
    ['src/copy/folder.ts', '../aws/world.ts', 'copy may not import aws'],
    ['src/copy/folder.ts', '../verify/verify.ts', 'copy may not import verify'],
    ['src/copy/folder.ts', '../stages/verify.ts', 'copy may not import stages'],
    ['src/copy/deep/down.ts', '../../github/action.ts', 'copy may not import github'],
    ['src/copy/folder.ts', '../../sandbox/infra.ts', 'copy may not import sandbox'],
    ['src/copy/folder.ts', '../doors/aws.ts', 'copy may not import doors'],
    ['src/listing/walk.ts', '../copy/decide.ts', 'listing may not import copy'],
    ['src/listing/walk.ts', '../ledger/names.ts', 'listing may not import ledger'],
    ['src/s3/client.ts', '../listing/order.ts', 's3 may not import listing'],
    ['src/contracts/plan.ts', '../config/schema.ts', 'contracts may not import config'],
    ['src/stages/verify.ts', '../aws/world.ts', 'stages may not import aws'],
    ['src/stages/verify.ts', '../github/action.ts', 'stages may not import github'],
    ['src/stages/verify.ts', '../doors/action.ts', 'stages may not import doors'],
    ['src/aws/world.ts', '../github/action.ts', 'aws may not import github'],
    ['src/github/action.ts', '../stages/plan.ts', 'github may not import stages'],
    ['src/errors.ts', './contracts/plan.ts', 'errors may not import contracts'],
    ['src/stages/verify.ts', '../../actions/plan/src/main.ts', 'stages may not import actions'],
    ['src/stages/verify.ts', '../../scripts/check.ts', 'stages may not import scripts'],
    ['src/stages/verify.ts', '../../test/fakes/clock.ts', 'stages may not import test'],
    ['actions/plan/src/main.ts', '../../verify/src/main.ts', 'an action may not import another one'],
    ['actions/plan/src/main.ts', '../../../sandbox/infra.ts', 'actions may not import sandbox'],
    ['sandbox/infra.ts', '../actions/plan/src/main.ts', 'sandbox may not import actions'],
    ['setup/run.mjs', '../src/errors.ts', 'setup may not import errors'],
    ['src/copy/folder.ts', '@aws-sdk/client-s3', 'only src/aws speaks to the AWS SDK'],
    ['src/s3/sign.ts', '@smithy/signature-v4', 'only src/aws speaks to the AWS SDK'],
    ['cli/src/main.ts', '@aws-sdk/client-sts', 'only src/aws speaks to the AWS SDK'],
    ['actions/plan/src/main.ts', '@actions/core', 'only src/github speaks to the Actions toolkit'],
    ['src/config/load.ts', '@actions/workflow-parser', 'the product never reads workflow files'],
    ['src/config/load.ts', '@actions/languageservice', 'the product never reads workflow files'],
    ['sandbox/workflow-runner/main.ts', '../../scripts/check.ts', 'sandbox may not import scripts'],
  ])('%s may not import %s', (file, specifier, why) => {
    expect(forbidden(file, specifier)).toContain(why);
  });

  it('cover every room that there is', () => {
    const rooms = fs.readdirSync(path.join(repository, 'src')).map((name) => placeOf(`src/${name}/x.ts`.replace('.ts/x.ts', '.ts')));
    const unknown = rooms.filter((room) => forbidden(`src/${room}/x.ts`, '../../sandbox/main.ts') === undefined);
    expect(unknown).toEqual([]);
  });
});

const ARROWS = [
  "import { x } from '../aws/x.ts';",
  "import type { X } from '../aws/x.ts';",
  "export * from '../aws/x.ts';",
  "export { x } from '../aws/x.ts';",
  "export const x = import('../aws/x.ts');",
  "export type X = import('../aws/x.ts').X;",
];
const AMBIENT = [
  "export const x = process.env['HOME'];",
  'export const x = Date.now();',
  'export const x = new Date();',
  'export const x = Math.random();',
  'export const x = performance.now();',
  "import { randomUUID } from 'node:crypto'; export const x = randomUUID();",
  "import crypto from 'node:crypto'; export const x = crypto.randomBytes(8);",
  'export const x = crypto.randomUUID();',
];
const DOORS = ['src/doors/x.ts', 'actions/plan/src/x.ts', 'cli/src/x.ts', 'sandbox/x.ts', 'test/x.ts', 'src/github/x.ts', 'src/clock.ts'];

const ROUND = [
  'src/copy/round',
  'sandbox/round',
  'actions/plan/src/round',
  'cli/src/round',
  'agent/src/round',
  'scripts/round',
  'test/round',
];

/** One line of code, the file that it stands in, and the house's rules that it breaks. */
const CASES: readonly { readonly line: string; readonly file: string; readonly broken: readonly string[] }[] = [
  ...ARROWS.map((line, at) => ({ line, file: `src/copy/arrow-${at}.ts`, broken: ['house(arrows)'] })),
  ...AMBIENT.map((line, at) => ({ line, file: `src/copy/ambient-${at}.ts`, broken: ['house(ambient)'] })),
  ...DOORS.map((file) => ({ line: "export const x = [process.env['HOME'], Date.now(), Math.random()];", file, broken: [] })),
  { line: 'export const x = new Date(0);', file: 'src/copy/given.ts', broken: [] },
  // A circle of types alone, too: each of its files cannot be understood without the others.
  ...ROUND.flatMap((folder) => [
    { line: "import type { B } from './b.ts'; export type A = B | 1;", file: `${folder}/a.ts`, broken: ['import(no-cycle)'] },
    { line: "import type { A } from './a.ts'; export type B = { a: A };", file: `${folder}/b.ts`, broken: ['import(no-cycle)'] },
    { line: "import type { A } from './a.ts'; export type C = A[];", file: `${folder}/c.ts`, broken: [] },
  ]),
];

describe('lint, with the configuration of this repository', () => {
  let broken: Readonly<Record<string, readonly string[] | undefined>>;

  beforeAll(() => {
    const checkout = fs.mkdtempSync(path.join(os.tmpdir(), 'house-'));
    try {
      fs.symlinkSync(path.join(repository, 'node_modules'), path.join(checkout, 'node_modules'));
      fs.copyFileSync(path.join(repository, 'tsconfig.json'), path.join(checkout, 'tsconfig.json'));
      for (const { file, line } of CASES) {
        fs.mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
        fs.writeFileSync(path.join(checkout, file), `${line}\n`);
      }
      broken = lint(checkout);
    } finally {
      fs.rmSync(checkout, { recursive: true, force: true });
    }
  });

  /** The house's rules that each file breaks. */
  function lint(checkout: string): typeof broken {
    const args = [
      path.join(repository, 'node_modules/oxlint/bin/oxlint'),
      '-c',
      path.join(repository, '.oxlintrc.json'),
      '--format=json',
      ...CASES.map(({ file }) => file),
    ];
    const { stdout } = spawnSync(process.execPath, args, { cwd: checkout, encoding: 'utf8', timeout: 30_000 });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string; filename: string }[] };
    const found = diagnostics.filter(({ code }) => code.startsWith('house(') || code === 'import(no-cycle)');
    return Object.fromEntries(CASES.map(({ file }) => [file, found.filter(({ filename }) => filename === file).map(({ code }) => code)]));
  }

  it.each(CASES)('finds in $file ($line): $broken', ({ file, broken: expected }) => {
    expect(broken[file]).toEqual(expected);
  });
});
