import { commandOf } from '../harness/clients.ts';
import { watchCores, type Busy } from '../harness/busy.ts';
import { atLeast, atMost, type Bench, type FigureResult } from '../harness/figure.ts';
import { start } from '../harness/measure.ts';
import { stageNumber, stagesOf, steadyOf, type Stage } from '../harness/stages.ts';
import type { ServerProcess } from '../harness/server.ts';
import { foldersOf } from '../server/layout.ts';
import { S3_RULES } from '../server/partitions.ts';

/**
 * Sixteen processes, each with the engine of a fleet's worker and 32 folders, against one partition that splits under load, at 100 ms and at S3's own rates. Two cores
 * cannot bear these rates in as much time: so server and clients live so many times slower than life, and whatever waits or is
 * counted by the second does so in that slower time. Nothing else is scaled.
 */
const PROCESSES = 16;
const FOLDERS = 512;
const LATENCY_MS = 100;
/** S3 says that it scales gradually, and no more (userguide/optimizing-performance). It is our assumption, and a hasty one. */
const SPLIT_AFTER_SECONDS = 20;
/** In seconds of life where it is not said otherwise. */
const MODES = {
  quick: { partitionsUpTo: 4, slower: 2.5, keys: 491_520, limitSeconds: 300 },
  full: { partitionsUpTo: 64, slower: 20, keys: 16_384_000, limitSeconds: 5400 },
} as const;
const GRANTED_SHARE = 0.9;
const REFUSED_SHARE = 0.01;
/** By then a client has found out that a partition has split: so the simulation judges (test/unit/copy/rate-simulation.long.test.ts). */
const FOUND_OUT_SECONDS = 6;
const LOOK_EVERY_MS = 2000;
/** Of one server, about: some machines let a process have no more than 20,000 files open, and every copy in flight has a socket. */
const SOCKETS_UP_TO = 16_000;
/** Cores that are busier leave their processes waiting for them. */
const FULL_FROM = 0.95;

export async function partitionModel(bench: Bench): Promise<readonly FigureResult[]> {
  const { partitionsUpTo, slower, keys, limitSeconds } = MODES[bench.quick ? 'quick' : 'full'];
  // By Little's law as much as the last stage takes, and again as much for what waits its turn.
  const inFlight = Math.ceil((2 * partitionsUpTo * S3_RULES.writesPerSecond * LATENCY_MS) / 1000 / PROCESSES);
  const layout = { prefix: '', keys, folders: FOLDERS };
  const server = await bench.startServer();
  const servers = [server];
  const empty = {
    name: 'partition-model',
    unit: 'share of what the model grants, worst stage',
    ours: undefined,
    peers: {},
    goals: [],
    rows: [],
  } as const;
  try {
    while (servers.length < Math.ceil((inFlight * PROCESSES) / SOCKETS_UP_TO))
      servers.push(await bench.startServer({ grantsFromPort: server.grantsPort }));
    for (const each of servers)
      await each.configure({
        layout,
        latencyMs: LATENCY_MS,
        timeScale: 1 / slower,
        partitions: { partitionsUpTo, splitAfterSeconds: SPLIT_AFTER_SECONDS },
      });
    // The server leaves most of its core, and sixteen programs ask for more than one.
    const onAnyCore = { ...bench.where, core: undefined };
    const folders = foldersOf(layout);
    const running = Array.from({ length: PROCESSES }, (_, at) => {
      const work = {
        endpoint: servers[at % servers.length]!.endpoint,
        source: 'full',
        target: 'empty',
        inFlight,
        // Dealt in turn, as the planner deals them: each process has folders all over the keys.
        folders: folders.filter((_folder, index) => index % PROCESSES === at),
        ledger: `bench/${at}/`,
      };
      const command = commandOf('ours', { ...bench.programs, engineAlone: true }, work);
      if ('leftOut' in command) throw new Error(command.leftOut);
      return start(onAnyCore, { ...command, env: { ...command.env, BUCKET_BRIGADE_TIME_SCALE: String(1 / slower) } });
    });
    const watch = watchCores({ server: bench.cores.server, client: undefined });
    const beganAtMs = performance.now();
    let said = 0;
    const looking = setInterval(() => {
      void stageNow(server).then((stage) => {
        if (stage === undefined) return;
        watch.look(stage);
        if (stage > said) bench.say(`  stage of ${stage} after ${((performance.now() - beganAtMs) / 1000).toFixed(0)} s of life`);
        said = Math.max(said, stage);
      });
    }, LOOK_EVERY_MS);
    const limit = setTimeout(() => running.forEach((each) => each.kill('SIGTERM')), limitSeconds * 1000);
    const usages = await Promise.all(running.map(({ usage }) => usage));
    clearInterval(looking);
    clearTimeout(limit);
    const targets = (await Promise.all(servers.map((each) => each.counters()))).map(({ buckets }) => buckets['empty']!);
    const { seconds } = targets[0]!;
    const copied = targets.reduce((sum, target) => sum + target.keys, 0);
    const first = usages[0]!;
    if (seconds === null || seconds.length === 0 || copied === 0)
      return [
        {
          ...empty,
          notes: [
            `nothing was copied: ${PROCESSES} processes, the first ended with ${first.code}: ${first.stderr.trim().split('\n').at(-1)}`,
          ],
        },
      ];
    const stages = stagesOf(seconds, keys);
    const settled = stagesOf(seconds, keys, FOUND_OUT_SECONDS);
    const steady = steadyOf(seconds, keys);
    const lines = stages.map((stage) =>
      stageLine(
        stage,
        settled.find(({ partitions }) => partitions === stage.partitions),
        watch.busy(stage.partitions),
      ),
    );
    for (const line of lines) bench.say(`  ${line}`);
    const worst = Math.min(...stages.map(({ grantedShare }) => grantedShare));
    const worstSettled = Math.min(...settled.map(({ grantedShare }) => grantedShare));
    const full = stages.filter(({ partitions }) => isFull(watch.busy(partitions)));
    const peak = Math.max(...seconds.map(({ grantedWrites }) => grantedWrites));
    const cpu = usages.reduce((sum, { userSeconds, systemSeconds }) => sum + userSeconds + systemSeconds, 0);
    return [
      {
        ...empty,
        ours: worst,
        goals: [
          ...atLeast(
            worst,
            GRANTED_SHARE,
            'of what would be granted',
            `at every stage, from its first second on, at least ${GRANTED_SHARE * 100} % of what the model grants`,
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
          `time ${slower} times slower than life, rates as they are: ${S3_RULES.writesPerSecond} writes a second and partition, latency ${LATENCY_MS} ms, ` +
            `a split after ${SPLIT_AFTER_SECONDS} busy seconds, up to ${partitionsUpTo} partitions; ${inFlight} in flight for each process, ${servers.length} of our server`,
          `${copied} of ${keys} objects copied; processes ended with ${[...new Set(usages.map(({ code }) => code))].join(', ')}; ${((1e6 * cpu) / copied).toFixed(0)} µs of their CPU for each, starts included`,
          `at most ${peak} copies in a second; from ${FOUND_OUT_SECONDS} s after the last split on the worst stage is ${percent(worstSettled)}`,
          ...lines,
          ...(full.length === 0
            ? []
            : [
                `the cores were full, other work on the machine included, with ${full.map(({ partitions }) => partitions).join(', ')} partitions: these stages had too little time for each second`,
              ]),
        ],
      },
    ];
  } finally {
    for (const each of servers.toReversed()) await each.close();
  }
}

/** 0 before the first copy, while programs start; undefined from a server that is too busy to say it, or ending: the next look is for this one, too. */
async function stageNow(server: ServerProcess): Promise<number | undefined> {
  const target = (await server.progress().catch(() => undefined))?.buckets['empty'];
  return target === undefined || target.keys === 0 ? target?.keys : stageNumber(target.partitions ?? 1);
}

const isFull = (busy: Busy | undefined): boolean => busy !== undefined && busy.clients >= FULL_FROM;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function stageLine({ partitions, seconds, grantedShare, refusedShare }: Stage, settled: Stage | undefined, busy: Busy | undefined): string {
  const later = settled === undefined ? '' : `, ${percent(settled.grantedShare)} and ${percent(settled.refusedShare)} once found out`;
  const cores = busy === undefined ? '' : `; all cores busy: ${percent(busy.clients)}`;
  return `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}, ${seconds} s: ${percent(grantedShare)} of the model's grants used, ${percent(refusedShare)} of answers 503${later}${cores}`;
}
