import { atMost, type Bench, type FigureResult } from '../harness/figure.ts';
import { sample, WorkNotDone } from '../harness/rounds.ts';
import { spreadOf } from '../harness/statistics.ts';

/** Wall time to list and compare the same number of keys at some distance, in one flat prefix and in 512 folders. */
const KEYS = { quick: 1_024_000, full: 10_240_000 } as const;
const FOLDERS = 512;
const LATENCY_MS = 100;
const ROUNDS = 3;
const TIMES_UP_TO = 2;

export async function flatPrefix(bench: Bench): Promise<readonly FigureResult[]> {
  const server = await bench.startServer();
  const keys = KEYS[bench.quick ? 'quick' : 'full'];
  const seconds = { flat: [] as number[], folders: [] as number[] };
  const notes: string[] = [];
  try {
    for (let round = 0; round < (bench.quick ? 1 : ROUNDS); round += 1)
      for (const [name, folders] of [
        ['flat', 0],
        ['folders', FOLDERS],
      ] as const) {
        const task = { client: 'ours', objects: keys, target: 'same', dryRun: true, rounds: 1 } as const;
        const prefix = folders === 0 ? 'flat/' : '';
        const plan = { layout: { prefix, keys, folders }, latencyMs: LATENCY_MS };
        const { usage, counters } = await sample(bench, server, task, plan, folders === 0 ? { prefix } : {});
        seconds[name].push(usage.wallSeconds);
        const pages = counters.buckets['full']?.requests['ListObjectsV2'] ?? 0;
        bench.say(
          `  ${name}: ${usage.wallSeconds.toFixed(1)} s for ${keys} keys, ${pages} pages of the source for ${Math.ceil(keys / 1000)} full ones`,
        );
      }
  } catch (error) {
    if (!(error instanceof WorkNotDone)) throw error;
    notes.push(error.message);
  } finally {
    await server.close();
  }
  const measured = seconds.flat.length > 0 && seconds.folders.length > 0;
  const ours = measured ? spreadOf(seconds.flat).median / spreadOf(seconds.folders).median : undefined;
  return [
    {
      name: 'flat-prefix',
      unit: `times as long as in ${FOLDERS} folders, ${keys.toLocaleString('en')} keys on each side, ${LATENCY_MS} ms`,
      ours,
      peers: {},
      goals: atMost(ours, TIMES_UP_TO, 'times'),
      rows: [],
      notes: measured
        ? [
            ...notes,
            `flat ${spreadOf(seconds.flat).median.toFixed(1)} s, in folders ${spreadOf(seconds.folders).median.toFixed(1)} s (medians)`,
          ]
        : notes,
    },
  ];
}
