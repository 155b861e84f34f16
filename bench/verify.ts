/**
 * CPU of verify for each listed key, over listings that are made up as they are asked for: no S3, no XML, no network. Both ways of
 * looking take turns, so that the machine's other work meets them alike.
 *
 * node bench/verify.ts [KEYS_PER_SIDE] [ROUNDS]
 */
import type { ManifestEntry } from '../src/contracts/copy.ts';
import { Pairs } from '../src/listing/pairs.ts';
import type { ListedObject, S3 } from '../src/s3/types.ts';
import { addKey, emptyDigests } from '../src/verify/digest.ts';
import { layoutCheck } from '../src/verify/layout.ts';
import { NO_LINES } from '../src/verify/lines.ts';
import { RangeLook } from '../src/verify/range.ts';

const KEYS = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = Number(process.argv[3] ?? 4);
const PAGE = 1000;

const hex = (n: number): string => n.toString(16).padStart(8, '0');

function objectAt(n: number): ListedObject {
  return {
    key: `A/2019/id/${hex(n)}-3f2a-4b1c-9d8e-${hex((n * 7919) % 2 ** 31)}abcd.json`,
    size: n % 5000,
    etag: `${hex(n)}${hex(n ^ 0x5f5f5f)}${hex((n * 31) % 2 ** 31)}deadbeef`,
    lastModified: '2019-06-01T00:00:00.000Z',
    storageClass: 'STANDARD',
  };
}

/** A side whose pages are made when they are asked for. */
function madeUp(): S3 {
  const listPage: S3['listPage'] = ({ continuation }) => {
    const from = continuation === undefined ? 0 : Number(continuation);
    const to = Math.min(KEYS, from + PAGE);
    const objects = Array.from({ length: to - from }, (_, index) => objectAt(from + index));
    return Promise.resolve({ objects, continuation: to < KEYS ? String(to) : null });
  };
  return { listPage } as S3;
}

async function* manifest(): AsyncGenerator<readonly ManifestEntry[]> {
  for (let from = 0; from < KEYS; from += PAGE) {
    yield Array.from({ length: Math.min(PAGE, KEYS - from) }, (_, index) => {
      const { etag, key, lastModified, size } = objectAt(from + index);
      return { key, size, sourceETag: etag, targetETag: etag, lastModified, origin: 'copied' as const };
    });
  }
}

async function* nothing(): AsyncGenerator<never> {}

const side = (bucket: string) => ({ bucket, region: 'bench', account: '', prefix: '' });
const view = { source: side('source'), target: side('target'), prefix: 'A/' };
const sides = () => ({ source: madeUp(), target: madeUp() });
const everything = { from: null, to: null };
const unit = { folder: 'A', shard: '' };
const never = new AbortController().signal;

async function join(): Promise<void> {
  const pairs = new Pairs(sides(), { ...view, stretch: everything, recorded: nothing() });
  for (let ended = false; !ended;) ({ ended } = await pairs.next(never));
}

async function verify(recorded: AsyncIterable<readonly ManifestEntry[]>): Promise<void> {
  const task = {
    ...view,
    range: everything,
    unitOf: () => unit,
    rules: { cutoffMs: Date.parse('2020-01-15T00:00:00Z'), archived: 'excluded' as const },
    layout: layoutCheck('{folder}/{sub}/id/{document}'),
    recorded,
    refused: new Set<string>(),
  };
  const { unproven, units } = await new RangeLook({ s3: sides(), lines: NO_LINES, deep: null }, task).run(never);
  if (unproven !== null || units.get('A')?.seen.equal !== KEYS) throw new Error(`the benchmark itself is wrong: ${unproven}`);
}

function digest(): Promise<void> {
  const sums = emptyDigests();
  for (let n = 0; n < 2 * KEYS; n += 1) {
    const { etag, key, size } = objectAt(n);
    addKey(sums, key, size, etag);
  }
  return Promise.resolve();
}

function make(): Promise<void> {
  let length = 0;
  for (let n = 0; n < 2 * KEYS; n += 1) length += objectAt(n).key.length;
  if (length === 0) throw new Error('nothing was made');
  return Promise.resolve();
}

/** µs of user and system time for each listed key. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { system, user } = process.cpuUsage(before);
  return (user + system) / (2 * KEYS);
}

process.stdout.write(
  '| pages made and joined | + judged, counted, digests | + held against a manifest | objects made | + digests alone | MiB |\n',
);
process.stdout.write('|---:|---:|---:|---:|---:|---:|\n');
for (let round = 0; round < ROUNDS; round += 1) {
  const figures: number[] = [];
  for (const work of [join, () => verify(nothing()), () => verify(manifest()), make, digest]) figures.push(await cpuOf(work));
  const mebibytes = process.memoryUsage().rss / 2 ** 20;
  process.stdout.write(`| ${figures.map((figure) => figure.toFixed(2)).join(' | ')} | ${mebibytes.toFixed(0)} |\n`);
}
