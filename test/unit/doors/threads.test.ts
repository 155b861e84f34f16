import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type BenchServer } from '../../../bench/server/server.ts';
import { completePlan } from '../../../bench/server/plan.ts';
import { systemClock } from '../../../src/clock.ts';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import { crewHere, type Crew } from '../../../src/copy/crew.ts';
import { crewOfThreads, type ThreadSetup } from '../../../src/doors/threads.ts';
import { MigrationError } from '../../../src/errors.ts';
import { piecesOf, readProgress } from '../../../src/ledger/checkpoint.ts';
import { fileLedger } from '../../../src/ledger/file-store.ts';
import { readManifest } from '../../../src/ledger/manifest.ts';
import { createS3 } from '../../../src/s3/client.ts';
import { copyStage, type CopyTask } from '../../../src/stages/copy.ts';

/** Real threads, real sockets, a server that computes its keys. */
const KEYS = 12_000;
const ENTRY = new URL('../../../cli/src/thread.ts', import.meta.url);
const credentials = () => ({ accessKeyId: 'BENCHBENCHBENCHBENCH', secretAccessKey: 'of-no-use-anywhere-else' });
const clock = systemClock();

let server: BenchServer;
let root: string;
beforeAll(async () => {
  server = await startServer({ plan: completePlan({ layout: { prefix: '', keys: KEYS, folders: 16 }, track: true }) });
  root = await mkdtemp(path.join(os.tmpdir(), 'threads-'));
});
afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

const side = (bucket: string) => ({ bucket, prefix: '', region: 'us-east-1', account: '' });
const task: CopyTask = {
  source: side('full'),
  target: side('empty'),
  rules: { cutoffMs: null },
  policy: DEFAULT_OBJECT_POLICY,
  options: {},
  inFlight: 32,
  dryRun: false,
  resume: false,
};

function place(folder: string, entry: string | URL = ENTRY, threads = 3) {
  const endpoint = `http://127.0.0.1:${server.port}`;
  const client = { region: 'us-east-1', endpoint, connections: 48 };
  const setup: ThreadSetup = {
    ...{ timeScale: 1, source: client, target: client, ledger: { folder: path.join(root, folder) }, inFlight: 32 },
    ...{ ceilingPerSecond: Infinity, startPerSecond: 10_000, dryRun: false },
  };
  const asked: unknown[] = [];
  const provider = (refused?: unknown) => {
    asked.push(refused);
    return credentials();
  };
  const s3 = createS3({ ...client, credentials, clock, random: Math.random });
  const crew = crewOfThreads({ entry, setup, threads, credentials: provider, log: () => undefined });
  const ledger = fileLedger(path.join(root, folder));
  const run = async (more: Partial<CopyTask> = {}, by: Crew | undefined = crew, stopsAfterCopies = Infinity) => {
    const stop = new AbortController();
    const deps = { s3: { source: s3, target: s3 }, ledger, clock, holder: 'a test', crew: by };
    let looking: NodeJS.Timeout | undefined;
    return await copyStage(deps, { ...task, ...more }, { stop: stop.signal, abort: stop.signal }, (read) => {
      if (stopsAfterCopies === Infinity) return;
      looking = setInterval(() => {
        if (read().copies >= stopsAfterCopies) stop.abort(new MigrationError('STOPPED', 'Stopped'));
      }, 5);
    }).finally(() => clearInterval(looking));
  };
  const both = { source: s3, target: s3 };
  return { run, crew, ledger, s3: both, asked, close: () => s3.close() };
}

describe('a copy by threads', () => {
  it('copies every key once, in parts, and its manifest is that of one thread', async () => {
    const { run, crew, ledger, s3, asked, close } = place('whole');
    try {
      const outcome = await run();
      expect(outcome.error).toBeNull();
      expect(outcome).toMatchObject({ verdict: 'equal', attempt: { copies: KEYS }, tally: { accounts: { listed: KEYS, copied: KEYS } } });
      expect(outcome.parts.length).toBeGreaterThan(3);
      expect(asked).toHaveLength(3);
      expect(crew.counters.copy).toBe(KEYS);
      expect(crew.threads).toBe(3);
      const keys: string[] = [];
      for (const part of outcome.parts) {
        const found = await readProgress(ledger, outcome.names, part);
        for await (const entries of readManifest(ledger, outcome.names, part, piecesOf(found!.checkpoint)))
          keys.push(...entries.map(({ key }) => key));
      }
      expect(keys).toHaveLength(KEYS);
      expect(keys.every((key, at) => at === 0 || Buffer.compare(Buffer.from(keys[at - 1]!), Buffer.from(key)) < 0)).toBe(true);
      // The parts are those of the ledger, whoever walks them next.
      const again = await run({}, crewHere({ s3, ledger, clock, inFlight: 8 }));
      expect(again).toMatchObject({ verdict: 'equal', attempt: { copies: 0 }, parts: outcome.parts });
    } finally {
      await close();
    }
  });

  it('stops when it is told to, and goes on with another number of threads', async () => {
    server.configure(completePlan({ layout: { prefix: '', keys: KEYS, folders: 16 }, latencyMs: 20, track: true }));
    const { run, crew, close } = place('stopped');
    try {
      const first = await run({}, crew, 1);
      expect(first).toMatchObject({ verdict: 'stopped', error: { code: 'STOPPED' } });
      expect(first.attempt.copies).toBeLessThan(KEYS);
      await expect(run()).rejects.toMatchObject({ code: 'USAGE' });
      server.configure(completePlan({ layout: { prefix: '', keys: KEYS, folders: 16 } }));
      const { run: more, close: closeMore } = place('stopped', ENTRY, 2);
      const second = await more({ resume: true });
      await closeMore();
      expect(second).toMatchObject({ verdict: 'equal', parts: first.parts, tally: { accounts: { listed: KEYS } } });
    } finally {
      await close();
    }
  });

  it('names the part that a thread had when it died', async () => {
    server.configure(completePlan({ layout: { prefix: '', keys: KEYS, folders: 16 } }));
    const dying = new URL(
      `data:text/javascript,${encodeURIComponent(
        "import { parentPort } from 'node:worker_threads'; parentPort.on('message', (m) => { if (m.kind === 'task') throw new Error('out of luck'); }); parentPort.postMessage({ kind: 'next' });",
      )}`,
    );
    const { run, close } = place('dying', dying, 2);
    try {
      const outcome = await run();
      expect(outcome.verdict).toBe('failed');
      expect(outcome.error?.message).toMatch(/^Copy thread [12] died while it had folder part-00[01]: Error: out of luck$/);
    } finally {
      await close();
    }
  });
});
