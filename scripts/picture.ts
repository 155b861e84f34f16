import fs from 'node:fs';

/**
 * The end of a command's output as a picture, for the README: npm run --silent demo | node scripts/picture.ts docs/images/demo.svg
 * SVG with text, so that a diff of it can be read.
 */

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('Name the file to write.');

const CHARACTER = 8.4;
const LINE = 18;
const PAD = 16;

const output = fs.readFileSync(0, 'utf8').trimEnd().split('\n');
const lines = ['$ npm run demo', ...output.slice(output.findIndex((line) => line.startsWith('Planted')))];
const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * CHARACTER + 2 * PAD);
const height = lines.length * LINE + 2 * PAD;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const colour = (line: string): string =>
  /^COMPLETE|success/.test(line) ? '#7ee787' : /^\$|^(receipt|report|jobs):/.test(line) ? '#79c0ff' : '#e6edf3';

const text = lines.map(
  (line, index) =>
    `<text x="${PAD}" y="${PAD + (index + 0.75) * LINE}" fill="${colour(line)}" xml:space="preserve">${escaped(line)}</text>`,
);
fs.writeFileSync(
  target,
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The end of npm run demo">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    ...text,
    '</g>',
    '</svg>',
    '',
  ].join('\n'),
);
