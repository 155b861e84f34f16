import type { RejectReason } from '../../src/contracts/partition.ts';

type Order = Readonly<Record<string, unknown>>;
/** What is made of a whole order; `piece` counts from 0, so that each piece is wrong in its own way. */
type Spoil = (order: Order, piece: number) => Buffer;

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const inTurn = <T>(ways: readonly [T, ...T[]], piece: number): T => ways[piece % ways.length] ?? ways[0];

const without = (order: Order, ...names: readonly string[]): Order =>
  Object.fromEntries(Object.entries(order).filter(([name]) => !names.includes(name)));

/** No moment that was ever: a day that no February has, an hour that no day has, words, a number. */
const UNDATED: readonly [(order: Order) => Order, ...((order: Order) => Order)[]] = [
  (order) => without(order, 'LastChange', 'CreationDate'),
  (order) => ({ ...order, LastChange: null, CreationDate: '2019-02-30T10:00:00+00:00' }),
  (order) => ({ ...without(order, 'CreationDate'), LastChange: 'yesterday' }),
  (order) => ({ ...order, LastChange: '', CreationDate: '2018-07-01T25:00:00+00:00' }),
];

const NOT_AN_OBJECT: readonly [(order: Order) => unknown, ...((order: Order) => unknown)[]] = [
  (order) => [order],
  (order) => JSON.stringify(order),
  () => 4711,
  () => null,
  () => true,
];

const BROKEN_TEXT: readonly [(order: Order) => Order, ...((order: Order) => Order)[]] = [
  (order) => ({ ...order, Items: String(order['Items']).slice(0, -20) }),
  (order) => ({ ...order, ShippingData: '' }),
  (order) => ({ ...order, ClientProfileData: "{'id': 'clientProfileData'}" }),
];

const MISFIT: readonly [(order: Order) => Order, ...((order: Order) => Order)[]] = [
  (order) => ({ ...order, Value: 'one hundred' }),
  (order) => ({ ...order, Items: JSON.stringify([{ id: '1', quantity: 1.5 }]) }),
  (order) => ({ ...order, IsCompleted: 'perhaps' }),
  (order) => ({ ...order, Totals: { id: 'Items', value: 1 } }),
];

/** Documents that a reader has to reject, each by what it is made into. */
export const SPOILT = {
  malformed: { reject: 'malformed', name: 'broken', spoil: (order) => json(order).subarray(0, Math.floor(json(order).length * 0.7)) },
  empty: { reject: 'malformed', name: 'empty', spoil: () => Buffer.alloc(0) },
  'broken-text': { reject: 'malformed', name: 'broken-text', spoil: (order, piece) => json(inTurn(BROKEN_TEXT, piece)(order)) },
  'not-an-object': { reject: 'not-an-object', name: 'no-object', spoil: (order, piece) => json(inTurn(NOT_AN_OBJECT, piece)(order)) },
  'empty-object': { reject: 'no-usable-date', name: 'empty-object', spoil: () => json({}) },
  undated: { reject: 'no-usable-date', name: 'undated', spoil: (order, piece) => json(inTurn(UNDATED, piece)(order)) },
  misfit: { reject: 'schema', name: 'misfit', spoil: (order, piece) => json(inTurn(MISFIT, piece)(order)) },
} as const satisfies Readonly<Record<string, { readonly reject: RejectReason; readonly name: string; readonly spoil: Spoil }>>;

export type SpoiltKind = keyof typeof SPOILT;
export const SPOILT_KINDS = Object.keys(SPOILT) as readonly SpoiltKind[];
