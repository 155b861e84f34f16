import Table from 'cli-table3';
import { ratiosOf, rounded, rowRatios, type FigureResult, type Goal, type Row } from './figure.ts';

/** A figure for people: the table behind it, what was to be reached, and whether it was. */
export function renderFigure(result: FigureResult): string {
  const { name, unit, ours, rows, goals, notes } = result;
  const lines = [`\n${name} (${unit}): ${ours === undefined ? 'not measured' : rounded(ours)}`];
  if (rows.length > 0) lines.push(rowsTable(rows));
  const ratios = Object.entries(ratiosOf(result)).map(([peer, ratio]) => `${peer} ${ratio.toFixed(1)}x`);
  if (ratios.length > 0) lines.push(`to ours: ${ratios.join(', ')}`);
  else if (rows.length === 0 && Object.keys(result.peers).length > 0)
    lines.push(
      Object.entries(result.peers)
        .map(([peer, value]) => `${peer} ${rounded(value)}`)
        .join(', '),
    );
  lines.push(...goals.map(goalLine), ...notes);
  return `${lines.join('\n')}\n`;
}

const goalLine = ({ text, met, measured }: Goal): string => `${met ? 'met   ' : 'MISSED'}  ${text}: ${measured}`;

function rowsTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ['client', 'work', 'µs CPU each', 'spread', 'x', 'wall s', 'x each', 'peak MB', 'x', 'requests', 'x each', 'rounds'],
    style: { head: [], border: [] },
    colAligns: ['left', 'left', ...Array.from({ length: 10 }, () => 'right' as const)],
  });
  for (const row of rows) {
    const { client, work, value, wallSeconds, peakBytes, requests, rounds } = row;
    const ratios = rowRatios(row, rows);
    const times = (ratio: number | undefined) => (ratio === undefined ? '' : rounded(ratio));
    table.push([
      client,
      work,
      rounded(value.median),
      `${rounded(value.least)}-${rounded(value.most)}`,
      times(ratios?.cpu),
      wallSeconds.toFixed(1),
      times(ratios?.wall),
      (peakBytes / 1e6).toFixed(0),
      times(ratios?.memory),
      requests.toLocaleString('en'),
      times(ratios?.requests),
      rounds,
    ]);
  }
  return table.toString();
}
