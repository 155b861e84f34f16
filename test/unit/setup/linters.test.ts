import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { StepFailed } from '../../../setup/failure.mjs';
import { actionlint, zizmor } from '../../../setup/linters.mjs';
import { ensure, isFresh, type Step } from '../../../setup/steps.mjs';

const ROOT = path.join(import.meta.dirname, '../../..');

/** In a checkout of its own, with a Go and a Python of ours on PATH. */
let checkout: string;
let said: string[];

beforeEach(() => {
  checkout = fs.mkdtempSync(path.join(os.tmpdir(), 'linters-'));
  said = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text).trimEnd()) > 0);
  write('setup/go/go.mod', 'module x');
  write('setup/go/go.sum', 'hashes');
  write('setup/python/requirements-zizmor.lock', 'zizmor==1 --hash=sha256:0');
  fs.mkdirSync(path.join(checkout, '.setup'));
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(checkout, { recursive: true, force: true });
});

function write(file: string, text: string, mode = 0o644): void {
  fs.mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
  fs.writeFileSync(path.join(checkout, file), text, { mode });
}

const program = (name: string, script: string): void => write(`bin/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
const state = (): string => path.join(checkout, '.setup');
const calls = (): readonly string[] => fs.readFileSync(path.join(checkout, 'calls'), 'utf8').split('\n').slice(0, -1);
/** Only ours: what this machine has must not count. `/bin` is for `sh` itself, and may hold a Python. */
const env = () => ({ PATH: path.join(checkout, 'bin'), GOFLAGS: '-mod=mod', GOWORK: '/elsewhere/go.work' });
const actionlintHere = () => actionlint(checkout, state(), env());
const zizmorHere = () => zizmor(checkout, state(), env());

const ensured = (...steps: readonly Step[]): Promise<void> =>
  ensure(state(), steps, { say: (line) => void said.push(line), stopped: () => false });

const GO = `echo "$PWD $* $GOFLAGS $GOWORK" >> "\${0%/bin/go}/calls"; /bin/mkdir -p "$GOBIN"; echo > "$GOBIN/actionlint"`;

describe('actionlint', () => {
  it('is built by the machine’s Go from the locked module, whatever the environment says, and once', async () => {
    program('go', GO);
    await ensured(actionlintHere().step);
    await ensured(actionlintHere().step);
    const { step, program: binary } = actionlintHere();
    expect(calls()).toEqual([`${fs.realpathSync(checkout)}/setup/go install github.com/rhysd/actionlint/cmd/actionlint -mod=readonly off`]);
    expect(fs.existsSync(binary)).toBe(true);
    expect(isFresh(state(), step)).toBe(true);
    expect(said).toEqual(['set-up: actionlint …', expect.stringMatching(/^set-up: actionlint done in [\d.]+ s$/)]);
  });

  it('is built again for another lock, and the old one is taken away', async () => {
    program('go', GO);
    await ensured(actionlintHere().step);
    const before = actionlintHere().program;
    write('setup/go/go.sum', 'other hashes');
    expect(isFresh(state(), actionlintHere().step)).toBe(false);
    await ensured(actionlintHere().step);
    expect(fs.existsSync(before)).toBe(false);
    expect(fs.existsSync(actionlintHere().program)).toBe(true);
  });

  it('is left out where there is no Go, which one line says', async () => {
    await ensured(actionlintHere().step);
    expect(said).toEqual(['set-up: actionlint is left out: there is no Go on PATH (https://go.dev/dl)']);
    expect(isFresh(state(), actionlintHere().step)).toBe(false);
    expect(fs.existsSync(path.join(state(), 'lock'))).toBe(false);
  });

  it('is left out where Go cannot fetch it, and what comes after it is made', async () => {
    program('go', 'echo "dial tcp: no such host" >&2; exit 1');
    const made: string[] = [];
    const next: Step = {
      name: 'next',
      title: 'next',
      inputs: [],
      products: [],
      prerequisites: async () => {},
      build: async () => void made.push('next'),
    };
    await ensured(actionlintHere().step, next);
    expect(made).toEqual(['next']);
    expect(said[1]).toMatch(/^set-up: actionlint is left out after [\d.]+ s: go could not install it \(dial tcp: no such host\)$/);
    expect(isFresh(state(), actionlintHere().step)).toBe(false);
  });
});

describe('zizmor', () => {
  const python = (version: string, pip: string): void =>
    program(
      'python3',
      `case "$*" in
  *"-c "*) echo '{"version": "${version}", "venv": true}';;
  *venv*) for last; do :; done; /bin/mkdir -p "$last/bin"; /bin/cp "$0" "$last/bin/python";;
  *pip*) echo "$*" >> "${checkout}/calls"; ${pip};;
esac`,
    );

  it.each(['3.11.7', '3.14.0'])('comes from the locked hashes, as a wheel, into an environment of its own (Python %s)', async (version) => {
    python(version, 'echo > "${0%python}zizmor"');
    await ensured(zizmorHere().step);
    expect(isFresh(state(), zizmorHere().step)).toBe(true);
    expect(calls()).toEqual([
      `-I -m pip install --require-hashes --only-binary :all: --progress-bar off -r ${checkout}/setup/python/requirements-zizmor.lock`,
    ]);
  });

  it('is left out where there is no wheel for this Python', async () => {
    python('3.10.2', 'echo "ERROR: No matching distribution found for zizmor==1"; exit 1');
    await ensured(zizmorHere().step);
    expect(said[1]).toContain('pip could not install it (ERROR: No matching distribution found for zizmor==1)');
    expect(isFresh(state(), zizmorHere().step)).toBe(false);
  });

  it('is left out where there is no Python for it', async () => {
    python('3.9.0', '');
    await ensured(zizmorHere().step);
    expect(said).toEqual(['set-up: zizmor is left out: there is no Python 3.11 or newer with venv on PATH']);
  });
});

describe('where the linters are required', () => {
  const required = () => ({ ...env(), BUCKET_BRIGADE_LINTERS: 'required' });

  it.each([
    ['actionlint', () => actionlint(checkout, state(), required()), 'there is no Go on PATH'],
    ['zizmor', () => zizmor(checkout, state(), required()), 'there is no Python 3.11 or newer'],
  ])('the set-up fails without what %s needs', async (_, linter, says) => {
    await expect(ensured(linter().step)).rejects.toThrow(says);
    expect(said.join()).not.toContain('is left out');
  });

  it('the set-up fails when one cannot be fetched', async () => {
    program('go', 'echo "dial tcp: no such host" >&2; exit 1');
    await expect(ensured(actionlint(checkout, state(), required()).step)).rejects.toThrow('go could not install it');
  });

  it('is in the check of ci.yml, and in no other file', () => {
    const files = fs.globSync('.github/workflows/*.yml', { cwd: ROOT });
    const said = files.filter((file) => fs.readFileSync(path.join(ROOT, file), 'utf8').includes('BUCKET_BRIGADE_LINTERS'));
    expect(said).toEqual(['.github/workflows/ci.yml']);
    const { jobs } = parse(fs.readFileSync(path.join(ROOT, said[0]!), 'utf8')) as { jobs: Record<string, { steps: object[] }> };
    expect(jobs['check']!.steps).toContainEqual({ name: 'Check', env: { BUCKET_BRIGADE_LINTERS: 'required' }, run: 'npm run check' });
  });
});

describe('a step that is not optional', () => {
  it('still fails the set-up', async () => {
    const build = () => Promise.reject(new StepFailed('no', 'way'));
    const step: Step = { name: 'modules', title: 'modules', inputs: [], products: [], prerequisites: async () => {}, build };
    await expect(ensured(step)).rejects.toThrow('no');
  });
});
