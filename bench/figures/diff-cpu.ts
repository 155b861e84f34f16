import { PEERS, type Peer } from '../harness/clients.ts';
import { atMost, timesLess, type Bench, type FigureResult } from '../harness/figure.ts';
import { measureAll, type Task } from '../harness/rounds.ts';

/** User and system CPU per key when both sides are listed, joined, and found equal. A key is one name, on both sides. */
const PEER_KEYS = { quick: 20_480, full: 102_400 } as const;
const OURS_KEYS = { quick: [20_480, 1_024_000], full: [20_480, 204_800, 1_024_000] } as const;
const MICROSECONDS_UP_TO = 5;
const TIMES_LESS = 10;

export async function diffCpu(bench: Bench): Promise<readonly FigureResult[]> {
  const server = await bench.startServer();
  try {
    const mode = bench.quick ? 'quick' : 'full';
    // s5cmd cp compares nothing, so it finds nothing equal.
    const peers = PEERS.filter((peer): peer is Exclude<Peer, 's5cmd-cp'> => peer !== 's5cmd-cp');
    const tasks: Task[] = [
      ...OURS_KEYS[mode].map((objects): Task => ({ client: 'ours', objects, target: 'same', dryRun: true, rounds: bench.quick ? 2 : 5 })),
      ...peers.map((client): Task => ({ client, objects: PEER_KEYS[mode], target: 'same', rounds: bench.quick ? 1 : 3 })),
    ];
    const { measured, notes } = await measureAll(bench, server, tasks, ({ objects }) => objects);
    const own = measured.filter(({ row }) => row.client === 'ours');
    const ours = own.at(-1)?.row.value.median;
    const values = Object.fromEntries(measured.filter(({ row }) => row.client !== 'ours').map(({ row }) => [row.client, row.value.median]));
    const result = { ours, peers: values as Partial<Record<Peer, number>> };
    return [
      {
        name: 'diff-cpu-per-key',
        unit: 'µs of CPU per key, both sides listed',
        ...result,
        goals: [...atMost(ours, MICROSECONDS_UP_TO, 'µs'), ...peers.flatMap((peer) => timesLess(result, peer, TIMES_LESS))],
        rows: measured.map(({ row }) => row),
        notes,
      },
    ];
  } finally {
    await server.close();
  }
}
