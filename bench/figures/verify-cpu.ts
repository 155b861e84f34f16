import type { Peer } from '../harness/clients.ts';
import { atMost, type Bench, type FigureResult } from '../harness/figure.ts';
import { measureAll, type Task } from '../harness/rounds.ts';

/**
 * User and system CPU per key when two sides are proven equal: listed, joined, judged by ETag, counted, with a digest of each side. Peers
 * compare sizes. A key is one name, on both sides; the bound is for each key of each listing.
 */
const PEER_KEYS = { quick: 20_480, full: 102_400 } as const;
const OURS_KEYS = { quick: [102_400, 1_024_000, 4_096_000], full: [102_400, 4_096_000, 100_000_256] } as const;
const PEERS: readonly Peer[] = ['rclone', 'aws-s3-sync'];
const MICROSECONDS_UP_TO = 10;
const GROWTH_UP_TO = 0.1;

export async function verifyCpu(bench: Bench): Promise<readonly FigureResult[]> {
  const server = await bench.startServer();
  try {
    const mode = bench.quick ? 'quick' : 'full';
    const tasks: Task[] = [
      ...OURS_KEYS[mode].map((objects): Task => ({ client: 'ours', objects, target: 'same', verify: true, rounds: objects > 1e7 ? 1 : 3 })),
      ...PEERS.map((client): Task => ({ client, objects: PEER_KEYS[mode], target: 'same', verify: true, rounds: bench.quick ? 1 : 3 })),
    ];
    const { measured, notes } = await measureAll(bench, server, tasks, ({ objects }) => objects);
    const own = measured.filter(({ row }) => row.client === 'ours').map(({ row }) => row);
    const ours = own.at(-1)?.value.median;
    // The smallest fills no heap: what grows, grows between the two others.
    const [less, most] = own.slice(-2).map(({ peakBytes }) => peakBytes / 1e6);
    const growth = less === undefined || most === undefined ? undefined : most / less - 1;
    const values = Object.fromEntries(measured.filter(({ row }) => row.client !== 'ours').map(({ row }) => [row.client, row.value.median]));
    return [
      {
        name: 'verify-cpu-per-key',
        unit: 'µs of CPU per key, both sides listed',
        ours,
        peers: values as Partial<Record<Peer, number>>,
        goals: [
          ...atMost(
            ours,
            MICROSECONDS_UP_TO,
            'µs',
            `at most ${MICROSECONDS_UP_TO / 2} µs for each listed key, so ${MICROSECONDS_UP_TO} µs a key`,
          ),
          ...(growth === undefined
            ? []
            : [
                {
                  text: `memory at ${own.at(-1)!.work} within ${GROWTH_UP_TO * 100} % of that at ${own.at(-2)!.work}`,
                  met: growth <= GROWTH_UP_TO,
                  measured: `${less!.toFixed(0)} MB and ${most!.toFixed(0)} MB, ${(growth * 100).toFixed(0)} % more`,
                },
              ]),
        ],
        rows: measured.map(({ row }) => row),
        notes,
      },
    ];
  } finally {
    await server.close();
  }
}
