import { describe, expect, it } from 'vitest';
import { NO_TALLY } from '../../../src/contracts/accounts.ts';
import { objectPolicyOf } from '../../../src/contracts/objects.ts';
import type { CrewTask } from '../../../src/copy/crew.ts';
import { START_PER_SECOND } from '../../../src/copy/rate.ts';
import { crewForPlan } from '../../../src/doors/plan-crew.ts';
import type { ThreadSetup } from '../../../src/doors/threads.ts';
import { EVERYTHING } from '../../../src/listing/stretches.ts';
import { aPlan, SOURCE, TARGET } from '../../builders/plan.ts';

/** A thread that tells what it was given, in place of a reason of a folder, and takes no more. */
const TELLING = new URL(
  `data:text/javascript,${encodeURIComponent(
    `import { parentPort, workerData } from 'node:worker_threads';
     parentPort.on('message', ({ kind, task }) => {
       if (kind !== 'task') return;
       const tally = { ...${JSON.stringify(NO_TALLY)}, reasons: { [JSON.stringify(workerData)]: 1 } };
       if (task !== null) parentPort.postMessage({ kind: 'folder', folder: task.folder, skipped: false, tally });
       parentPort.postMessage({ kind: 'ended' });
     });
     parentPort.postMessage({ kind: 'next' });`,
  )}`,
);

async function setupsOf(copy: Parameters<typeof aPlan>[0]): Promise<ThreadSetup[]> {
  const folders = ['A', 'B', 'C'];
  const plan = aPlan({ folders, ...copy });
  const credentials = () => ({ accessKeyId: 'A', secretAccessKey: 'B' });
  const crew = crewForPlan(plan, { env: {}, entry: TELLING, credentials, log: () => undefined })!;
  const setups: ThreadSetup[] = [];
  const calm = { stop: new AbortController().signal, abort: new AbortController().signal };
  const taskOf = (folder: string): CrewTask => ({
    ...{ migration: 'm', identity: 'a'.repeat(32), folder, prefix: `${folder}/`, stretch: EVERYTHING, shard: '00', generation: 1 },
    ...{ options: {}, source: SOURCE, target: TARGET, rules: { cutoffMs: null }, policy: objectPolicyOf(), sinceMs: 0 },
  });
  const left = [...folders];
  await crew.walk({ next: () => Promise.resolve(left.length === 0 ? null : taskOf(left.shift()!)) }, calm, {
    onFolder: ({ tally }) => void setups.push(JSON.parse(Object.keys(tally.reasons)[0]!) as ThreadSetup),
    onFailure: () => false,
    onCopied: () => undefined,
  });
  return setups;
}

describe('the threads of a worker', () => {
  it('have together what the worker may have of the rate of the whole fleet, and of what is in flight', async () => {
    const shards = ['00', '01', '02', '03'].map((shard) => ({ shard, folders: ['A'], weight: 0 }));
    const setups = await setupsOf({ shards, copy: { executor: 'fleet', inFlight: 90, jobsAtOnce: 3, copiesPerSecond: 1800, threads: 3 } });
    // 1,800 by three workers at once, of four; each of three threads.
    expect(setups.map(({ ceilingPerSecond, inFlight }) => [ceilingPerSecond, inFlight])).toEqual([
      [200, 30],
      [200, 30],
      [200, 30],
    ]);
    const [{ startPerSecond }] = setups as [ThreadSetup];
    expect(startPerSecond * 3).toBeCloseTo(START_PER_SECOND);
  });
});
