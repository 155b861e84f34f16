import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dying, Killed, type Kill } from './killing.ts';
import { at, aWorld, fixture, LIVE, LIVE_LATER, PLACED, type World } from './world.ts';

const NEVER: Kill = { request: Number.POSITIVE_INFINITY, when: 'before' };
const LIVE_BYTES = fixture('live').toString('base64');
const ARRIVED = at('2019-01-03', 'part-00000-arrived.snappy.parquet');

/** Each copy under another ETag, as in a bucket under KMS: then only the mark tells whose a file is. */
function underKms(world: World): World {
  let copies = 0;
  world.s3.copiedEtag = () => `kms-${(copies += 1)}`;
  return world;
}

const worlds = { plain: () => aWorld(), kms: () => underKms(aWorld()) };

async function killed(run: Promise<unknown>): Promise<void> {
  await run.then(
    () => undefined,
    (error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    },
  );
}

async function requestsOf(
  make: () => World,
  act: (world: World, over: ReturnType<typeof dying>) => Promise<unknown>,
  prepare: (world: World) => Promise<void> = () => Promise.resolve(),
) {
  const world = make();
  await prepare(world);
  const over = dying(world, NEVER);
  await act(world, over);
  return over.requests();
}

function expectPublished(world: World): void {
  expect(Object.keys(world.table()).toSorted()).toEqual([...PLACED, LIVE, LIVE_LATER].toSorted());
  for (const key of [LIVE, LIVE_LATER]) expect(world.table()[key]).toBe(LIVE_BYTES);
  expect(world.table()[PLACED[1]!]).toBe(fixture('ours-2').toString('base64'));
  const { files, partitions, state, mark } = world.commit()!;
  expect(state).toBe('published');
  for (const { key, etag } of files) expect(world.s3.buckets.get('target')!.objects.get(key)!.etag).toBe(etag);
  const ours = [...world.catalogue.held.values()].filter((partition) => partition.mark === mark).map(({ values }) => values);
  expect(new Set(partitions.map(String))).toEqual(new Set(ours.map(String)));
  expect(world.catalogue.held.size).toBe(5);
}

function expectRolledBack(world: World): void {
  expect(world.s3.keys('target')).toEqual([LIVE, LIVE_LATER].toSorted());
  for (const key of [LIVE, LIVE_LATER]) expect(world.table()[key]).toBe(LIVE_BYTES);
  expect([...world.catalogue.held.keys()].toSorted()).toEqual(['2019/01/02', '2020/01/20']);
}

describe.each(Object.entries(worlds))('a kill at every request, bucket %s', (_, make) => {
  it.each(['before', 'after'] as const)('of a publish, %s it is carried out: the repeat ends as if nothing had been', async (when) => {
    const requests = await requestsOf(make, (world, over) => world.publish(over));
    expect(requests).toBeGreaterThan(20);
    for (let request = 1; request <= requests; request += 1) {
      const world = make();
      await killed(world.publish(dying(world, { request, when })));
      expect(await world.publish()).toMatchObject({ files: 5, rows: 10, partitions: 3 });
      expectPublished(world);
      // No file was copied twice but the one whose answer was lost, and that one onto nothing.
      expect(world.s3.counters.copy).toBeLessThanOrEqual(PLACED.length + (when === 'after' ? 5 : 0));
      expect(await world.publish()).toMatchObject({ outcome: 'unchanged' });
    }
  });

  it.each(['before', 'after'] as const)('of a roll-back, %s it is carried out: the repeat takes everything back', async (when) => {
    const requests = await requestsOf(
      make,
      (world, over) => world.rollback(over),
      async (world) => void (await world.publish()),
    );
    for (let request = 1; request <= requests; request += 1) {
      const world = make();
      await world.publish();
      await killed(world.rollback(dying(world, { request, when })));
      expect(await world.rollback()).toMatchObject({ left: [], kept: [], error: null });
      expectRolledBack(world);
      expect(await world.publish()).toMatchObject({ outcome: 'published' });
      expectPublished(world);
    }
  });

  it.each(['before', 'after'] as const)(
    'of a publish, %s it is carried out: the roll-back takes back exactly what is there',
    async (when) => {
      const requests = await requestsOf(make, (world, over) => world.publish(over));
      for (let request = 1; request <= requests; request += 1) {
        const world = make();
        await killed(world.publish(dying(world, { request, when })));
        expect(await world.rollback()).toMatchObject({ left: [], kept: [], error: null });
        expectRolledBack(world);
      }
    },
  );
});

describe('any history', () => {
  const kill = fc.record({ request: fc.integer({ min: 1, max: 45 }), when: fc.constantFrom('before' as const, 'after' as const) });
  const step = fc.oneof(
    fc.record({ act: fc.constant('publish' as const), kill }),
    fc.record({ act: fc.constant('rollback' as const), kill }),
    fc.record({ act: fc.constant('live' as const), kill }),
  );

  it('of publishes and roll-backs that die anywhere, with live files arriving, never touches a live file, and ends right', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), fc.boolean(), async (steps, kms) => {
        const world = kms ? worlds.kms() : worlds.plain();
        for (const { act, kill: where } of steps) {
          if (act === 'live') {
            world.s3.put('target', ARRIVED, fixture('live'));
            continue;
          }
          const over = dying(world, where);
          await killed(
            world[act](over).catch((error: unknown) => {
              // A publish is refused while a roll-back is half done: that is right.
              if ((error as { code?: string }).code !== 'PUBLISH_CONFLICT' || world.commit()?.state !== 'rolling-back') throw error;
            }),
          );
        }
        const lying = world.s3.keys('target').includes(ARRIVED) ? [ARRIVED] : [];
        if (world.commit()?.state === 'rolling-back') await world.rollback();
        await world.publish();
        expect(world.s3.keys('target')).toEqual([...PLACED, LIVE, LIVE_LATER, ...lying].toSorted());
        const done = await world.rollback();
        expect(done.left).toEqual([]);
        expect(world.s3.keys('target')).toEqual([LIVE, LIVE_LATER, ...lying].toSorted());
        for (const key of [LIVE, LIVE_LATER, ...lying]) expect(world.table()[key]).toBe(LIVE_BYTES);
        const days = [...world.catalogue.held.keys()].filter((day) => day !== '2019/01/03').toSorted();
        expect(days).toEqual(['2019/01/02', '2020/01/20']);
      }),
      { numRuns: 150 },
    );
  });
});
