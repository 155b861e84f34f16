import { describe, expect, it } from 'vitest';
import type { ListPage, S3 } from '../../../src/s3/types.ts';
import { lookInLanes, type LaneTerms, type Whole } from '../../../src/verify/lanes.ts';
import { NO_LINES } from '../../../src/verify/lines.ts';
import { RangeLook } from '../../../src/verify/range.ts';
import { mergeRanges, type RangeVerdict } from '../../../src/verify/tally.ts';
import { verifyTwoSides } from '../../../src/verify/two-sides.ts';
import { OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';

const calm = new AbortController().signal;

/** Small pages that take a moment: lanes get to work side by side. */
function slowly(s3: MemoryS3, listed: (page: ListPage) => void = () => undefined): S3 {
  return {
    ...s3,
    listPage: async (input, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const page = await s3.listPage({ ...input, maxKeys: Math.min(input.maxKeys ?? 1000, 20) }, signal);
      listed(page);
      return page;
    },
  };
}

async function* nothing() {}

function flat(s3: S3, ended: (verdicts: readonly RangeVerdict[]) => void): Whole {
  const task = { source: SOURCE, target: TARGET, prefix: '', unitOf: () => ({ folder: '', shard: '' }), layout: null };
  const rules = { cutoffMs: null, archived: 'compared' } as const;
  return {
    ranges: [{ from: null, to: null }],
    look: (range, bound) =>
      new RangeLook(
        { s3: { source: s3, target: s3 }, lines: NO_LINES, deep: null },
        { ...task, range, rules, recorded: nothing(), refused: new Set() },
        bound,
      ),
    end: (verdicts) => Promise.resolve(ended(verdicts)),
  };
}

const once = (whole: Whole) => {
  const wholes = [whole];
  return () => Promise.resolve(wholes.pop() ?? null);
};

describe('lanes', () => {
  it('cut one flat folder for each other, and come to the same', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 1500; n += 1) {
      const key = `key-${(n * 7919) % 100_003}`;
      s3.put('source', key, key);
      if (n % 10 > 0) s3.put('target', key, n % 7 === 0 ? `!${key}` : key);
    }
    const run = async (terms: LaneTerms) => {
      const verdicts: RangeVerdict[] = [];
      await lookInLanes(once(flat(slowly(s3), (ended) => verdicts.push(...ended))), terms, calm);
      return verdicts;
    };
    const [one, many] = [await run({ lanes: 1 }), await run({ lanes: 6 })];
    expect(one).toHaveLength(1);
    expect(many.length).toBeGreaterThan(2);
    expect(mergeRanges(many).unproven).toBeNull();
    expect(mergeRanges(many).units.get('')).toEqual(mergeRanges(one).units.get(''));
  });

  it('cut no more than four ranges at once for a thread that has no time left', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 3000; n += 1) s3.put('source', `key-${(n * 7919) % 100_003}`, '');
    let looking = 0;
    let most = 0;
    const whole = flat(slowly(s3), () => undefined);
    const counted: Whole = {
      ...whole,
      look: (range, bound) => {
        const look = whole.look(range, bound);
        const { run } = look;
        look.run = async (...args) => {
          most = Math.max(most, (looking += 1));
          return await run.apply(look, args).finally(() => (looking -= 1));
        };
        return look;
      },
    };
    const mostWith = async (terms: LaneTerms) => {
      most = 0;
      await lookInLanes(once(counted), terms, calm);
      return most;
    };
    expect(await mostWith({ lanes: 12, idleLooks: () => 0 })).toBe(4);
    expect(await mostWith({ lanes: 12, idleLooks: () => 2 })).toBeGreaterThan(4);
  });

  it('ask for the pages of no more than four ranges when the time that many were cut in is over', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 4000; n += 1) {
      s3.put('source', `key-${(n * 7919) % 100_003}`, '');
      s3.put('target', `key-${(n * 7919) % 100_003}`, '');
    }
    const PAGES_WITH_TIME = 60;
    const LANES_AT_WORK = 24;
    let pages = 0;
    let asked = 0;
    const most = { before: 0, after: 0 };
    const busyLater = slowly(s3);
    const counting: S3 = {
      ...busyLater,
      listPage: async (input, signal) => {
        // Searches for a cut ask for one key, and keep none.
        if (input.maxKeys === 1 || input.from.bucket !== SOURCE.bucket) return await busyLater.listPage(input, signal);
        pages += 1;
        asked += 1;
        // Those that were asked for by then come first.
        const when = pages <= PAGES_WITH_TIME ? 'before' : pages > PAGES_WITH_TIME + LANES_AT_WORK ? 'after' : null;
        if (when !== null) most[when] = Math.max(most[when], asked);
        return await busyLater.listPage(input, signal).finally(() => (asked -= 1));
      },
    };
    const verdicts: RangeVerdict[] = [];
    const whole = flat(counting, (ended) => verdicts.push(...ended));
    await lookInLanes(once(whole), { lanes: LANES_AT_WORK, idleLooks: () => (pages < PAGES_WITH_TIME ? 5 : 0) }, calm);
    expect(most.before).toBeGreaterThan(8);
    expect(most.after).toBe(4);
    expect(verdicts.length).toBeGreaterThan(8);
    expect(mergeRanges(verdicts).unproven).toBeNull();
    expect(mergeRanges(verdicts).units.get('')?.seen.matched).toBe(4000);
  });

  it('end with the failure that stopped one of them, and leave none waiting', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 300; n += 1) s3.put('source', `key-${n}`, '');
    const ended = lookInLanes(
      once(
        flat(slowly(s3), () => {
          throw new Error('no room for the verdict');
        }),
      ),
      { lanes: 4 },
      calm,
    );
    await expect(ended).rejects.toThrow('no room for the verdict');
  });

  it('stop when they are told to', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 2000; n += 1) s3.put('source', `key-${n}`, '');
    const stop = new AbortController();
    let pages = 0;
    const stopping = slowly(s3, () => {
      pages += 1;
      if (pages === 5) stop.abort(new Error('stopped'));
    });
    const deps = { s3: { source: stopping, target: stopping }, lines: NO_LINES, checksums: null, lanes: 4 };
    await expect(verifyTwoSides(deps, { source: SOURCE, target: TARGET, layout: null, deep: null }, stop.signal)).rejects.toThrow(
      'stopped',
    );
    expect(pages).toBeLessThan(30);
  });
});
