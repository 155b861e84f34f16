import { describe, expect, it } from 'vitest';
import type { LaunchTurn } from '../../../src/contracts/fleet.ts';
import { launchesApartMs, takeTurn, turnWaitMs, waveBefore } from '../../../src/partition/pacing.ts';
import { partitionStage } from '../../../src/stages/partition.ts';
import { LEDGER } from '../../builders/plan.ts';
import { failing, SILENT, type FakeCluster } from '../../fakes/spark-clusters.ts';
import { aWorld, seeded } from './world.ts';

const MINUTE = 60_000;
type World = ReturnType<typeof aWorld>;

const name = (at: number) => String(at).padStart(2, '0');
const manyBatches = (count: number, folders = 2) =>
  Array.from({ length: count }, (_, at) => ({
    batch: name(at),
    folders: Array.from({ length: folders }, (_one, n) => `F${name(at)}${n}`),
  }));

/** All legs of the matrix at once, each with a randomness of its own. */
async function allLegs(world: World, batches = world.facts.batches) {
  const legs = batches.map(({ batch }, at) => partitionStage(world.deps({ random: seeded(at + 1) }), world.open, { batch }));
  return await world.clock.until(Promise.all(legs));
}

/** The most clusters that were made within one minute. */
function mostPerMinute({ emr }: World): number {
  const at = emr.all.map(({ atMs }) => atMs);
  return Math.max(...at.map((from) => at.filter((ms) => ms >= from && ms < from + MINUTE).length));
}

/** The original's trouble: the first folder of a cluster fails without a message when more than eight were made in one minute. */
function originalTrouble(world: World): void {
  const crowded = ({ atMs }: FakeCluster) =>
    world.emr.all.some((first) => {
      const near = world.emr.all.filter((one) => one.atMs >= first.atMs && one.atMs < first.atMs + MINUTE);
      return near.length > 8 && first.atMs <= atMs && atMs < first.atMs + MINUTE;
    });
  world.emr.script = { step: (cluster, step) => (cluster.steps.indexOf(step) === 1 && crowded(cluster) ? SILENT : 'done') };
}

describe('waves', () => {
  it('follow the order of the batches', () => {
    const batches = manyBatches(20).map(({ batch }) => batch);
    expect(waveBefore(batches, '07', 8)).toEqual({ waves: 0, batches: [] });
    expect(waveBefore(batches, '08', 8)).toEqual({ waves: 1, batches: batches.slice(0, 8) });
    expect(waveBefore(batches, '19', 8)).toEqual({ waves: 2, batches: batches.slice(8, 16) });
  });

  it('leave no minute with more launches than a wave has', () => {
    expect([1, 8, 16, 32].map(launchesApartMs)).toEqual([61_000, 8500, 4750, 2875]);
    for (let size = 1; size <= 32; size += 1) expect(size * launchesApartMs(size)).toBeGreaterThan(MINUTE);
  });
});

describe('a turn', () => {
  const turn = (state: LaunchTurn['state'], by = 'partition-00'): LaunchTurn => ({
    contract: 'launch-turn/1',
    turn: 3,
    by,
    state,
    at: '2026-01-01T00:00:00Z',
  });

  it.each([
    ['nobody has launched yet', null, 0, 0],
    ['the last launch was just seen', turn('launched'), 0, 8500],
    ['the last launch is a while ago', turn('launched'), 9000, 0],
    ['another is launching', turn('launching', 'partition-07'), 60_000, 9 * MINUTE],
    ['another was launching, and is gone', turn('launching', 'partition-07'), 10 * MINUTE, 0],
    ['its own process was killed while launching', turn('launching'), 1000, 7500],
  ])('when %s', (_case, found, seenForMs, waitMs) => {
    expect(turnWaitMs(found, seenForMs, 8500, 'partition-00')).toBe(waitMs);
  });

  it('is taken by one leg at a time, and passed on when its holder dies', async () => {
    const world = aWorld();
    const deps = (at: number) => ({ ...world.deps({ random: seeded(at) }), names: world.open.names });
    const taken: { by: string; atMs: number }[] = [];
    const take = async (by: string, at: number, dies: boolean) => {
      const turn = await takeTurn(deps(at), by, 8500);
      taken.push({ by, atMs: world.clock.now() });
      await world.clock.sleep(3000);
      if (!dies) await turn.done();
    };
    await world.clock.until(Promise.all(['a', 'b', 'c', 'd'].map((by, at) => take(by, at, false))));
    expect(new Set(taken.map(({ by }) => by)).size).toBe(4);
    for (const [at, { atMs }] of taken.entries()) if (at > 0) expect(atMs - taken[at - 1]!.atMs).toBeGreaterThanOrEqual(3000 + 8500);
    await world.clock.until(take('dead', 9, true));
    const before = world.clock.now();
    await world.clock.until(take('next', 8, false));
    expect(taken.at(-1)!.atMs - before).toBeGreaterThan(9 * MINUTE);
    expect(taken.at(-1)!.atMs - before).toBeLessThan(11 * MINUTE);
  });
});

describe('32 legs at once', () => {
  it('paced: never more than eight launches in a minute, a wave after the canaries of the one before, and no trouble', async () => {
    const world = aWorld({ batches: manyBatches(32) });
    originalTrouble(world);
    const ends = await allLegs(world);
    expect(ends.map(({ error }) => error)).toEqual(Array(32).fill(null));
    expect(ends.flatMap(({ result }) => result.failures)).toEqual([]);
    expect(world.emr.all).toHaveLength(32);
    expect(mostPerMinute(world)).toBeLessThanOrEqual(8);
    const atOf = (batch: number) => world.emr.all.find(({ request }) => request.Name.includes(`partition-${name(batch)}/`))!.atMs;
    for (let wave = 1; wave < 4; wave += 1) {
      const before = Array.from({ length: 8 }, (_, at) => atOf((wave - 1) * 8 + at));
      const own = Array.from({ length: 8 }, (_, at) => atOf(wave * 8 + at));
      // A canary is there seven minutes after its cluster was asked for.
      expect(Math.min(...own)).toBeGreaterThanOrEqual(Math.max(...before) + 7 * MINUTE);
    }
    expect(world.launches()).toHaveLength(32);
  });

  it('unpaced: all at once, the trouble comes, and one repeat of each heals it', async () => {
    const world = aWorld({ batches: manyBatches(32), launch: { paced: false, waveSize: 8 } });
    originalTrouble(world);
    const ends = await allLegs(world);
    expect(world.emr.all.slice(0, 32).every(({ atMs }) => atMs === world.emr.all[0]!.atMs)).toBe(true);
    expect(ends.map(({ error }) => error)).toEqual(Array(32).fill(null));
    const failures = ends.flatMap(({ result }) => result.failures);
    expect(failures).toHaveLength(32);
    expect(new Set(failures.map((failure) => failure.class))).toEqual(new Set(['silent']));
    expect(world.asked().slice(32)).toEqual(Array(32).fill(['canary', expect.stringMatching(/^folder F\d\d0$/)]));
    // Repeats are paced whatever the plan says: what failed together is not started together again.
    const repeats = world.emr.all.slice(32).map(({ atMs }) => atMs);
    expect(Math.max(...repeats.map((from) => repeats.filter((ms) => ms >= from && ms < from + MINUTE).length))).toBeLessThanOrEqual(8);
    expect(world.job.again).toEqual([]);
  });

  it('legs run again after a failure keep to the same pace, although the canaries are there', async () => {
    const world = aWorld({ batches: manyBatches(24, 1) });
    world.emr.script = {
      step: (_, { name: step }) => (step === 'canary' ? 'done' : failing('Traceback (most recent call last):\nKeyError')),
    };
    await allLegs(world);
    expect(world.emr.all).toHaveLength(24);
    world.emr.script = {};
    const ends = await allLegs(world);
    expect(ends.every(({ result }) => result.end === 'proven')).toBe(true);
    expect(world.emr.all).toHaveLength(48);
    expect(mostPerMinute(world)).toBeLessThanOrEqual(8);
  });
});

describe('a wave', () => {
  it('does not wait for ever for one that shows nothing', async () => {
    const world = aWorld({ batches: manyBatches(2, 1), launch: { paced: true, waveSize: 1 } });
    const { result } = await world.partition('01');
    expect(result.end).toBe('proven');
    expect(world.emr.all[0]!.atMs - Date.parse('2026-01-01T00:00:00Z')).toBeGreaterThanOrEqual(15 * MINUTE);
    expect(world.lines.join('\n')).toMatch(
      /Waiting for the canaries of the wave before \(00\)[\s\S]*Batch 00 of the wave before has not shown/,
    );
  });

  it('does not wait for batches that are done', async () => {
    const world = aWorld({ batches: manyBatches(2, 1), launch: { paced: true, waveSize: 1 } });
    await world.partition('00');
    const { digests } = world.open.plan;
    // As after a leg whose cluster another leg's order made unnecessary: commits, and no canary of its own.
    world.s3.remove(LEDGER.bucket, LEDGER.prefix + world.open.names.table(digests.transform).canary(1, '00'));
    const before = world.clock.now();
    await world.partition('01');
    expect(world.emr.all[1]!.atMs - before).toBeLessThan(2 * MINUTE);
  });
});
