import { atMost, type Bench, type FigureResult } from '../harness/figure.ts';
import { PEERS, type Peer } from '../harness/clients.ts';
import { layoutOf, measureAll, sample, WorkNotDone, type Task } from '../harness/rounds.ts';

/** Peak memory of a dry run with four threads over few and over very many keys, all equal: it must not grow with them. */
const FEW = 102_400;
const MANY = { quick: 10_240_000, full: 100_000_256 } as const;
const FOLDERS = 512;
const THREADS = 4;
/** What tools that hold a listing in memory need grows with it: theirs is measured over these, and is more over more. */
const PEER_KEYS = 102_400;
const MEGABYTES_UP_TO = 250;
const WITHIN = 0.1;

export async function peakMemory(bench: Bench): Promise<readonly FigureResult[]> {
  const server = await bench.startServer();
  const notes: string[] = [];
  const peaks: number[] = [];
  const peers: Partial<Record<Peer, number>> = {};
  // s5cmd cp compares nothing.
  const comparing = PEERS.filter((peer) => peer !== 's5cmd-cp');
  const threads = bench.programs.engineAlone ? 'the engine alone, no threads' : `${THREADS} threads`;
  const many = MANY[bench.quick ? 'quick' : 'full'];
  try {
    // Once before, unmeasured: a command that compiles its modules for the first time takes 40 MB more than any later one.
    for (const objects of [FEW, FEW, many]) {
      const layout = { ...layoutOf(objects), folders: FOLDERS };
      const { usage, serverSeconds } = await sample(
        bench,
        server,
        { client: 'ours', objects, target: 'same', dryRun: true, rounds: 1 },
        { layout },
        { threads: THREADS },
      );
      peaks.push(usage.peakBytes / 1e6);
      bench.say(
        `  ${objects} keys: ${(usage.peakBytes / 1e6).toFixed(0)} MB, wall ${usage.wallSeconds.toFixed(0)} s, server ${serverSeconds.toFixed(0)} s of CPU`,
      );
    }
    if (!bench.quick) {
      const tasks = comparing.map((client): Task => ({ client, objects: PEER_KEYS, target: 'same', rounds: 1 }));
      const { measured, notes: leftOut } = await measureAll(bench, server, tasks, ({ objects }) => objects);
      for (const { row } of measured) peers[row.client as Peer] = row.peakBytes / 1e6;
      notes.push(...leftOut, `peers' over ${PEER_KEYS.toLocaleString('en')} keys, where all is equal`);
    }
  } catch (error) {
    if (!(error instanceof WorkNotDone)) throw error;
    notes.push(error.message);
  } finally {
    await server.close();
  }
  const [few, ours] = peaks.slice(1);
  const growth = few === undefined || ours === undefined ? undefined : ours / few - 1;
  return [
    {
      name: 'peak-memory',
      unit: `MB at ${many.toLocaleString('en')} keys, ${threads}`,
      ours,
      peers,
      goals: [
        ...atMost(ours, MEGABYTES_UP_TO, 'MB'),
        ...(growth === undefined
          ? []
          : [
              {
                text: `at ${many.toLocaleString('en')} keys within ${WITHIN * 100} % of ${FEW.toLocaleString('en')} keys`,
                met: growth <= WITHIN,
                measured: `${few?.toFixed(0)} MB and ${ours?.toFixed(0)} MB, ${(growth * 100).toFixed(0)} % more`,
              },
            ]),
      ],
      rows: [],
      notes,
    },
  ];
}
