import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseContract } from '../../../src/contracts/contract.ts';
import { shardOrder } from '../../../src/contracts/plan.ts';
import { ordersOf, repeatOrders } from '../../../src/plan/orders.ts';
import { planDigest } from '../../../src/plan/plan.ts';
import { aPlanOf } from './surveyed.ts';

const plan = aPlanOf({ A: 9, B: 8, C: 7, D: 6, E: 5, F: 4 }, 3);

test('round 0: every shard with all of its folders, in their first generation', () => {
  const orders = ordersOf(plan);
  expect(orders[0]).toEqual({
    contract: 'shard-order/1',
    migration: 'orders',
    identity: plan.digests.identity,
    plan: planDigest(plan),
    shard: '00',
    round: 0,
    folders: ['A', 'F'],
    generations: { A: 1, F: 1 },
  });
  expect(orders.map(({ shard, folders }) => ({ shard, folders }))).toEqual(plan.shards.map(({ shard, folders }) => ({ shard, folders })));
});

test('orders are of their contract', () => {
  for (const order of ordersOf(plan)) expect(parseContract(shardOrder, JSON.stringify(order), 'the order')).toEqual(order);
});

describe('later rounds', () => {
  test('exactly the affected folders, in the shards that they belong to', () => {
    const orders = repeatOrders(plan, ['F', 'C', 'A'], { A: 2, C: 4, F: 3 }, 1);
    expect(orders.map(({ shard, round, folders, generations }) => ({ shard, round, folders, generations }))).toEqual([
      { shard: '00', round: 1, folders: ['A', 'F'], generations: { A: 2, F: 3 } },
      { shard: '02', round: 1, folders: ['C'], generations: { C: 4 } },
    ]);
  });

  test('nothing affected, nothing ordered', () => {
    expect(repeatOrders(plan, [], {}, 1)).toEqual([]);
  });

  test('together they hold each affected folder once, whatever was affected', () => {
    const names = plan.folders.map(({ folder }) => folder);
    fc.assert(
      fc.property(fc.subarray(names), fc.array(fc.constantFrom(...names)), (affected, twice) => {
        const named = [...affected, ...twice.filter((folder) => affected.includes(folder))];
        const orders = repeatOrders(plan, named, Object.fromEntries(names.map((folder) => [folder, 2])), 2);
        expect(orders.flatMap(({ folders }) => folders).toSorted()).toEqual(affected.toSorted());
        const home = new Map(plan.shards.flatMap(({ shard, folders }) => folders.map((folder) => [folder, shard])));
        expect(orders.every((order) => order.folders.every((folder) => home.get(folder) === order.shard))).toBe(true);
      }),
    );
  });

  test('a folder of another plan, or one without its generation, is refused', () => {
    expect(() => repeatOrders(plan, ['Z'], { Z: 2 }, 1)).toThrow('The folder Z is in no shard of the plan of orders');
    expect(() => repeatOrders(plan, ['A'], { B: 2 }, 1)).toThrow('no generation is given');
  });
});
