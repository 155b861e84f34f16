import type { Client, Peer, Programs } from './clients.ts';
import type { Spread } from './statistics.ts';
import type { Cores, ServerProcess, ServerWhere } from './server.ts';
import type { Command, Usage, Where } from './measure.ts';

/** A figure of the benchmark: its name is fixed, as what others compare by. */
export const FIGURES = [
  'copy-cpu-per-object',
  'diff-cpu-per-key',
  'requests-per-object',
  'verify-cpu-per-key',
  'peak-memory',
  'flat-prefix',
  'partition-model',
  'tls',
  'kill-and-resume',
] as const;
export type FigureName = (typeof FIGURES)[number];

export interface FigureResult {
  readonly name: FigureName;
  readonly unit: string;
  /** undefined: ours could not be measured, and `notes` say why. Never a guess. */
  readonly ours: number | undefined;
  readonly peers: Partial<Record<Peer, number>>;
  readonly goals: readonly Goal[];
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

/** What was to be reached, as a sentence, and whether it was. */
export interface Goal {
  readonly text: string;
  readonly met: boolean;
  /** Where it is missed, by how much. */
  readonly measured: string;
}

/** A line of the table behind the figure. */
export interface Row {
  readonly client: Client;
  readonly work: string;
  readonly objects: number;
  readonly value: Spread;
  readonly wallSeconds: number;
  readonly peakBytes: number;
  readonly requests: number;
  readonly rounds: number;
}

export interface Bench {
  readonly programs: Programs;
  readonly cores: Cores;
  readonly quick: boolean;
  /** Where clients run. */
  readonly where: Where;
  run(command: Command): Promise<Usage>;
  startServer(where?: Partial<ServerWhere>): Promise<ServerProcess>;
  say(line: string): void;
}

/** Ratio of a peer to ours: so many times as much as ours. */
export function ratiosOf({ ours, peers }: Pick<FigureResult, 'ours' | 'peers'>): Partial<Record<Peer, number>> {
  if (ours === undefined || ours === 0) return {};
  return Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, value / ours]));
}

/** What a row costs for each object, in everything that was measured: so many times as much as another. Memory is compared as it is. */
export interface RowRatios {
  readonly cpu: number;
  readonly wall: number;
  readonly memory: number;
  readonly requests: number;
}

/** To ours with the most objects, where a program's start weighs least; undefined where ours was not measured. */
export function rowRatios(row: Row, rows: readonly Row[]): RowRatios | undefined {
  const [ours] = rows.filter(({ client }) => client === 'ours').toSorted((a, b) => b.objects - a.objects);
  if (ours === undefined) return undefined;
  const each = (of: (row: Row) => number) => of(row) / row.objects / (of(ours) / ours.objects);
  return {
    cpu: row.value.median / ours.value.median,
    wall: each(({ wallSeconds }) => wallSeconds),
    memory: row.peakBytes / ours.peakBytes,
    requests: each(({ requests }) => requests),
  };
}

/** What `--json` writes. */
export function asJson(results: readonly FigureResult[]): unknown {
  return {
    figures: Object.fromEntries(
      results.map((result) => [
        result.name,
        { ...(result.ours === undefined ? {} : { ours: result.ours }), unit: result.unit, peers: result.peers, ratios: ratiosOf(result) },
      ]),
    ),
  };
}

/** At least so many times less than a peer. */
export function timesLess(result: Pick<FigureResult, 'ours' | 'peers'>, peer: Peer, times: number): readonly Goal[] {
  const ratio = ratiosOf(result)[peer];
  if (ratio === undefined) return [];
  return [
    {
      text: `at least ${times} times less than ${peer}`,
      met: ratio >= times,
      measured: `${ratio.toFixed(1)} times less${ratio >= times ? '' : `: ours would have to be ${(times / ratio).toFixed(2)} times cheaper`}`,
    },
  ];
}

export function atMost(ours: number | undefined, bound: number, unit: string, text = `at most ${bound} ${unit}`): readonly Goal[] {
  if (ours === undefined) return [];
  const met = ours <= bound;
  return [{ text, met, measured: `${rounded(ours)} ${unit}${met ? '' : `: ${rounded(ours - bound)} too much`}` }];
}

export function atLeast(ours: number | undefined, bound: number, unit: string, text = `at least ${bound} ${unit}`): readonly Goal[] {
  if (ours === undefined) return [];
  const met = ours >= bound;
  return [{ text, met, measured: `${rounded(ours)} ${unit}${met ? '' : `: ${rounded(bound - ours)} too little`}` }];
}

export const rounded = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));
