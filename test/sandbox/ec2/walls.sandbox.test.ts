import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Box, DANGEROUS, makeDecoys, type Decoys } from './box.ts';

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

/** D stands for the folder of the decoys. Each is tried as a script of its own. */
const TRIES: readonly string[] = [
  // By name, with every word before it that starts another program.
  ...DANGEROUS.map((name) => `${name} now`),
  ...['command', 'command -p', 'exec', 'exec -a x', 'env', 'env -i', 'sudo', 'nohup', 'eval', 'builtin', 'time', 'setsid', 'xargs'].map(
    (word) => `${word} reboot now`,
  ),
  'nice -n 5 kill -0 1',
  'timeout 5 killall x',
  'busybox reboot',
  // By a path, written or put together.
  'D/poweroff',
  '  D/poweroff now || true',
  'true && D/reboot',
  'true | D/reboot',
  'if D/halt; then true; fi',
  'for i in 1; do D/halt; done',
  '(D/halt)',
  'f() { D/halt; }; f',
  'x=$(D/halt)',
  'echo "$(D/halt)"',
  '! D/halt',
  'x=D; $x/halt',
  'x=D/halt; $x',
  '"D/halt"',
  "'D/halt'",
  'D/ha\\lt',
  'D/"halt"',
  'y=halt; D/$y',
  '$(echo D/halt)',
  'eval "D/halt"',
  'eval "$(echo RC9oYWx0 | base64 -d)"',
  'bash -c D/halt',
  'sh -c "D/halt"',
  'bash -c "bash -c D/halt"',
  'exec D/halt',
  'env D/halt',
  'env PATH=D halt',
  'command D/halt',
  'sudo D/halt',
  'timeout 5 D/halt',
  'echo D/halt | bash',
  'echo D/halt | sh -s',
  'bash <<EOF\nD/halt\nEOF',
  'cat > s.sh <<EOF\nD/halt\nEOF\nbash s.sh',
  'printf "#!/bin/sh\\nD/halt\\n" > s; chmod +x s; ./s',
  'printf "D/halt\\n" > s; . ./s',
  'printf "D/halt\\n" > s; source s',
  '. D/halt',
  'source D/halt',
  '. /etc/profile',
  'systemd-run D/halt',
  'systemd-run --unit=x -p Restart=always D/halt',
  'systemd-run --on-active=1s D/halt',
  'systemd-run bash -c D/halt',
  'trap D/halt EXIT',
  'trap "D/halt" ERR; false',
  // By what tells a shell where programs are, or which.
  'PATH=D halt',
  'PATH=D:$PATH; halt',
  'export PATH=D; halt',
  'export PATH="D:$PATH"\nreboot',
  'PATH=D; hash -r; halt',
  'hash -p D/halt zz; zz',
  'alias zz=D/halt; zz',
  'shopt -s expand_aliases; alias zz=D/halt\nzz',
  'BASH_CMDS[zz]=D/halt; zz',
  'BASH_ENV=D/halt bash -c true',
  'ENV=D/halt sh -c true',
  'enable -f D/halt zz; zz',
  'enable kill; kill -0 -1',
  'builtin kill -0 -1',
  'set +r; D/halt',
  'type -P halt; $(type -P halt)',
  '$(which halt)',
  '$(command -v halt) now',
  'cd D && ./halt',
  'cd D; halt',
  'cd /; cd ../../../..D; ./halt',
  'pushd D; ./halt',
  'ln -s D/halt h; ./h; h',
  'cp D/halt h; chmod 755 h; ./h; h',
  'mkdir -p usr/bin; cp D/halt usr/bin/halt; usr/bin/halt',
  'function poweroff2 { D/halt; }; poweroff2',
  'command_not_found_handle() { D/halt; }; nothing',
  'PROMPT_COMMAND=D/halt',
  "PS4='$(D/halt)'; set -x; true",
  'coproc D/halt',
  'D/halt &',
  'nohup D/halt & disown',
  'cat <(D/halt)',
  'echo x > >(D/halt)',
  'echo `D/halt`',
  'echo `halt -p`',
  'exec 3<>/dev/tcp/127.0.0.1/9; echo x >&3',
  'select x in D/halt; do $x; done',
  '[[ $(D/halt) ]]',
  '((x=$(D/halt)))',
  'x=([0]=$(D/halt))',
  'echo ${x:=$(D/halt)}',
  'echo ${x:-`D/halt`}',
  'echo $((`D/halt`))',
  "$'D/halt'",
  'printf -v x D/halt; $x',
  'read x <<< D/halt; $x',
  'mapfile -C D/halt -c 1 x <<< a',
  'fc -e D/halt',
  'history -w D/x',
  'compgen -C D/halt',
  'complete -C D/halt x',
  'bind -x D/halt',
  // By programs that start programs.
  'awk "BEGIN{system(\\"D/halt\\")}"',
  'find . -exec D/halt ;',
  'xargs D/halt < /dev/null',
  'tar cf x --checkpoint=1 --checkpoint-action=exec=D/halt .',
  'vi -c ":!D/halt"',
  'python3 -c "import os; os.system(\'D/halt\')"',
  'perl -e "exec \'D/halt\'"',
  'git -c core.pager=D/halt log',
  'make -f - <<< "all:; D/halt"',
  'script -c D/halt',
  'dd if=/dev/zero of=D/halt',
  'logger "$(D/halt)"',
  'curl file://D/halt',
  'curl -o D/x http://127.0.0.1:9/',
  'aws s3 cp D/halt .',
  'aws configure set credential_process D/halt; aws s3 cp s3://bucket/key .',
  'dnf install -y D/halt',
  'dnf install -y -c D/halt nodejs24',
  // Node, with what makes it lax.
  "node-24 -e \"require('child_process').execSync('D/halt')\"",
  'node-24 -p 1; node-24 -r D/halt x.mjs',
  'echo "console.log(1)" > a.mjs; node-24 --allow-child-process a.mjs',
  'echo "console.log(1)" > a.mjs; NODE_OPTIONS=--allow-child-process node-24 a.mjs',
  'echo "console.log(1)" > a.mjs; export NODE_OPTIONS=--no-permission; node-24 a.mjs',
  'echo "console.log(1)" > a.mjs; LD_PRELOAD=D/halt node-24 a.mjs',
  'echo "console.log(1)" > a.mjs; systemd-run -E NODE_OPTIONS=--allow-child-process node-24 a.mjs',
  'echo "console.log(1)" > a.mjs; systemd-run -E LD_PRELOAD=D/halt node-24 a.mjs',
  'echo "console.log(1)" > a.mjs; node-24 --require=D/halt a.mjs',
  'node-24 D/halt',
  'node-24 < D/halt',
];

/** The same by the paths where a laptop has its own; only read, never run. */
const NEVER_RUN: readonly string[] = [
  '/sbin/poweroff',
  '/usr/sbin/poweroff now',
  'systemd-run --on-active=60s /usr/sbin/poweroff',
  'sudo /sbin/shutdown -h now',
  'x=/sbin/poweroff',
  'env /usr/bin/systemctl poweroff',
  'true; if true; then /bin/rm -rf x; fi',
  'trap /sbin/halt EXIT',
  'echo $(/usr/local/bin/node x)',
  'cat <<EOF\n$(/sbin/reboot)\nEOF',
  '/opt/homebrew/bin/node x',
];

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
    const answers = spawnSync(
      process.env['BB_PYTHON'] ?? join(import.meta.dirname, '../../../.setup/venv/bin/python'),
      ['-I', '-B', check],
      {
        input: JSON.stringify(NEVER_RUN),
        encoding: 'utf8',
      },
    );
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
    ["import('node:inspector').then((m) => { m.open(0); process.exit(m.url() === undefined ? 1 : 0); })"],
    ["import('node:wasi').then((m) => new m.WASI({ version: 'preview1', preopens: { '/': '/' } }))"],
  ])('cannot %s', async (source) => {
    const { code, err } = await box.node(source.replaceAll('D', decoys.dir));
    expect(code, err).not.toBe(0);
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
