import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

const FILE = join(import.meta.dirname, '../../../.github/workflows/release.yml');

/** The script of a step of release.yml, run as GitHub would (`shell: bash`), with a `gh` that answers from a table and notes its calls. */
function runStep(name: string, answers: Readonly<Record<string, { readonly says?: string; readonly code?: number }>>) {
  const { jobs } = parse(readFileSync(FILE, 'utf8')) as { jobs: Record<string, { steps: { name?: string; run?: string }[] }> };
  const script = Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .find((step) => step.name === name)?.run;
  if (script === undefined) throw new Error(`release.yml has no step '${name}'`);
  const dir = mkdtempSync(join(tmpdir(), 'release-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, 'out'));
  writeFileSync(join(dir, 'out/pack.tar.gz'), '');
  const cases = Object.entries(answers).map(([call, { says = '', code = 0 }]) => `"${call}"*) echo "${says}"; exit ${code} ;;`);
  writeFileSync(join(dir, 'gh'), `#!/bin/sh\necho "$*" >> "${dir}/calls"\ncase "$*" in\n${cases.join('\n')}\n*) exit 0 ;;\nesac\n`);
  chmodSync(join(dir, 'gh'), 0o755);
  writeFileSync(join(dir, 'step.sh'), script);
  const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', join(dir, 'step.sh')], {
    cwd: dir,
    encoding: 'utf8',
    env: { PATH: `${dir}:${process.env['PATH']}`, GITHUB_REF_NAME: 'v1.4.2', GITHUB_REPOSITORY: 'o/r', GITHUB_SHA: 'a'.repeat(40) },
  });
  return { status, stderr, calls: readFileSync(join(dir, 'calls'), 'utf8').trimEnd().split('\n') };
}

const verbs = ({ calls }: { readonly calls: readonly string[] }) => calls.map((call) => call.split(' ').slice(0, 3).join(' '));

it('makes the release where there is none', () => {
  const ran = runStep('Make the release', { 'release view': { code: 1 } });
  expect([ran.status, ran.stderr, verbs(ran)]).toEqual([0, '', ['release view v1.4.2', 'release create v1.4.2']]);
  expect(ran.calls.at(-1)).toContain('out/pack.tar.gz --verify-tag');
});

it('leaves a release alone that an attempt before it has published', () => {
  const ran = runStep('Make the release', { 'release view': { says: 'false' } });
  expect([ran.status, ran.stderr, verbs(ran)]).toEqual([0, '', ['release view v1.4.2']]);
});

it('begins anew where an attempt before it has left a draft', () => {
  const ran = runStep('Make the release', { 'release view': { says: 'true' } });
  expect([ran.status, verbs(ran)]).toEqual([0, ['release view v1.4.2', 'release delete v1.4.2', 'release create v1.4.2']]);
});

it('fails when GitHub takes no release', () => {
  expect(runStep('Make the release', { 'release view': { code: 1 }, 'release create': { code: 1 } }).status).toBe(1);
});

it('moves the major tag, and makes it the first time', () => {
  const moved = runStep('Move the major tag', {});
  expect([moved.status, moved.calls]).toEqual([
    0,
    [`api --method PATCH repos/o/r/git/refs/tags/v1 -f sha=${'a'.repeat(40)} -F force=true`],
  ]);
  const first = runStep('Move the major tag', { 'api --method PATCH': { code: 1 } });
  expect([first.status, first.calls.at(-1)]).toEqual([
    0,
    `api --method POST repos/o/r/git/refs -f ref=refs/tags/v1 -f sha=${'a'.repeat(40)}`,
  ]);
});
