import { setTimeout as sleep } from 'node:timers/promises';
import { RANGES_AT_ONCE } from '../../src/copy/lanes.ts';
import { commandOf } from '../harness/clients.ts';
import { durableKeys } from '../harness/durable.ts';
import { atMost, type Bench, type FigureResult } from '../harness/figure.ts';
import { start } from '../harness/measure.ts';
import type { ServerProcess } from '../harness/server.ts';
import { IN_FLIGHT, layoutOf, lastLines } from '../harness/rounds.ts';
import { seededRandom } from '../server/plan.ts';

/** Killed again and again at random points of the work, and resumed: equal at the end, and hardly anything done twice. */
const KEYS = { quick: 102_400, full: 1_024_000 } as const;
const KILLS = 10;
const LATENCY_MS = 5;
const POLL_MS = 20;
const PAGE_KEYS = 1000;

export async function killAndResume(bench: Bench): Promise<readonly FigureResult[]> {
  const keys = KEYS[bench.quick ? 'quick' : 'full'];
  const seed = Date.now() >>> 0;
  const random = seededRandom(seed);
  // By progress, not by time: however fast the machine, each kill meets a run at work. Evenly random over all of it.
  const killAt = Array.from({ length: KILLS }, () => Math.floor(random() * keys)).toSorted((a, b) => a - b);
  const notes = [`seed ${seed}: killed when ${killAt.join(', ')} of ${keys} keys were copied`];
  const empty = {
    name: 'kill-and-resume',
    unit: 'keys copied again although durable',
    ours: undefined,
    peers: {},
    goals: [],
    rows: [],
  } as const;
  const server = await bench.startServer();
  try {
    const configure = () => server.configure({ layout: layoutOf(keys), latencyMs: LATENCY_MS, track: true });
    // Where a range ends in the middle of a page the next one lists what is behind it again: that is no kill's doing.
    await configure();
    const whole = commandOf('ours', bench.programs, { endpoint: server.endpoint, source: 'full', target: 'empty', inFlight: IN_FLIGHT });
    if ('leftOut' in whole) throw new Error(whole.leftOut);
    const unkilled = await start(bench.where, whole).usage;
    if (unkilled.code !== 0)
      return [{ ...empty, notes: [...notes, `without a kill it ended with ${unkilled.code}: ${lastLines(unkilled)}`] }];
    const listedTwiceAnyway = await pagesListedAgain(server);
    bench.say(`  without a kill ${listedTwiceAnyway.toFixed(1)} pages are listed again`);
    await configure();
    const known = new Set<string>();
    let lost = 0;
    for (let round = 0; ; round += 1) {
      const work = { endpoint: server.endpoint, source: 'full', target: 'empty', inFlight: IN_FLIGHT, resume: round > 0 };
      const command = commandOf('ours', bench.programs, work);
      if ('leftOut' in command) throw new Error(command.leftOut);
      const running = start(bench.where, command);
      const threshold = killAt[round];
      let over = false;
      void running.usage.then(() => (over = true));
      while (threshold !== undefined && !over) {
        if (((await server.progress()).buckets['empty']?.keys ?? 0) >= threshold) running.kill('SIGKILL');
        await sleep(POLL_MS);
      }
      const usage = await running.usage;
      if (threshold === undefined || usage.code !== -9) {
        if (usage.code !== 0) return [{ ...empty, notes: [...notes, `run ${round + 1} ended with ${usage.code}: ${lastLines(usage)}`] }];
        break;
      }
      // What was on its way when it was killed is still done, as S3 does it.
      await sleep(LATENCY_MS + 100);
      const copied = (await server.progress()).buckets['empty']?.keys ?? 0;
      const durable = await durableKeys(server, 'empty', known);
      lost += copied - durable;
      bench.say(`  kill ${round + 1}: ${copied} copied, ${durable} of them in the manifest`);
    }
    const { empty: target, full: source } = (await server.counters()).buckets;
    const [, , twice = 0, more = 0] = target?.copied ?? [];
    const again = target?.requests['copiedAgainThoughDurable'] ?? 0;
    const pages = await pagesListedAgain(server);
    const ranges = source?.requests['walksBegun'] ?? 0;
    return [
      {
        ...empty,
        ours: again,
        goals: [
          { text: 'equal at the end', met: target?.keys === keys, measured: `${target?.keys} of ${keys} keys are at the target` },
          ...atMost(again, 0, 'keys', 'no key copied again that was in a durable manifest'),
          ...atMost(
            (pages - listedTwiceAnyway) / (KILLS * RANGES_AT_ONCE),
            1,
            'pages per range and kill',
            `at most one page per range and kill listed again, beyond what is without any kill (${RANGES_AT_ONCE} ranges at once)`,
          ),
          ...atMost(
            pages / ranges,
            1,
            'pages per range',
            `at most one page per range listed again (${ranges} ranges were begun by ${KILLS + 1} runs)`,
          ),
        ],
        notes: [
          ...notes,
          `${twice + more} keys copied more than once; ${lost} copies were not durable when their process was killed`,
          `${pages.toFixed(1)} pages listed again, those among them where a range ends in the middle of a page; ${listedTwiceAnyway.toFixed(1)} are so without any kill, and ${((pages - listedTwiceAnyway) / KILLS).toFixed(1)} for each kill`,
        ],
      },
    ];
  } finally {
    await server.close();
  }
}

/** Of the source, in pages of a thousand keys. */
async function pagesListedAgain(server: ServerProcess): Promise<number> {
  const [, , twice = 0, more = 0] = (await server.counters()).buckets['full']?.listed ?? [];
  return (twice + 2 * more) / PAGE_KEYS;
}
