import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { completePlan } from '../../../bench/server/plan.ts';
import { startServer } from '../../../bench/server/server.ts';
import { systemClock } from '../../../src/clock.ts';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import { crewOfThreads } from '../../../src/doors/threads.ts';
import { fileLedger } from '../../../src/ledger/file-store.ts';
import { createS3 } from '../../../src/s3/client.ts';
import { copyStage } from '../../../src/stages/copy.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const KEYS = 10_000;

/** What a worker's threads start from, and what of the repository must be beside it. */
const BUNDLES = [
  { name: 'the action', entry: 'actions/sync-shard/dist/thread.js', needs: ['actions/sync-shard/dist', 'actions/dist'] },
  { name: "the agent's one file", entry: 'actions/sync-shard/agent/index.mjs', needs: ['actions/sync-shard/agent/index.mjs'] },
];

describe('threads of the committed bundles', () => {
  it.each(BUNDLES)('$name copies in threads, without node_modules', async ({ entry, needs }) => {
    const place = fs.mkdtempSync(path.join(os.tmpdir(), 'bundle-threads-'));
    const server = await startServer({ plan: completePlan({ layout: { prefix: '', keys: KEYS, folders: 16 } }) });
    const clock = systemClock();
    const credentials = () => ({ accessKeyId: 'BENCHBENCHBENCHBENCH', secretAccessKey: 'of-no-use-anywhere-else' });
    const client = { region: 'us-east-1', endpoint: `http://127.0.0.1:${server.port}`, connections: 32 };
    const s3 = createS3({ ...client, credentials, clock, random: Math.random });
    try {
      for (const need of needs) fs.cpSync(path.join(repository, need), path.join(place, need), { recursive: true });
      const ledger = path.join(place, 'ledger');
      const crew = crewOfThreads({
        entry: path.join(place, entry),
        threads: 2,
        credentials,
        log: () => undefined,
        setup: {
          ...{ timeScale: 1, source: client, target: client, ledger: { folder: ledger }, inFlight: 16 },
          ...{ ceilingPerSecond: Infinity, startPerSecond: 10_000, dryRun: false },
        },
      });
      const side = (bucket: string) => ({ bucket, prefix: '', region: 'us-east-1', account: '' });
      const never = new AbortController().signal;
      const outcome = await copyStage(
        { s3: { source: s3, target: s3 }, ledger: fileLedger(ledger), clock, holder: 'a test', crew },
        {
          ...{ source: side('full'), target: side('empty'), rules: { cutoffMs: null }, policy: DEFAULT_OBJECT_POLICY, options: {} },
          ...{ inFlight: 16, dryRun: false, resume: false },
        },
        { stop: never, abort: never },
      );
      expect(outcome.error).toBeNull();
      expect(outcome.tally.accounts).toMatchObject({ listed: KEYS, copied: KEYS });
      expect(crew.counters.copy).toBe(KEYS);
    } finally {
      await s3.close();
      await server.close();
      fs.rmSync(place, { recursive: true, force: true });
    }
  });
});
