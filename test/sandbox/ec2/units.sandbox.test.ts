import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Box } from './box.ts';
import { eventually, isGone } from './stage.ts';

let box: Box;
beforeAll(async () => {
  box = await Box.start();
});
afterAll(async () => await box.stop());

/** Ends as its arguments say, and adds a line to its log each time it starts. */
const WORKER = `
  import { appendFileSync } from 'node:fs';
  const [log, code, seconds] = process.argv.slice(2);
  appendFileSync(log, process.pid + ' ' + (process.env.BB_WHO ?? '-') + '\\n');
  if (code === 'stay') setInterval(() => {}, 1000);
  else setTimeout(() => process.exit(Number(code)), Number(seconds) * 1000);`;
const lines = async (log: string): Promise<readonly string[]> =>
  (await box.file(`root/${log}`).catch(() => '')).split('\n').filter((line) => line !== '');

describe('packages', () => {
  it('bring node-24 when they are installed, and not before', async () => {
    await writeFile(join(box.dir, 'root/root/worker.mjs'), WORKER);
    expect(await box.run('node-24 --version')).toMatchObject({ code: 127 });
    expect(await box.run('systemd-run --unit=early node-24 /root/worker.mjs')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Failed to find executable node-24'),
    });
    expect(await box.run('dnf install nodejs24')).toMatchObject({ code: 1, out: expect.stringContaining('Operation aborted') });
    expect(await box.run('dnf install -y nodejs25')).toMatchObject({ code: 1, err: 'Error: Unable to find a match: nodejs25\n' });
    const begun = Date.now();
    expect(await box.run('yum install -y -q nodejs24')).toMatchObject({ code: 0 });
    // It takes its time, on the sandbox's clock.
    expect(Date.now() - begun).toBeGreaterThan(150);
    expect(await box.run('node-24 --version')).toMatchObject({ code: 0, out: `${process.version}\n` });
    expect(await box.run('dnf install -y nodejs24')).toMatchObject({ code: 0, out: 'Nothing to do.\nComplete!\n' });
  });
});

describe('a unit', () => {
  it('outlives its script, keeps its name to itself, and stops when told', async () => {
    const started = await box.run('systemd-run --unit=one --same-dir -E BB_WHO=me node-24 worker.mjs one.log stay');
    expect(started).toMatchObject({ code: 0, out: '', err: 'Running as unit: one.service\n' });
    const [line = ''] = await eventually('the worker', async () =>
      (await lines('one.log')).length > 0 ? await lines('one.log') : undefined,
    );
    expect(line).toMatch(/^\d+ me$/);
    expect(await box.run('systemctl is-active one.service')).toMatchObject({ code: 0, out: 'active\n' });
    expect(await box.run('systemctl status one')).toMatchObject({ code: 0, out: expect.stringContaining('active (running)') });
    expect(await box.run('systemd-run --unit=one node-24 /root/worker.mjs x stay')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Unit one.service was already loaded'),
    });
    expect(await box.run('systemctl stop one')).toMatchObject({ code: 0 });
    expect(await box.run('systemctl is-active one')).toMatchObject({ code: 3, out: 'inactive\n' });
    expect(isGone(Number.parseInt(line, 10))).toBe(true);
    expect(await box.run('systemctl stop one')).toMatchObject({ code: 5 });
    expect(await box.run('systemctl status one')).toMatchObject({ code: 4 });
  });

  it('is started again when it fails, after RestartSec, and not when it is done', async () => {
    const begun = Date.now();
    await box.run('systemd-run --unit=again --same-dir -p Restart=on-failure -p RestartSec=20 node-24 worker.mjs again.log 1 0');
    await eventually('three starts', async () => ((await lines('again.log')).length >= 3 ? true : undefined));
    // Twice 20 seconds of the sandbox, a third of a second each.
    expect(Date.now() - begun).toBeGreaterThan(650);
    await box.run('systemctl stop again');
    const { length } = await lines('again.log');
    await box.run('systemd-run --unit=done --collect --same-dir -p Restart=on-failure node-24 worker.mjs done.log 0 0');
    await eventually('its end', async () => ((await box.run('systemctl is-active done')).out === 'inactive\n' ? true : undefined));
    expect(await lines('done.log')).toHaveLength(1);
    expect(await lines('again.log')).toHaveLength(length);
  });

  it('is started again when it is killed', async () => {
    await box.run('systemd-run --unit=killed --same-dir -p Restart=on-failure node-24 worker.mjs killed.log stay');
    const [line = ''] = await eventually('the worker', async () =>
      (await lines('killed.log')).length > 0 ? await lines('killed.log') : undefined,
    );
    process.kill(Number.parseInt(line, 10), 'SIGKILL');
    await eventually('another start', async () => ((await lines('killed.log')).length === 2 ? true : undefined));
    // SIGTERM is a clean end for systemd: no restart.
    process.kill(Number.parseInt((await lines('killed.log'))[1] ?? '', 10), 'SIGTERM');
    await eventually('its end', async () => ((await box.run('systemctl is-active killed')).out === 'inactive\n' ? true : undefined));
    expect(await lines('killed.log')).toHaveLength(2);
  });

  it('that fails at once is given up after five starts, and stays failed unless it is collected', async () => {
    await box.run(
      'systemd-run --unit=hopeless --same-dir -p Restart=always -p StartLimitIntervalSec=600 node-24 worker.mjs hopeless.log 1 0',
    );
    await eventually('giving up', async () => ((await box.run('systemctl is-failed hopeless')).code === 0 ? true : undefined));
    expect(await lines('hopeless.log')).toHaveLength(5);
    expect(await box.file('var/log/messages')).toContain('hopeless.service: Start request repeated too quickly.');
    expect(await box.run('systemd-run --unit=hopeless true')).toMatchObject({ code: 1 });
    await box.run('systemctl reset-failed hopeless');
    expect(await box.run('systemd-run --unit=hopeless true')).toMatchObject({ code: 0 });
    await box.run('systemd-run --unit=collected --collect --same-dir node-24 worker.mjs collected.log 3 0');
    await eventually('its end', async () => ((await box.run('systemctl status collected')).code === 4 ? true : undefined));
  });

  it('waits for its timer, on the sandbox’s clock', async () => {
    const begun = Date.now();
    expect(await box.run('systemd-run --on-active=1min --unit=later poweroff')).toMatchObject({
      code: 0,
      err: 'Running timer as unit: later.timer\n',
    });
    await eventually('poweroff', async () => (box.powers.length > 0 ? true : undefined));
    expect(Date.now() - begun).toBeGreaterThan(900);
    expect(box.powers).toEqual(['off']);
    await box.run('shutdown -h +10; shutdown -c; systemd-run --on-active=6h --unit=never poweroff; systemctl stop never.timer');
    expect(box.powers).toEqual(['off']);
  });

  it('writes where it is told', async () => {
    await writeFile(join(box.dir, 'root/root/say.mjs'), "console.log('out'); console.error('err');");
    await box.run('systemd-run --unit=said --same-dir node-24 say.mjs');
    await box.run('systemd-run --unit=filed -d -p StandardOutput=append:/root/filed -p StandardError=null node-24 say.mjs');
    for (const unit of ['said', 'filed'])
      await eventually(`the end of ${unit}`, async () =>
        (await box.run(`systemctl is-active ${unit}`)).out === 'inactive\n' ? true : undefined,
      );
    expect((await box.file('var/log/journal/said.log')).split('\n').toSorted((a, b) => a.localeCompare(b))).toEqual(['', 'err', 'out']);
    expect(await box.file('root/filed')).toBe('out\n');
  });

  it.each([
    ['systemd-run', /Command line to execute required/],
    ['systemd-run --nonsense true', /unrecognized option/],
    ['systemd-run -p Nonsense=1 true', /Unknown assignment/],
    ['systemd-run -p Restart=perhaps true', /Failed to parse/],
    ['systemd-run --on-active=soon true', /Failed to parse timer/],
    ['systemd-run --unit="a b" true', /Failed to mangle/],
    ['systemd-run no-such-program', /Failed to find executable/],
    ['systemd-run --uid=1000 true', /unrecognized option/],
    ['systemctl start x', /Unknown command verb/],
  ])('is not what is written wrong: %s', async (script, said) => {
    const { code, err } = await box.run(script);
    expect(code).not.toBe(0);
    expect(err).toMatch(said);
  });
});

describe('a machine’s end', () => {
  it('is that of all it holds: when stdin ends, when its first process is killed, and gently when it is told', async () => {
    for (const end of ['stdin', 'kill', 'told'] as const) {
      const own = await Box.start();
      await own.run('dnf install -y -q nodejs24');
      await writeFile(
        join(own.dir, 'root/root/stay.mjs'),
        `import { writeFileSync } from 'node:fs'; writeFileSync('pid', String(process.pid));
         process.on('SIGTERM', () => { writeFileSync('told', 'yes'); process.exit(0); }); setInterval(() => {}, 1000);`,
      );
      await own.run('systemd-run --unit=stay --same-dir node-24 stay.mjs');
      const pid = Number(await eventually('its pid', async () => (await own.file('root/pid').catch(() => '')) || undefined));
      expect(isGone(pid)).toBe(false);
      if (end === 'kill') process.kill(own.pid, 'SIGKILL');
      if (end === 'told') own.tell({ shutDown: 2 });
      if (end === 'stdin') own.hangUp();
      await eventually(`all gone after ${end}`, async () => (isGone(pid) && isGone(own.pid) ? true : undefined), 3000);
      expect(await readFile(join(own.dir, 'root/root/told'), 'utf8').catch(() => 'no')).toBe(end === 'told' ? 'yes' : 'no');
      await own.stop();
    }
  });

  it('does not begin in somebody else’s process group', async () => {
    const { code, err } = await Box.inOwnGroup();
    expect(code).toBe(1);
    expect(err).toContain('a process group of its own');
  });
});
