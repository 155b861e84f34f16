import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxPython } from '../laptop-aws.ts';
import { Box, DANGEROUS, makeDecoys, type Decoys } from './box.ts';
import { NEVER_RUN, TRIES } from './tries.ts';

/** Whatever stands in a script, no program of the laptop is started: the decoys would tell. */
let decoys: Decoys;
let box: Box;
beforeAll(async () => {
  decoys = await makeDecoys();
  // A PATH with the decoys in it, which no machine of EC2 has: the walls must hold without that one.
  box = await Box.start({ path: decoys.dir });
  await box.run('dnf install -y -q nodejs24');
});
afterAll(async () => {
  await box.stop();
  await decoys.remove();
});

it('a decoy that is reached tells it', async () => {
  const own = await makeDecoys();
  spawnSync(join(own.dir, 'poweroff'));
  spawnSync('sh', ['-c', 'reboot'], { env: { PATH: own.dir } });
  expect(await own.started()).toEqual(['poweroff', 'sh']);
  await own.remove();
});

describe('no program of the laptop', () => {
  it(`is started by any of ${TRIES.length} tries`, async () => {
    const passed: string[] = [];
    for (const attempt of TRIES) {
      const { code } = await box.run(attempt.replaceAll('D/', `${decoys.dir}/`).replaceAll(/\bD\b/g, decoys.dir), { seconds: 120 });
      if (code === 0) passed.push(attempt);
      const started = await decoys.started();
      if (started.length > 0) throw new Error(`${attempt} started ${started.join(', ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await decoys.started()).toEqual([]);
    // What ended well did so with the machine's own programs.
    expect(passed).toEqual(
      [
        ...['shutdown now', 'reboot now', 'halt now', 'command reboot now', 'command -p reboot now', 'exec reboot now', 'env reboot now'],
        ...['env -i reboot now', 'sudo reboot now', 'eval reboot now', '$(command -v halt) now', 'cd D; halt'],
        // These came to nothing, and bash would go on as well.
        ...['eval "$(echo RC9oYWx0 | base64 -d)"', 'systemd-run bash -c D/halt', 'printf -v x D/halt; $x'],
      ].toSorted((one, other) => TRIES.indexOf(one) - TRIES.indexOf(other)),
    );
  });

  it('stands in a script by its path, without the whole script being refused', async () => {
    const check = fileURLToPath(new URL('./check-script.py', import.meta.url));
    const answers = spawnSync(sandboxPython(), ['-I', '-B', check], {
      input: JSON.stringify(NEVER_RUN),
      encoding: 'utf8',
    });
    const refusals = JSON.parse(answers.stdout) as readonly (string | null)[];
    expect(refusals).toHaveLength(NEVER_RUN.length);
    for (const [index, refusal] of refusals.entries())
      expect(refusal, NEVER_RUN[index]).toMatch(/^line \d: .*(bare name|without their folder)/);
  });
});

describe('a script that names a path', () => {
  it('has not begun when it is refused', async () => {
    const { code, err } = await box.run('touch begun\necho x\n/nowhere/poweroff\n');
    expect({ code, err }).toEqual({
      code: 126,
      err: 'script: line 3: /nowhere/poweroff: machines of the sandbox start programs by their bare name only\n',
    });
    await expect(box.file('root/begun')).rejects.toThrow('ENOENT');
  });
});

describe('files', () => {
  it('beyond the machine’s folder are neither written nor removed', async () => {
    const outside = join(tmpdir(), `bb-outside-${process.pid}`);
    await writeFile(outside, 'mine');
    for (const [script, left] of [
      [`rm -rf ${outside}`, true],
      [`rm -rf ../../../../../../..${outside}`, true],
      [`cd /; rm -rf ..${outside}`, true],
      [`echo theirs > ${outside}`, true],
      [`cp /etc/hostname ${outside}`, true],
      [`mv /etc/hostname ../../../../..${outside}`, true],
      [`cat ${outside}`, true],
    ] as const) {
      const { out } = await box.run(script);
      expect(out).not.toContain('mine');
      expect(await readFile(outside, 'utf8').catch(() => 'gone'), script).toBe(left ? 'mine' : 'gone');
    }
    expect(await readdir(box.dir)).toEqual(['root']);
    expect((await box.run('ls /; cd /../..; pwd')).out).toBe('etc\nhome\nopt\nroot\nrun\ntmp\nusr\nvar\n/\n');
  });
});

describe('Node on a machine', () => {
  it.each([
    ["import('node:child_process').then((m) => m.execSync('D/halt'))"],
    ["import('node:child_process').then((m) => m.spawn('D/halt', { detached: true }))"],
    ["import('node:child_process').then((m) => m.fork('D/halt'))"],
    ["import('node:cluster').then(({ default: c }) => { c.setupPrimary({ exec: 'D/halt' }); c.fork(); })"],
    ["process.execve('D/halt', ['halt'], {})"],
    ["process.binding('spawn_sync')"],
    ["process.dlopen({ exports: {} }, 'D/halt')"],
    ["import('node:worker_threads').then((m) => new m.Worker('', { eval: true, execArgv: ['--allow-child-process'] }))"],
    ["import('node:sqlite').then((m) => new m.DatabaseSync('D/db'))"],
    ["import('node:fs').then((m) => m.writeFileSync('D/halt', ''))"],
    ["import('node:fs').then((m) => m.symlinkSync('D', 'link'))"],
    ["import('node:fs').then((m) => m.rmSync('D', { recursive: true }))"],
    ['process.kill(process.ppid, 0)'],
    ['process.kill(-1, 0)'],
    ['process._kill(process.ppid, 0)'],
    ["import('node:os').then((m) => m.setPriority(process.ppid, 1))"],
    ['process._debugProcess(process.ppid)'],
    ["import('node:inspector').then((m) => m.open(0))"],
    ["import('node:wasi').then((m) => new m.WASI({ version: 'preview1', preopens: { '/': '/' } }))"],
  ])('cannot %s', async (source) => {
    const { code, err } = await box.node(source.replaceAll("'D", `'${decoys.dir}`));
    expect(code, err).not.toBe(0);
    // For this reason and for no other.
    expect(err).toMatch(/ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_UNKNOWN_BUILTIN_MODULE/);
    expect(await decoys.started()).toEqual([]);
    expect((await readdir(decoys.dir)).length).toBe(new Set(DANGEROUS).size + 1);
  });

  it('reads, writes in its folder, reaches the network and itself', async () => {
    const { code, out, err } = await box.node(`
      import { createServer } from 'node:http';
      import { writeFileSync, readFileSync } from 'node:fs';
      writeFileSync('own', 'x');
      process.on('SIGUSR2', () => console.log(readFileSync('own', 'utf8'), 'told'));
      process.kill(process.pid, 'SIGUSR2');
      const server = createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1', async () => {
        console.log(await (await fetch('http://127.0.0.1:' + server.address().port)).text());
        server.close();
      });`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').toSorted()).toEqual(['', 'hello', 'x told']);
  });

  it('finds nothing of the laptop in its environment', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'of-the-laptop';
    const own = await Box.start();
    await own.run('dnf install -y -q nodejs24');
    const { out } = await own.node('console.log(Object.keys(process.env).sort().join())');
    expect(
      out
        .trim()
        .split(',')
        .filter((name) => name !== 'LC_CTYPE'),
    ).toEqual(['AWS_EC2_METADATA_SERVICE_ENDPOINT', 'AWS_ENDPOINT_URL', 'AWS_REGION', 'BUCKET_BRIGADE_TIME_SCALE', 'HOME', 'TMPDIR']);
    delete process.env['AWS_ACCESS_KEY_ID'];
    await own.stop();
  });
});

describe('the sources of machines', () => {
  it('start programs in one place, and become one in another', async () => {
    const folder = fileURLToPath(new URL('../../../sandbox/machine/', import.meta.url));
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.py'));
    const starting =
      /\bsubprocess\.(?!PIPE|DEVNULL|TimeoutExpired|Popen\b(?!\())|\bos\.(?:exec|spawn|posix_spawn|system|fork|popen)|\bpty\b|\bmultiprocessing\b|\bctypes\b/;
    const found: string[] = [];
    for (const name of files) if (starting.test(await readFile(join(folder, name), 'utf8'))) found.push(name);
    expect(found.toSorted()).toEqual([
      'laptop_machine/children.py',
      'laptop_machine/kernel_walls.py',
      'laptop_machine/walls.py',
      'launch.py',
    ]);
  });
});

describe('walls around the machine’s own code', () => {
  /** What became of acts that the walls of this kind refuse, and of those that they let pass. */
  async function tried(kind: 'process' | 'kernel'): Promise<{ refused: Record<string, string> | null; allowed: Record<string, string> }> {
    const folder = await mkdtemp(join(tmpdir(), 'bb-walls-'));
    const own = await makeDecoys();
    const script = fileURLToPath(new URL('./try-walls.py', import.meta.url));
    const { stdout, stderr } = spawnSync(sandboxPython(), ['-I', '-B', script, kind, folder, own.dir, process.execPath], {
      encoding: 'utf8',
    });
    expect(await own.started(), stderr).toEqual([]);
    expect(await readdir(own.dir)).toHaveLength(new Set(DANGEROUS).size + 1);
    await rm(folder, { recursive: true, force: true });
    await own.remove();
    return JSON.parse(stdout) as { refused: Record<string, string> | null; allowed: Record<string, string> };
  }

  it('refuse, in its first process, all but the one start of Node', async () => {
    const { allowed, refused } = await tried('process');
    expect(new Set(Object.values(refused ?? {})), JSON.stringify(refused)).toEqual(new Set(['refused']));
    expect(Object.keys(refused ?? {})).toHaveLength(24);
    expect(new Set(Object.values(allowed)), JSON.stringify(allowed)).toEqual(new Set(['reached']));
  });

  it('hold in the kernel for Node, where there is Landlock', async ({ skip }) => {
    const { allowed, refused } = await tried('kernel');
    if (refused === null) skip();
    // Signals are walled in since Linux 6.12 (Landlock 6).
    const { 'signal to the parent': signals, ...rest } = refused ?? {};
    expect(new Set(Object.values(rest)), JSON.stringify(refused)).toEqual(new Set(['refused']));
    expect(['refused', 'reached']).toContain(signals);
    expect(new Set(Object.values(allowed)), JSON.stringify(allowed)).toEqual(new Set(['reached']));
  });
});
