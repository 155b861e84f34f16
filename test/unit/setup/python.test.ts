import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInterpreters, pythonAdvice } from '../../../setup/python.mjs';

const DEBIAN = { platform: 'linux', osRelease: 'ID=debian\nVERSION_ID="12"\n' };

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'interpreters-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

/** An interpreter that answers every probe with this; /bin/sh by its full path, because PATH holds nothing else. */
const answering = (version: string, { venv = true } = {}): string => `echo '{"version": "${version}", "venv": ${venv}}'`;
const SHIM = 'echo "pyenv: $0: command not found" >&2; exit 127';

/** A directory of programs, as PATH. */
function onPath(programs: Readonly<Record<string, string>>, folder = 'bin'): string {
  const place = path.join(directory, folder);
  fs.mkdirSync(place, { recursive: true });
  for (const [name, body] of Object.entries(programs)) fs.writeFileSync(path.join(place, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return place;
}

const find = (searchPath: string) => findInterpreters(searchPath, process.env);

describe('the search', () => {
  it('finds a fitting one behind shims that fail', async () => {
    const shims = onPath({ 'python3.11': SHIM, 'python3.12': SHIM, 'python3.10': SHIM, python3: SHIM }, 'shims');
    const real = onPath({ 'python3.12': answering('3.12.1') }, 'usr');
    const asked = await find(`${shims}:${real}`);
    expect(asked.at(-1)).toEqual({ path: path.join(real, 'python3.12'), version: '3.12.1', verdict: 'fits', hasPip: true });
  });

  it('asks every folder of PATH for a name before the next name', async () => {
    const first = onPath({ 'python3.11': answering('3.11.2', { venv: false }), 'python3.12': answering('3.12.1') }, 'first');
    const second = onPath({ 'python3.11': answering('3.11.9') }, 'second');
    expect((await find(`${first}:${second}`)).at(-1)).toMatchObject({ path: path.join(second, 'python3.11'), verdict: 'fits' });
  });

  it.each(['3.10.13', '3.11.0', '3.12.99'])('takes %s under any name', async (version) => {
    expect((await find(onPath({ python: answering(version) }))).at(-1)).toMatchObject({ version, verdict: 'fits' });
  });

  it.each([
    ['3.9.18', 'older'],
    ['2.7.18', 'older'],
    ['3.13.0', 'newer'],
    ['4.0.0', 'newer'],
  ])('does not take %s, which is %s', async (version, verdict) => {
    expect((await find(onPath({ python3: answering(version) }))).map((one) => one.verdict)).toEqual([verdict]);
  });

  it('sees names that it does not know, such as python3.14', async () => {
    expect(await find(onPath({ 'python3.14': answering('3.14.0'), 'python3-config': SHIM }))).toMatchObject([{ verdict: 'newer' }]);
  });

  it('does not take a program that talks but is no Python', async () => {
    const asked = await find(onPath({ python3: 'echo Python 3.11.2', python: 'echo {}' }));
    expect(asked.map(({ verdict }) => verdict)).toEqual(['does not run', 'does not run']);
  });

  it('asks one program under one name once, even in two folders', async () => {
    const real = onPath({ python3: answering('3.13.0') }, 'usr');
    fs.symlinkSync(real, path.join(directory, 'bin'));
    expect(await find(`${path.join(directory, 'bin')}:${real}`)).toHaveLength(1);
  });

  it('leaves out what is not executable, what is a folder, and folders named relative to who knows where', async () => {
    const place = onPath({});
    fs.writeFileSync(path.join(place, 'python3'), '#!/bin/sh\n', { mode: 0o644 });
    fs.mkdirSync(path.join(place, 'python'));
    expect(await find(`${place}:.:node_modules/.bin:`)).toEqual([]);
  });
});

describe('the probe, in a real interpreter', () => {
  it('tells one that has venv and ensurepip from one that lacks ensurepip', async () => {
    const real = (await find(process.env['PATH'] ?? '')).find(({ hasPip }) => hasPip);
    expect(real).toMatchObject({ version: expect.stringMatching(/^3\.\d+\.\d+$/) as unknown });
    const lacking = onPath({
      python3: `exec '${real?.path}' -c "import sys; sys.modules['ensurepip'] = None; exec(sys.argv[-1])" "$@"`,
    });
    expect(await find(lacking)).toMatchObject([{ version: real?.version, hasPip: false }]);
  });
});

describe('the advice is one line that names what is needed, what was found, and the way to get it', () => {
  const advice = async (searchPath: string, system = DEBIAN): Promise<string> => {
    const line = pythonAdvice(await find(searchPath), system);
    expect(line).not.toContain('\n');
    expect(line).toMatch(/^Python 3\.10, 3\.11 or 3\.12 with venv is needed; /);
    return line;
  };

  it('when there is none', async () => {
    expect(await advice(onPath({}))).toMatch(/there is no Python on PATH: sudo apt install python3\.11 python3\.11-venv /);
  });

  it('when there are only shims that fail', async () => {
    expect(await advice(onPath({ 'python3.11': SHIM }))).toContain(`${directory}/bin/python3.11 does not run: sudo apt install`);
  });

  it('when ensurepip is missing: the package of just that version', async () => {
    const line = await advice(onPath({ 'python3.12': answering('3.12.3', { venv: false }), python3: answering('3.9.2') }));
    expect(line).toContain('python3.12 is 3.12.3, without venv and ensurepip');
    expect(line).toContain('python3 is 3.9.2');
    expect(line).toMatch(/: sudo apt install python3\.12-venv\.$/);
  });

  it.each([
    ['macOS', { platform: 'darwin', osRelease: '' }, 'brew install python@3.11'],
    ['Ubuntu', { platform: 'linux', osRelease: 'ID=ubuntu\nID_LIKE=debian\n' }, 'sudo apt install'],
    ['Rocky', { platform: 'linux', osRelease: 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' }, 'sudo dnf install python3.11'],
    ['anything else', { platform: 'linux', osRelease: '' }, 'https://docs.astral.sh/uv'],
  ])('on %s', async (_, system, way) => {
    expect(await advice(onPath({ python3: answering('3.13.0') }), system)).toContain(way);
  });
});
