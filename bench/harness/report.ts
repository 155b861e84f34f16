import Table from 'cli-table3';
import { ratiosOf, rounded, type FigureResult, type Goal, type Row } from './figure.ts';

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
    head: ['client', 'work', 'µs CPU each', 'spread', 'wall s', 'peak MB', 'requests', 'rounds'],
    style: { head: [], border: [] },
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const { client, work, value, wallSeconds, peakBytes, requests, rounds } of rows)
    table.push([
      client,
      work,
      rounded(value.median),
      `${rounded(value.least)}-${rounded(value.most)}`,
      wallSeconds.toFixed(1),
      (peakBytes / 1e6).toFixed(0),
      requests.toLocaleString('en'),
      rounds,
    ]);
  return table.toString();
}
