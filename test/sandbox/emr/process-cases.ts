import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stepOf, type EmrStage } from './emr-stage.ts';

const isLinux = process.platform === 'linux';

/** Processes below this one, itself included. */
function treeOf(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = /\) \S (\d+)/.exec(tryRead(`/proc/${name}/stat`))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isBelow = (pid: number): boolean => pid === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(isBelow);
}

const isAlive = (pid: number): boolean => /\) [^ZX] /.test(tryRead(`/proc/${pid}/stat`));

function tryRead(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Addresses on which any of these processes listens, in /proc's hexadecimal. */
function listeners(pids: readonly number[]): readonly string[] {
  const inodes = new Set<string>();
  for (const pid of pids) {
    for (const fd of tryList(`/proc/${pid}/fd`)) {
      const socket = /socket:\[(\d+)\]/.exec(tryLink(`/proc/${pid}/fd/${fd}`))?.[1];
      if (socket !== undefined) inodes.add(socket);
    }
  }
  const rows = ['tcp', 'tcp6'].flatMap((table) => tryRead(`/proc/net/${table}`).split('\n').slice(1));
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A' && inodes.has(columns[9] ?? ''))
    .map((columns) => columns[1] ?? '');
}

function tryList(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function tryLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** A spark-submit for each step. */
export function coldCases(stage: () => EmrStage): void {
  test('runs a step cold where the cluster’s tag says so, with the same outcome', { timeout: 150_000 }, async () => {
    const { run, until, steps, log } = stage();
    const startedAt = Date.now();
    const id = await run({
      Tags: [{ Key: 'bucket-brigade:runner', Value: 'cold' }],
      Steps: [stepOf('cold', ['sum', 'x'], ['--num-executors', '3']), stepOf('fails', ['fail'], ['--num-executors', '3'])],
      StepConcurrencyLevel: 2,
    });
    await until(id, 'TERMINATED');
    const [cold, fails] = (await steps(id)).toReversed();
    const { StartDateTime, EndDateTime } = cold?.Status?.Timeline ?? {};
    console.log(
      `cold step: ${(EndDateTime?.getTime() ?? 0) - (StartDateTime?.getTime() ?? 0)} ms; with its cluster ${Date.now() - startedAt} ms`,
    );
    expect([cold?.Status?.State, fails?.Status?.State]).toEqual(['COMPLETED', 'FAILED']);
    expect(JSON.parse(await log(id, cold?.Id ?? '', 'stdout'))).toMatchObject({ argv: ['sum', 'x'], sum: 285, name: 'cold' });
    expect(fails?.Status?.FailureDetails).not.toHaveProperty('Message');
    expect(await log(id, fails?.Id ?? '', 'stdout')).toMatch(/^Traceback[^]*ValueError: the job found nothing\n$/);
  });
}

/** Spark's processes on the laptop; the last of these ends the server. */
export function processCases(stage: () => EmrStage): void {
  describe('Spark', () => {
    test('runs at most two steps of all clusters at once', async () => {
      const { run, until, steps, log } = stage();
      const ids = await Promise.all([1, 2, 3, 4].map((n) => run({ Steps: [stepOf(`s${n}`, ['clock', '0.5'])] })));
      const spans = await Promise.all(
        ids.map(async (id) => {
          await until(id, 'TERMINATED');
          const [from, to] = JSON.parse(await log(id, (await steps(id))[0]?.Id ?? '', 'stdout')) as [number, number];
          return { from, to };
        }),
      );
      const atOnce = spans.map(({ from }) => spans.filter((other) => other.from <= from && from < other.to).length);
      expect(Math.max(...atOnce)).toBe(2);
    });

    test.runIf(isLinux)('listens on loopback only, and writes below the folder only', () => {
      const { server, dir } = stage();
      const pids = treeOf(server.pid);
      const loopback = /^(0100007F|00000000000000000000000001000000|0000000000000000FFFF00000100007F):/;
      const found = listeners(pids);
      expect(found.length).toBeGreaterThan(2);
      expect(found.filter((address) => !loopback.test(address))).toEqual([]);
      const opened = pids.flatMap((pid) =>
        tryList(`/proc/${pid}/fd`)
          .filter((fd) => (Number.parseInt(/flags:\s*(\d+)/.exec(tryRead(`/proc/${pid}/fdinfo/${fd}`))?.[1] ?? '0', 8) & 3) !== 0)
          .map((fd) => tryLink(`/proc/${pid}/fd/${fd}`)),
      );
      const files = opened.filter((path) => path.startsWith('/') && !path.startsWith('/dev/'));
      expect(files.filter((path) => !path.startsWith(dir))).toEqual([]);
    });

    test.runIf(isLinux)('ends with the server, even when that is killed', async () => {
      const { run, server, steps, untilStep } = stage();
      const id = await run({ Steps: [stepOf('long', ['task-sleep', '60'])] });
      await untilStep(id, (await steps(id))[0]?.Id ?? '', 'RUNNING');
      await new Promise((resolve) => setTimeout(resolve, 700));
      const pids = treeOf(server.pid);
      // The server, Spark's driver, its JVM, the step, spares, and what runs tasks.
      expect(pids.length).toBeGreaterThan(5);
      process.kill(server.pid, 'SIGKILL');
      const giveUpAt = Date.now() + 5_000;
      while (pids.some(isAlive) && Date.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(pids.filter(isAlive)).toEqual([]);
    });
  });
}
