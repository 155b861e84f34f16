import { PEERS } from '../harness/clients.ts';
import { atMost, timesLess, type Bench, type FigureResult } from '../harness/figure.ts';
import { measureAll, requestsOf, type Measured, type Task } from '../harness/rounds.ts';

/**
 * User and system CPU per object copied, from listing to manifest and checkpoint; and, of the same runs, the requests per
 * object beyond the copy itself.
 */
const PEER_OBJECTS = { quick: { s5: 5_120, slow: 5_120 }, full: { s5: 20_480, slow: 5_120 } } as const;
const OURS_OBJECTS = { quick: [5_120, 20_480, 204_800], full: [5_120, 20_480, 204_800] } as const;
/** Those that need more than a millisecond per object. */
const SLOW = new Set<string>(['aws-s3-sync', 's5cmd-sync', 'sdk-v3', 's3sync']);
/** Our cost per object at the smaller counts holds the start of the program: flat from here on. */
const FLAT_WITHIN = 0.2;

export async function copyCpu(bench: Bench): Promise<readonly FigureResult[]> {
  const server = await bench.startServer();
  try {
    const mode = bench.quick ? 'quick' : 'full';
    const tasks: Task[] = [
      ...OURS_OBJECTS[mode].map((objects): Task => ({ client: 'ours', objects, target: 'empty', rounds: roundsFor(bench, objects) })),
      ...PEERS.map((client): Task => ({
        client,
        objects: PEER_OBJECTS[mode][SLOW.has(client) ? 'slow' : 's5'],
        target: 'empty',
        rounds: bench.quick ? 1 : 3,
      })),
    ];
    const { measured, notes } = await measureAll(bench, server, tasks, ({ objects }) => objects);
    return [cpuFigure(measured, notes), requestsFigure(measured, notes)];
  } finally {
    await server.close();
  }
}

const roundsFor = (bench: Bench, objects: number): number => (bench.quick ? (objects > 100_000 ? 2 : 1) : 5);

const ofOurs = (measured: readonly Measured[]): readonly Measured[] => measured.filter(({ row }) => row.client === 'ours');
const peersOf = (measured: readonly Measured[], value: (one: Measured) => number): FigureResult['peers'] =>
  Object.fromEntries(measured.filter(({ row }) => row.client !== 'ours').map((one) => [one.row.client, value(one)]));

function cpuFigure(measured: readonly Measured[], notes: readonly string[]): FigureResult {
  const own = ofOurs(measured);
  // Tasks are in the order of their objects: the last is the largest.
  const ours = own.at(-1)?.row.value.median;
  const peers = peersOf(measured, ({ row }) => row.value.median);
  const result = { ours, peers };
  const middle = own.at(-2)?.row.value.median;
  const flat =
    ours === undefined || middle === undefined
      ? []
      : [
          {
            text: `flat: per object at 204,800 within ${FLAT_WITHIN * 100} % of that at 20,480, or below`,
            met: ours <= middle * (1 + FLAT_WITHIN),
            measured: own.map(({ row }) => `${row.work}: ${row.value.median.toFixed(0)} µs`).join(', '),
          },
        ];
  return {
    name: 'copy-cpu-per-object',
    unit: 'µs of CPU per object',
    ...result,
    goals: [
      ...timesLess(result, 's5cmd-cp', 5),
      ...timesLess(result, 's5cmd-sync', 25),
      ...timesLess(result, 'aws-s3-sync', 40),
      ...atMost(ours, 100, 'µs', 'about 100 µs'),
      ...flat,
    ],
    rows: measured.map(({ row }) => row),
    notes,
  };
}

function requestsFigure(measured: readonly Measured[], notes: readonly string[]): FigureResult {
  const beyond = ({ samples }: Measured): number => {
    const [first] = samples;
    if (first === undefined) return Number.NaN;
    const copies = first.counters.buckets['empty']?.requests['CopyObject'] ?? 0;
    return (requestsOf(first.counters) - copies) / (first.counters.buckets['empty']?.keys ?? 1);
  };
  const largest = ofOurs(measured).at(-1);
  const ours = largest === undefined ? undefined : beyond(largest);
  return {
    name: 'requests-per-object',
    unit: 'requests per object beyond the copy',
    ours,
    peers: peersOf(measured, beyond),
    goals: atMost(ours, 0.003, 'requests'),
    rows: [],
    notes,
  };
}
