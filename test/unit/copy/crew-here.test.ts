import { describe, expect, it } from 'vitest';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import { crewHere, type CrewTask } from '../../../src/copy/crew.ts';
import { createRate, type WorkerRate } from '../../../src/copy/rate.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { EVERYTHING } from '../../../src/listing/stretches.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { LEDGER, OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const calm = { stop: new AbortController().signal, abort: new AbortController().signal };

const taskOf = (folder: string): CrewTask => ({
  ...{ migration: 'm', identity: 'a'.repeat(32), folder, prefix: `${folder}/`, stretch: EVERYTHING, shard: '00', generation: 1 },
  ...{ options: {}, source: SOURCE, target: TARGET, rules: { cutoffMs: null }, policy: DEFAULT_OBJECT_POLICY, sinceMs: 0 },
});

/** A rate that tells what is asked of it, in order: a range known, an answer to one of its copies, a range forgotten. */
function watched(rate: WorkerRate) {
  const told: string[] = [];
  const watch: WorkerRate = {
    ...rate,
    range: (name) => {
      told.push(`know ${name}`);
      const pacer = rate.range(name);
      return {
        room: () => pacer.room(),
        admit: (signal) => pacer.admit(signal),
        answered: (...answer) => {
          told.push(`answer ${name}`);
          pacer.answered(...answer);
        },
      };
    },
    forget: (name) => {
      told.push(`forget ${name}`);
      rate.forget(name);
    },
  };
  return { told, watch };
}

describe('a crew of one', () => {
  it('forgets the ranges of a folder that fails as those of one that ends well: once, and not before the last answer to its copies', async () => {
    const s3 = memoryS3(OWNERS);
    s3.pageKeys = 4;
    const clock = virtualClock();
    const folders = ['A', 'B', 'C', 'D'];
    for (const folder of folders) for (let n = 0; n < 400; n += 1) s3.put('source', `${folder}/${String(n).padStart(4, '0')}`, 'x');
    const rate = createRate({ clock, random: () => 0.5, ceilingPerSecond: Infinity, startPerSecond: 10_000, inFlightUpTo: 32 });
    const { told, watch } = watched(rate);
    const sides = {
      source: s3,
      target: {
        ...s3,
        // As the wire client does it.
        copyObject: async (input: Parameters<typeof s3.copyObject>[0], signal?: AbortSignal) => {
          await input.pacer?.admit(signal);
          await clock.sleep(20 + (input.source.key.charCodeAt(5) % 7), signal);
          input.pacer?.answered('ok', 20);
          // B is refused for good when it is well under way, in several ranges at once.
          if (input.source.key === 'B/0200')
            throw new S3Error({
              ...{
                operation: 'CopyObject',
                status: 403,
                code: 'AccessDenied',
                message: 'with an explicit deny in a resource-based policy',
              },
              ...{ requestId: 'r', bucket: 'target', key: input.source.key, tries: 1 },
            });
          return await s3.copyObject(input, signal);
        },
      },
    };
    let taken = false;
    s3.before = (operation, _bucket, key) => {
      if (operation !== 'get' || !key.endsWith('folders/D/checkpoint.json') || taken) return;
      taken = true;
      throw new Error('of the ledger');
    };
    const crew = crewHere({ s3: sides, ledger: s3Ledger(s3, LEDGER), clock, inFlight: 32, rate: watch });
    const queue = folders.map(taskOf);
    const ends: string[] = [];
    const failures: string[] = [];
    await clock.until(
      crew.walk({ next: () => Promise.resolve(queue.shift() ?? null), foldersAtOnce: 2 }, calm, {
        onFolder: ({ folder }) => ends.push(folder),
        onFailure: (folder) => {
          failures.push(folder);
          return false;
        },
        onCopied: () => undefined,
      }),
    );
    expect(ends.toSorted()).toEqual(['A', 'C']);
    expect(failures.toSorted()).toEqual(['B', 'D']);
    const known = told.flatMap((each) => (each.startsWith('know ') ? [each.slice('know '.length)] : []));
    expect(new Set(known).size).toBe(known.length);
    expect(known.filter((range) => range.startsWith('B/')).length).toBeGreaterThan(1);
    for (const range of known) {
      const own = told.filter((each) => each.slice(each.indexOf(' ') + 1) === range);
      expect(own.at(-1)).toBe(`forget ${range}`);
      expect(own.indexOf(`forget ${range}`)).toBe(own.length - 1);
    }
  });
});
