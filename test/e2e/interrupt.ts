import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { compareTable, processesOf, QUICK, readReceipt, run, start, storedCopies, type Ended } from './commands.ts';

/** A small generator with a seed: the moments of a failed test can be had again. */
export function seededMoments(seed: number, times: number, upToMs: number): number[] {
  let state = seed >>> 0;
  return Array.from({ length: times }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * upToMs);
  });
}

/** How long the whole of it may take to be gone: 7.5 s to SIGTERM, 2.5 s to the kill, then release, and the sandbox's end. */
const GONE_WITHIN_MS = 45_000;

/** Presses Ctrl-C, as a terminal does: the signal reaches the whole process group. */
export async function interruptedAfter(args: readonly string[], milliseconds: number): Promise<Ended> {
  const running = start('demo', args);
  const early = await Promise.race([running.ended, sleep(milliseconds, null)]);
  if (early !== null) return early;
  process.kill(-running.child.pid!, 'SIGINT');
  const late = new AbortController();
  const end = await Promise.race([running.ended, sleep(GONE_WITHIN_MS, null, { signal: late.signal }).catch(() => null)]);
  late.abort();
  if (end !== null) return end;
  process.kill(-running.child.pid!, 'SIGKILL');
  throw new Error(`Not gone ${GONE_WITHIN_MS} ms after Ctrl-C:\n${running.output()}`);
}

export const demoIn = (dir: string): string[] => ['--quick', '--keep', '--dir', `${dir}/sandbox`, '--runs', `${dir}/runs`];

/** Interrupts a demo that keeps its sandbox at the moment, then runs it again to its end. */
export async function interruptThenFinish(dir: string, milliseconds: number): Promise<void> {
  try {
    await interrupt(dir, milliseconds);
    await finish(dir);
  } finally {
    await run('sandbox', ['down', '--dir', `${dir}/sandbox`]);
  }
}

async function interrupt(dir: string, milliseconds: number): Promise<void> {
  const first = await interruptedAfter(demoIn(dir), milliseconds);
  expect([0, 130], first.output).toContain(first.code);
  // The kept sandbox, when it came to be, goes on, with its Spark; nothing else of the run is left.
  const own = processesOf(dir).filter(
    (command) => !/serve\.py|proxy\/main\.ts|warm_driver\.py|pyspark|SparkSubmit|step_process|java/.test(command),
  );
  expect(own).toEqual([]);
}

/** The next run on a kept sandbox ends what another has left: complete, nothing rented, no key copied and no row there twice. */
export async function finish(dir: string): Promise<void> {
  const second = await run('demo', [...demoIn(dir), '--json', `${dir}/receipt.json`]);
  expect(second.code, second.output).toBe(0);
  const receipt = readReceipt(`${dir}/receipt.json`);
  expect(receipt).toMatchObject({
    verdict: 'complete',
    objects: { copied: 370, excluded: 6, failed: 0 },
    resources: { instances: 0, clusters: 0, grants: 0 },
    documents: { read: 370, rows: 341 },
    published: { rows: 341 },
  });
  // The object that goes away while it is copied was seen to vanish, or by a successor never seen.
  const { listed, vanished } = receipt.objects;
  expect([
    [377, 1],
    [376, 0],
  ]).toContainEqual([listed, vanished]);
  expect(new Set(storedCopies(`${dir}/sandbox/s3-access.ndjson`)).size).toBe(370);
  await run('sandbox', ['status', '--dir', `${dir}/sandbox`, '--json', `${dir}/sandbox.json`]);
  expect(compareTable(`${dir}/sandbox.json`, QUICK, `${dir}/receipt.json`)).toMatchObject({ rows: 341, live: 13, problems: [] });
  await run('sandbox', ['down', '--dir', `${dir}/sandbox`]);
  expect(processesOf(dir)).toEqual([]);
}
