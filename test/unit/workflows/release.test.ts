import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

const SHA = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const FILE = join(import.meta.dirname, '../../../.github/workflows/release.yml');

function steps(): readonly { readonly name?: string; readonly run?: string }[] {
  const { jobs } = parse(readFileSync(FILE, 'utf8')) as { jobs: Record<string, { steps: { name?: string; run?: string }[] }> };
  return Object.values(jobs).flatMap((job) => job.steps);
}

/** The script of a step of release.yml, run as GitHub would (`shell: bash`), with a `gh` that answers from a table and notes its calls. */
function runStep(name: string, answers: Readonly<Record<string, { readonly says?: string; readonly code?: number }>>) {
  const script = steps().find((step) => step.name === name)?.run;
  if (script === undefined) throw new Error(`release.yml has no step '${name}'`);
  const dir = mkdtempSync(join(tmpdir(), 'release-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, 'out'));
  writeFileSync(join(dir, 'out/pack.tar.gz'), '');
  writeFileSync(join(dir, 'out/COMMIT'), `${SHA}\n`);
  const cases = Object.entries(answers).map(([call, { says = '', code = 0 }]) => `"${call}"*) printf '%b\\n' "${says}"; exit ${code} ;;`);
  writeFileSync(join(dir, 'gh'), `#!/bin/sh\necho "$*" >> "${dir}/calls"\ncase "$*" in\n${cases.join('\n')}\n*) exit 0 ;;\nesac\n`);
  chmodSync(join(dir, 'gh'), 0o755);
  writeFileSync(join(dir, 'step.sh'), script);
  const { status, stderr, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', join(dir, 'step.sh')], {
    cwd: dir,
    encoding: 'utf8',
    env: { PATH: `${dir}:${process.env['PATH']}`, GITHUB_REF_NAME: 'v1.4.2', GITHUB_REPOSITORY: 'o/r' },
  });
  return { status, stderr, stdout, calls: readFileSync(join(dir, 'calls'), 'utf8').trimEnd().split('\n') };
}

const verbs = ({ calls }: { readonly calls: readonly string[] }) => calls.map((call) => call.split(' ').slice(0, 3).join(' '));

const tagAt = (sha: string) => ({ 'api repos/o/r/commits/tags/v1.4.2': { says: sha } });

describe('the release', () => {
  const NAME = 'Make the release';
  const LOOKS = ['api repos/o/r/commits/tags/v1.4.2 --jq', 'release view v1.4.2'];

  it('is made where there is none', () => {
    const ran = runStep(NAME, { ...tagAt(SHA), 'release view': { code: 1 } });
    expect([ran.status, ran.stderr, verbs(ran)]).toEqual([0, '', [...LOOKS, 'release create v1.4.2']]);
    expect(ran.calls.at(-1)).toContain('out/COMMIT out/pack.tar.gz --verify-tag');
  });

  it('is left alone where an attempt before this one has published it', () => {
    const ran = runStep(NAME, { ...tagAt(SHA), 'release view': { says: 'false' }, 'release download': { says: SHA } });
    expect([ran.status, ran.stderr, verbs(ran)]).toEqual([0, '', [...LOOKS, 'release download v1.4.2']]);
  });

  it('is begun anew where an attempt before this one has left a draft', () => {
    const ran = runStep(NAME, { ...tagAt(SHA), 'release view': { says: 'true' } });
    expect([ran.status, verbs(ran)]).toEqual([0, [...LOOKS, 'release delete v1.4.2', 'release create v1.4.2']]);
  });

  it('fails when GitHub takes none', () => {
    expect(runStep(NAME, { ...tagAt(SHA), 'release view': { code: 1 }, 'release create': { code: 1 } }).status).toBe(1);
  });

  it('is refused when the tag was moved after the version was released', () => {
    const ran = runStep(NAME, { ...tagAt(SHA), 'release view': { says: 'false' }, 'release download': { says: OTHER } });
    expect([ran.status, verbs(ran)]).toEqual([1, [...LOOKS, 'release download v1.4.2']]);
    expect(ran.stdout).toContain(`::error::This run is of ${SHA}, but v1.4.2 was released as ${OTHER}.`);
  });

  it('is refused when the tag was moved since the run began', () => {
    const ran = runStep(NAME, { ...tagAt(OTHER), 'release view': { code: 1 } });
    expect([ran.status, verbs(ran)]).toEqual([1, LOOKS.slice(0, 1)]);
    expect(ran.stdout).toContain(`v1.4.2 is at ${OTHER}`);
  });

  it('is refused when nobody can say where the tag is, or what was released', () => {
    expect(runStep(NAME, { 'api repos': { code: 1 }, 'release view': { code: 1 } }).calls).toHaveLength(1);
    const ran = runStep(NAME, { ...tagAt(SHA), 'release view': { says: 'false' }, 'release download': { code: 1 } });
    expect([ran.status, ran.calls.length]).toEqual([1, 3]);
  });

  it('carries its commit', () => {
    expect(steps().find(({ name = '' }) => name.startsWith('Pack'))?.run).toContain('git rev-parse HEAD > out/COMMIT');
  });
});

describe('the major tag', () => {
  const released = (...versions: readonly string[]) => ({ 'release list': { says: versions.join('\\n') } });
  const MOVED = `api --method PATCH repos/o/r/git/refs/tags/v1 -f sha=${SHA} -F force=true`;
  const NAME = 'Move the major tag';

  it.each([
    ['the first', []],
    ['the newest', ['v1.4.1', 'v1.4.2', 'v1.3.10', 'v0.9.0']],
    ['the newest of its major', ['v2.0.0', 'v10.0.0', 'v1.4.2', 'v1.4.0', 'v1.9.9-rc.1', 'v1']],
  ])('moves to a version that is %s', (_, versions) => {
    const ran = runStep(NAME, released(...versions));
    expect([ran.status, ran.stderr, ran.calls.slice(1)]).toEqual([0, '', [MOVED]]);
  });

  it.each([['v1.4.3'], ['v1.4.10'], ['v1.10.0']])('stays at %s, which is newer', (newer) => {
    const ran = runStep(NAME, released('v1.4.2', newer, 'v1.4.1'));
    expect([ran.status, ran.calls.slice(1)]).toEqual([0, []]);
    expect(ran.stdout).toContain(`v1 stays where it is: ${newer} is newer than v1.4.2`);
  });

  it('is made the first time', () => {
    const first = runStep(NAME, { ...released(), 'api --method PATCH': { code: 1 } });
    expect([first.status, first.calls.at(-1)]).toEqual([0, `api --method POST repos/o/r/git/refs -f ref=refs/tags/v1 -f sha=${SHA}`]);
  });

  it('does not move when nobody can say which is the newest', () => {
    const ran = runStep(NAME, { 'release list': { code: 1 } });
    expect([ran.status, ran.calls.slice(1)]).toEqual([1, []]);
  });
});
