import { commandOf } from '../harness/clients.ts';
import { atLeast, atMost, type Bench, type FigureResult } from '../harness/figure.ts';
import { IN_FLIGHT } from '../harness/rounds.ts';
import { start } from '../harness/measure.ts';
import { stagesOf, steadyOf, type Stage } from '../harness/stages.ts';
import { S3_RULES } from '../server/partitions.ts';

/**
 * Sixteen processes with 32 folders each against one partition that splits under load to 64, at 100 ms. On one core for all
 * of them the rates of S3 cannot be had: writes are scaled down, reads are not, because there are few.
 */
const SCALE = 100;
const PROCESSES = 16;
const FOLDERS = 512;
const LATENCY_MS = 100;
const OBJECTS = { quick: 102_400, full: 307_200 } as const;
const LIMIT_SECONDS = { quick: 180, full: 600 } as const;
const GRANTED_SHARE = 0.9;
const REFUSED_SHARE = 0.01;

export async function partitionModel(bench: Bench): Promise<readonly FigureResult[]> {
  const mode = bench.quick ? 'quick' : 'full';
  const keys = OBJECTS[mode];
  const server = await bench.startServer();
  const empty = {
    name: 'partition-model',
    unit: 'share of what the model grants, worst stage',
    ours: undefined,
    peers: {},
    goals: [],
    rows: [],
  } as const;
  try {
    await server.configure({
      layout: { prefix: '', keys, folders: FOLDERS },
      latencyMs: LATENCY_MS,
      partitions: { writesPerSecond: S3_RULES.writesPerSecond / SCALE, partitionsUpTo: 64 },
    });
    const running = Array.from({ length: PROCESSES }, (_, at) => {
      const digit = at.toString(16).toUpperCase();
      const work = {
        endpoint: server.endpoint,
        source: 'full',
        target: 'empty',
        inFlight: IN_FLIGHT,
        prefix: `${digit}/`,
        ledger: `bench/${digit}/`,
      };
      const command = commandOf('ours', bench.programs, work);
      if ('leftOut' in command) throw new Error(command.leftOut);
      return start(bench.where, command);
    });
    const limit = setTimeout(() => running.forEach((each) => each.kill('SIGTERM')), LIMIT_SECONDS[mode] * 1000);
    const usages = await Promise.all(running.map(({ usage }) => usage));
    clearTimeout(limit);
    const { buckets } = await server.counters();
    const { seconds, requests, keys: copied } = buckets['empty']!;
    const first = usages[0]!;
    if (seconds === null || seconds.length === 0 || (requests['CopyObject'] ?? 0) === 0)
      return [
        {
          ...empty,
          notes: [
            `nothing was copied: ${PROCESSES} processes, the first ended with ${first.code}: ${first.stderr.trim().split('\n').at(-1)}`,
          ],
        },
      ];
    const stages = stagesOf(seconds, keys);
    const steady = steadyOf(seconds, keys);
    for (const stage of stages) bench.say(`  ${stageLine(stage)}`);
    const worst = Math.min(...stages.map(({ grantedShare }) => grantedShare));
    return [
      {
        ...empty,
        ours: worst,
        goals: [
          ...atLeast(
            worst,
            GRANTED_SHARE,
            'of what would be granted',
            `at every stage at least ${GRANTED_SHARE * 100} % of what the model grants`,
          ),
          ...(steady === undefined
            ? []
            : atMost(
                steady.refusedShare,
                REFUSED_SHARE,
                'of answers 503',
                `in steady state under ${REFUSED_SHARE * 100} % of answers 503`,
              )),
        ],
        notes: [
          `rates of writes scaled down ${SCALE} times (${S3_RULES.writesPerSecond / SCALE} a second and partition), reads not; latency ${LATENCY_MS} ms`,
          `${copied} of ${keys} objects copied; processes ended with ${[...new Set(usages.map(({ code }) => code))].join(', ')}`,
          ...stages.map(stageLine),
        ],
      },
    ];
  } finally {
    await server.close();
  }
}

const stageLine = ({ partitions, seconds, grantedShare, refusedShare }: Stage): string =>
  `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}, ${seconds} s: ${(100 * grantedShare).toFixed(1)} % of the model's grants used, ${(100 * refusedShare).toFixed(1)} % of answers 503`;
