import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toolchain } from '../../../setup/node.mjs';

/**
 * The launcher in a checkout of its own, with an npm of ours on PATH that writes down its calls: what is done, what is
 * skipped, and what happens when it is interrupted.
 */

const repository = path.resolve(import.meta.dirname, '../../..');
let checkout: string;
let running: ChildProcess[];

beforeEach(() => {
  running = [];
  checkout = fs.mkdtempSync(path.join(os.tmpdir(), 'checkout-'));
  for (const name of fs.readdirSync(path.join(repository, 'setup')).filter((file) => file.endsWith('.mjs'))) {
    write(`setup/${name}`, fs.readFileSync(path.join(repository, 'setup', name), 'utf8'));
  }
  write('setup/node/package.json', '{}');
  write('setup/node/package-lock.json', '{ "packages": {} }');
  write('package.json', '{ "name": "checkout", "type": "module" }');
  write('package-lock.json', '{}');
  fakeNpm('');
  write('cli/src/main.ts', `console.log(JSON.stringify({ args: process.argv.slice(2) })); process.exitCode = 3;`);
});

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  fs.rmSync(checkout, { recursive: true, force: true });
});

function write(file: string, text: string, mode = 0o644): void {
  fs.mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
  fs.writeFileSync(path.join(checkout, file), text, { mode });
}

/** `npm ci` for both folders: notes the call, does what the test wants of it, then leaves what npm would. */
function fakeNpm(before: string): void {
  const inner = `require('node:fs').appendFileSync('${checkout}/calls', 'modules\\n');
    require('node:fs').mkdirSync('node_modules', { recursive: true });
    require('node:fs').writeFileSync('node_modules/.package-lock.json', '');`;
  write('npm-cli.cjs', inner);
  const host = { platform: process.platform, arch: process.arch, version: process.versions.node, execPath: process.execPath };
  const folder = path.basename(path.dirname(path.dirname(toolchain(checkout, host).node)));
  write(
    'bin/npm',
    `#!/bin/sh
echo node >> '${checkout}/calls'
${before}
mkdir -p node_modules/${folder}/bin node_modules/npm/bin
ln -sf '${process.execPath}' node_modules/${folder}/bin/node
cp '${checkout}/npm-cli.cjs' node_modules/npm/bin/npm-cli.js
echo '{ "type": "commonjs" }' > node_modules/npm/package.json
`,
    0o755,
  );
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly err: () => string;
}

const launch = (...args: string[]): Launched => launchWith(process.env, ...args);

function launchWith(given: NodeJS.ProcessEnv, ...args: string[]): Launched {
  const env = { ...given, PATH: `${checkout}/bin:${given['PATH']}` };
  const child = spawn(process.execPath, [path.join(checkout, 'setup/run.mjs'), ...args], { cwd: checkout, env, stdio: 'pipe' });
  running.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })));
  return { child, ended, err: () => err };
}

const calls = (): readonly string[] => fs.readFileSync(path.join(checkout, 'calls'), 'utf8').split('\n').slice(0, -1);

async function until(condition: () => boolean): Promise<void> {
  const startedAt = performance.now();
  while (!condition()) {
    if (performance.now() - startedAt > 5000) throw new Error('It did not come to that within 5 s.');
    await sleep(10);
  }
}

/** The process id that the npm of ours wrote down. */
async function npmBegun(): Promise<number> {
  const file = path.join(checkout, 'begun');
  await until(() => fs.existsSync(file) && fs.readFileSync(file, 'utf8') !== '');
  return Number(fs.readFileSync(file, 'utf8'));
}

/** Gone, or a zombie that nobody has collected yet. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return fs.existsSync('/proc') && /^\d+ \(.*\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

describe('set-up', () => {
  it('gives the task a cache of compiled modules, below what set-up keeps, and leaves a cache of the user’s own', async () => {
    write('cli/src/main.ts', `console.log(process.env['NODE_COMPILE_CACHE']);`);
    const { NODE_COMPILE_CACHE: _, ...env } = process.env;
    expect((await launchWith(env, 'cli').ended).out).toBe(`${path.join(checkout, '.setup/compile-cache')}\n`);
    expect(fs.readdirSync(path.join(checkout, '.setup/compile-cache'))).not.toEqual([]);
    expect((await launchWith({ ...env, NODE_COMPILE_CACHE: `${checkout}/own` }, 'cli').ended).out).toBe(`${checkout}/own\n`);
  });

  it('happens before the task, says so on stderr, and is skipped in silence when it is done', async () => {
    const first = await launch('cli', 'plan', '--json').ended;
    expect(first).toMatchObject({ code: 3, out: '{"args":["plan","--json"]}\n' });
    expect(first.err).toMatch(
      /^set-up: .* …\nset-up: .* done in [\d.]+ s\nset-up: packages from npm …\nset-up: packages from npm done in [\d.]+ s\n$/,
    );
    const second = await launch('cli').ended;
    expect(second).toEqual({ code: 3, signal: null, out: '{"args":[]}\n', err: '' });
    expect(calls()).toEqual(['node', 'modules']);
  });

  it('repeats exactly what it must', async () => {
    const changes: readonly (readonly [string, () => void, readonly string[]])[] = [
      ['nothing was there', () => {}, ['node', 'modules']],
      ['the lock file changed', () => write('package-lock.json', '{ "changed": true }'), ['modules']],
      ['a dependency changed', () => write('package.json', '{ "type": "module", "dependencies": { "a": "1" } }'), ['modules']],
      ['a script changed', () => write('package.json', '{ "type": "module", "dependencies": { "a": "1" }, "scripts": { "a": "b" } }'), []],
      ['Node is to be another one', () => write('setup/node/package-lock.json', '{ "packages": { "": {} } }'), ['node']],
      ['node_modules is gone', () => fs.rmSync(path.join(checkout, 'node_modules'), { recursive: true }), ['modules']],
      ['.setup is gone', () => fs.rmSync(path.join(checkout, '.setup'), { recursive: true }), ['node', 'modules']],
    ];
    const seen: unknown[] = [];
    for (const [what, change] of changes) {
      write('calls', '');
      change();
      await launch('cli').ended;
      seen.push([what, calls()]);
    }
    expect(seen).toEqual(changes.map(([what, , repeated]) => [what, repeated]));
  });

  it('is done again when it was killed in the middle, and the lock of the dead process is no obstacle', async () => {
    fakeNpm(`echo $$ > '${checkout}/begun'; exec sleep 5`);
    const { child, ended } = launch('cli');
    const npm = await npmBegun();
    child.kill('SIGKILL');
    process.kill(npm, 'SIGKILL');
    await ended;
    expect(fs.existsSync(path.join(checkout, '.setup/lock'))).toBe(true);
    fakeNpm('');
    expect(await launch('cli').ended).toMatchObject({ code: 3 });
    expect(calls()).toEqual(['node', 'node', 'modules']);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at %s with its children, gives the lock back, and starts no task', async (signal) => {
    // As pip does: the program that works is a child of the one that we started.
    fakeNpm(`sh -c 'echo $$ > "${checkout}/begun"; exec sleep 5'; exit 1`);
    const { child, ended } = launch('cli');
    const npm = await npmBegun();
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 128 + os.constants.signals[signal], out: '' });
    await until(() => isGone(npm));
    expect(fs.readdirSync(path.join(checkout, '.setup'))).toEqual([]);
  });

  it('happens once when two commands come at the same time, and the second one says why it waits', async () => {
    fakeNpm(`touch '${checkout}/begun'; sleep 1`);
    const first = launch('cli');
    await until(() => fs.existsSync(path.join(checkout, 'begun')));
    const second = await launch('cli').ended;
    expect(second).toMatchObject({ code: 3 });
    expect(second.err).toContain(`set-up: waiting for process ${first.child.pid} on ${os.hostname()}`);
    expect(await first.ended).toMatchObject({ code: 3 });
    expect(calls()).toEqual(['node', 'modules']);
  });

  it('takes the lock of a process id that now belongs to somebody else', async () => {
    write('.setup/lock', JSON.stringify({ pid: process.pid, startedAt: 'long ago', host: os.hostname() }));
    expect(await launch('cli').ended).toMatchObject({ code: 3 });
  });

  it('shows what npm said when it fails, and tries again the next time', async () => {
    fakeNpm('echo "npm error 404 not there"; exit 1');
    const failed = await launch('cli').ended;
    expect(failed).toMatchObject({ code: 1, out: '' });
    expect(failed.err).toContain('  npm error 404 not there\nset-up: npm ci in ');
    fakeNpm('');
    expect(await launch('cli').ended).toMatchObject({ code: 3 });
  });

  it('notices that npm left the platform package out, as it does in silence', async () => {
    write('bin/npm', '#!/bin/sh\nmkdir -p node_modules/npm/bin\n', 0o755);
    const failed = await launch('cli').ended;
    expect(failed.code).toBe(1);
    expect(failed.err).toContain('does not run on this system');
  });

  it('tells what is missing before it starts anything', async () => {
    write('setup/python/requirements.lock', '');
    write('setup/python/requirements-spark.lock', '');
    write('spark/libraries.lock.json', '{}');
    const env = { PATH: `${checkout}/bin:/nowhere`, HOME: checkout };
    const child = spawn(process.execPath, [path.join(checkout, 'setup/run.mjs'), 'demo'], { cwd: checkout, env, stdio: 'pipe' });
    running.push(child);
    let err = '';
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(2);
    expect(err).toMatch(/^Python 3\.10, 3\.11 or 3\.12 with venv is needed; there is no Python on PATH: .*\n$/);
    expect(fs.existsSync(path.join(checkout, 'calls'))).toBe(false);
  });

  it('knows no other tasks than its own', async () => {
    const unknown = await launch('toString').ended;
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toContain('tasks: bench:copy, bench:list, build, check, cli, demo,');
  });
});

describe('the task', () => {
  const TRAP = `
    import fs from 'node:fs';
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => fs.appendFileSync('signals', signal + ' '));
    const timer = setInterval(() => { if (fs.existsSync('end')) { clearInterval(timer); process.exitCode = 7; } }, 20);
    fs.writeFileSync('task', String(process.pid));`;
  const received = (): string =>
    fs.existsSync(path.join(checkout, 'signals')) ? fs.readFileSync(path.join(checkout, 'signals'), 'utf8') : '';

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'gets %s that came to the launcher alone, which then waits for its end',
    async (signal) => {
      write('cli/src/main.ts', TRAP);
      const { child, ended } = launch('cli');
      await until(() => fs.existsSync(path.join(checkout, 'task')));
      child.kill(signal);
      await until(() => received() !== '');
      child.kill(signal);
      await sleep(100);
      expect(received()).toBe(`${signal} `);
      expect(child.exitCode).toBe(null);
      write('end', '');
      expect(await ended).toMatchObject({ code: 7, signal: null });
    },
  );

  it('gets a second Ctrl-C, a while after the first', async () => {
    write('cli/src/main.ts', TRAP);
    const { child, ended } = launch('cli');
    await until(() => fs.existsSync(path.join(checkout, 'task')));
    child.kill('SIGINT');
    await sleep(1100);
    child.kill('SIGINT');
    await until(() => received() === 'SIGINT SIGINT ');
    write('end', '');
    expect(await ended).toMatchObject({ code: 7 });
  });

  it('ends by a signal: the exit code is 128 and its number', async () => {
    write('cli/src/main.ts', `process.kill(process.pid, 'SIGKILL');`);
    expect(await launch('cli').ended).toMatchObject({ code: 137, signal: null });
  });

  it('finds the Node that it runs on first on PATH', async () => {
    write(
      'cli/src/main.ts',
      `import { execFileSync } from 'node:child_process'; console.log(execFileSync('sh', ['-c', 'command -v node'], { encoding: 'utf8' }));`,
    );
    expect((await launch('cli').ended).out).toContain(`${checkout}/setup/node/node_modules/`);
  });
});
