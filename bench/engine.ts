import { systemClock } from '../src/clock.ts';
import type { Plan, ShardOrder } from '../src/contracts/plan.ts';
import { copyShard } from '../src/copy/shard.ts';
import { ledgerNames } from '../src/ledger/names.ts';
import { s3Ledger } from '../src/ledger/store.ts';
import { createS3 } from '../src/s3/client.ts';
import { parseArgs } from 'node:util';

/**
 * The engine without the command around it: what `npm run bench:copy -- --engine` measures, and what a CPU profile of the
 * engine alone is taken of. Folders are the first level of a benchmark layout, so that nothing has to be looked for.
 */
const { values } = parseArgs({
  options: {
    endpoint: { type: 'string', default: '' },
    source: { type: 'string', default: 'full' },
    target: { type: 'string', default: 'empty' },
    ledger: { type: 'string', default: 'bench/' },
    prefix: { type: 'string', default: '' },
    folder: { type: 'string', multiple: true },
    'in-flight': { type: 'string', default: '64' },
  },
});
const clock = systemClock(process.env);
const inFlight = Number(values['in-flight']);
const s3 = createS3({
  region: 'us-east-1',
  endpoint: values.endpoint,
  credentials: () => Promise.resolve({ accessKeyId: 'BENCHBENCHBENCHBENCH', secretAccessKey: 'of-no-use-anywhere-else' }),
  clock,
  random: Math.random,
  connections: inFlight + 16,
});
const side = (bucket: string, prefix: string) => ({ bucket, prefix, region: 'us-east-1', account: null });
const identity = '0'.repeat(64);
// What `copyShard` reads of a plan and an order, and no more.
const plan = {
  copy: { inFlight, jobsAtOnce: 1 },
  shards: [{}],
  roles: { agent: null },
  cutoff: { lastModified: null },
  source: side(values.source, values.prefix),
  target: side(values.target, values.prefix),
  since: new Date(clock.now()).toISOString(),
} as unknown as Plan;
const order = {
  migration: 'bench',
  identity,
  shard: 'bench',
  plan: identity,
  round: 0,
  folders: values.folder ?? '0123456789ABCDEF'.split(''),
  generations: {},
} as unknown as ShardOrder;
const never = new AbortController().signal;
const { result, error } = await copyShard(
  {
    s3: { source: s3, target: s3 },
    random: Math.random,
    ledger: s3Ledger(s3, side('ledger', values.ledger) as never),
    names: ledgerNames('bench', identity),
    clock,
  },
  { order, plan },
  { stop: never, abort: never },
);
process.stdout.write(`${JSON.stringify({ verdict: result.verdict, accounts: result.accounts, attempt: result.attempt })}\n`);
if (error !== null) process.stderr.write(`${error.code}: ${error.message} ${JSON.stringify(error.details ?? {})}\n`);
process.exit(error === null ? 0 : 1);
