import { SPOILT, SPOILT_KINDS, type SpoiltKind } from './documents.ts';
import { ODD_NAME_KINDS, ODD_NAMES, type OddName } from './odd-names.ts';
import { orderDocument } from './order.ts';
import { placePlanted, type Places, type PlantingInput } from './planted.ts';
import { randomOf, type Random } from './random.ts';
import type { SandboxSpec } from './spec.ts';

export interface DatasetInput extends PlantingInput {
  /** ISO 8601: objects and documents from here on are not the migration's. Null: all are, and none is planted after it. */
  readonly cutoff: string | null;
  readonly sourceBucket: string;
  readonly account: string;
}

/** Why an object is there. */
export type SeedKind =
  | 'order'
  | 'odd-key'
  | 'junk'
  | 'marker'
  | 'object-after-cutoff'
  | 'document-after-cutoff'
  | SpoiltKind
  | 'duplicate'
  | 'later-duplicate'
  /** Orders that change or vanish while they are copied. */
  | 'changes'
  | 'vanishes';

export interface SeedObject {
  readonly kind: SeedKind;
  readonly folder: string;
  readonly account: string;
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  /** ISO 8601, UTC, whole seconds: S3 keeps no more. */
  readonly lastModified: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly storageClass: 'STANDARD' | 'STANDARD_IA';
}

const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;
const FIRST_ORDER = Date.parse('2016-01-04T00:00:00Z');
const LAST_ORDER = '2020-01-15T00:00:00Z';
// The incident that left the odd keys: 31 Oct 2018, 14 h (the original migration's write-up).
const INCIDENT = Date.parse('2018-10-31T14:00:00Z');
const HOUR_MS = 3_600 * SECOND_MS;
/** Their order ids begin where those of a folder's other orders have ended: none is there twice by chance. */
const ODD_INDEX = 500;

/** Every object of the source bucket, folder by folder: the same ones for the same input, on every machine. */
export function* describeDataset(input: DatasetInput): Generator<SeedObject> {
  const places = placePlanted(input);
  for (const folder of input.folders) yield* describeFolder(folder, input, places);
}

/** One folder: its orders do not depend on what else there is, nor on what is planted beside them. */
export function* describeFolder(folder: string, input: DatasetInput, places: Places): Generator<SeedObject> {
  const { sandboxSpec: spec } = input;
  const yard = folderYard(folder, input, places.seed);
  const numbers = randomOf(places.seed, folder, 'numbers');
  const { usual, heavy, heavyShare } = spec.documentsPerFolder;
  const span = numbers.chance(heavyShare) ? heavy : usual;
  const orders = Array.from({ length: numbers.whole(span.least, span.most) }, (_, index) => yard.order(index));
  const special = new Map<number, SeedKind>();
  // The first order vanishes, the last one changes: the same folder can hold both.
  if (places.changed === folder) special.set(orders.length - 1, 'changes');
  if (places.vanished === folder) special.set(0, 'vanishes');
  yield* orders.map((order, index) => ({ ...order, kind: special.get(index) ?? order.kind }));

  if (places.markers.has(folder)) yield yard.marker();
  if (places.odd.has(folder)) yield* spec.planted.oddKeys.kinds.map((kind) => yard.odd(kind as OddName));
  if (places.junk.has(folder)) yield* spec.planted.junk.paths.map((path) => yard.junk(path));
  if (input.cutoff !== null) {
    yield* piecesIn(folder, places.objectsAfterCutoff).map((piece) => yard.objectAfterCutoff(piece));
    yield* piecesIn(folder, places.documentsAfterCutoff).map((piece) => yard.documentAfterCutoff(piece));
  }
  for (const kind of SPOILT_KINDS) yield* piecesIn(folder, places.spoilt[kind]).map((piece) => yard.spoilt(kind, piece));
  // Only of orders that stay as they are, and each kind of its own.
  const steady = orders.filter((_, index) => !special.has(index));
  const [once, again = once] = steady;
  yield* piecesIn(folder, places.duplicate).flatMap((piece) => (once === undefined ? [] : [yard.duplicate(piece, once)]));
  yield* piecesIn(folder, places.laterDuplicate).flatMap((piece) => (again === undefined ? [] : [yard.laterDuplicate(piece, again)]));
}

const piecesIn = (folder: string, dealt: readonly string[]) => dealt.flatMap((own, piece) => (own === folder ? [piece] : []));

/** What can be made in one folder. Each piece has a stream of its own, named after the piece. */
function folderYard(folder: string, { sandboxSpec: spec, cutoff, sourceBucket, account }: DatasetInput, seed: number) {
  const cutoffAt = Date.parse(cutoff ?? LAST_ORDER);
  const type = folder.slice(folder.indexOf('_') + 1);
  const streamOf = (...name: readonly (string | number)[]) => randomOf(seed, folder, ...name);
  const base = streamOf('base').whole(100_000_000, 899_000_000);
  const subOf = (random: Random) => random.pick(spec.subFolders as [string, ...string[]]);
  const orderIdOf = (random: Random, index: number) => `${base + index * 1_009}${random.whole(1_000, 9_999)}-01`;

  const object = (kind: SeedKind, path: string, at: number, body: Buffer, random: Random, over: Partial<SeedObject> = {}): SeedObject => ({
    kind,
    folder,
    account,
    bucket: sourceBucket,
    key: `${folder}/${path}`,
    body,
    lastModified: new Date(Math.floor(at / SECOND_MS) * SECOND_MS).toISOString(),
    contentType: 'application/json',
    ...extrasOf(type, spec, random),
    ...over,
  });
  const orderOf = (orderId: string, hostname: string, changedAt: number, random: Random) => {
    const createdAt = changedAt - random.whole(60, 9 * 86_400) * SECOND_MS;
    const changed = random.chance(spec.shares.withoutLastChange) ? null : changedAt;
    // Without LastChange the creation is the document's date: it has to be the wanted one.
    return orderDocument({ orderId, hostname, type, createdAt: changed === null ? changedAt : createdAt, changedAt: changed }, random);
  };
  const document = (...facts: Parameters<typeof orderOf>) => Buffer.from(JSON.stringify(orderOf(...facts)));
  /** Before the cut-off, with a day to spare for what changes while it is copied. */
  const before = (random: Random) => FIRST_ORDER + Math.floor(random.share() * (cutoffAt - DAY_MS - FIRST_ORDER));
  /** The archive got the document some time after its last change. */
  const archivedAfter = (changedAt: number, random: Random) => Math.min(changedAt + random.whole(1, 3_600) * SECOND_MS, cutoffAt - HOUR_MS);
  const simple = (kind: SeedKind, name: string, body: (hostname: string, random: Random) => Buffer, at?: (random: Random) => number) => {
    const random = streamOf(kind, name);
    const sub = subOf(random);
    return object(kind, `${sub}/id/${name}`, (at ?? before)(random), body(sub, random), random);
  };

  return {
    order: (index: number): SeedObject => {
      const random = streamOf('order', index);
      const sub = subOf(random);
      const orderId = orderIdOf(random, index);
      const changedAt = before(random);
      return object(
        'order',
        `${sub}/id/${orderId}.json`,
        archivedAfter(changedAt, random),
        document(orderId, sub, changedAt, random),
        random,
      );
    },
    marker: (): SeedObject => ({
      ...object('marker', '', before(streamOf('marker')), Buffer.alloc(0), streamOf('marker')),
      contentType: 'application/x-directory',
      metadata: {},
      tags: {},
      storageClass: 'STANDARD',
    }),
    odd: (kind: OddName) =>
      simple(
        'odd-key',
        ODD_NAMES[kind],
        (sub, random) =>
          document(orderIdOf(random, ODD_INDEX + ODD_NAME_KINDS.indexOf(kind)), sub, INCIDENT - random.whole(0, 3_600) * SECOND_MS, random),
        (random) => INCIDENT + Math.floor(random.share() * HOUR_MS),
      ),
    junk: (path: string) => ({
      ...simple('junk', path, (_sub, random) => Buffer.from(`not an order ${random.hex(64)}\n`)),
      contentType: 'application/octet-stream',
    }),
    objectAfterCutoff: (piece: number) =>
      simple(
        'object-after-cutoff',
        `late-${piece}.json`,
        (sub, random) => document(`late-${piece}`, sub, cutoffAt + random.whole(0, 20) * DAY_MS, random),
        // The first one comes in the second after it.
        (random) => cutoffAt + SECOND_MS + (piece === 0 ? 0 : random.whole(0, 20 * 86_400) * SECOND_MS),
      ),
    documentAfterCutoff: (piece: number) =>
      simple(
        'document-after-cutoff',
        `early-bird-${piece}.json`,
        (sub, random) => document(`early-bird-${piece}`, sub, cutoffAt + random.whole(1, 20) * DAY_MS, random),
        (random) => cutoffAt - random.whole(1, 86_400) * SECOND_MS,
      ),
    spoilt: (kind: SpoiltKind, piece: number) => {
      const { name, spoil } = SPOILT[kind];
      return simple(kind, `${name}-${piece}.json`, (sub, random) => spoil(orderOf(`${name}-${piece}`, sub, before(random), random), piece));
    },
    /** The same order once more under another name. */
    duplicate: (piece: number, of: SeedObject): SeedObject => ({
      ...of,
      kind: 'duplicate',
      key: `${of.key.replace(/\.json$/, '')}-again-${piece}.json`,
    }),
    /** The same order as it was some hours later; its key comes after the other's, then before it. */
    laterDuplicate: (piece: number, of: SeedObject): SeedObject => {
      const order = JSON.parse(of.body.toString('utf8')) as { LastChange?: string; CreationDate: string };
      const was = Date.parse(order.LastChange ?? order.CreationDate);
      const changedAt = was + streamOf('later-duplicate', piece).whole(1, 20) * HOUR_MS;
      return {
        ...of,
        kind: 'later-duplicate',
        key: `${of.key.replace(/\.json$/, '')}${piece % 2 === 0 ? '.' : '-'}later-${piece}.json`,
        body: Buffer.from(JSON.stringify({ ...order, Status: 'replaced', LastChange: new Date(changedAt).toISOString() })),
        lastModified: new Date(Math.floor(Math.min(changedAt + SECOND_MS, cutoffAt - HOUR_MS) / SECOND_MS) * SECOND_MS).toISOString(),
      };
    },
  };
}

function extrasOf(type: string, spec: SandboxSpec, random: Random): Pick<SeedObject, 'metadata' | 'tags' | 'storageClass'> {
  return {
    metadata: random.chance(spec.shares.metadata) ? { writer: 'oms-archiver', 'order-type': type, batch: random.hex(6) } : {},
    tags: random.chance(spec.shares.tags) ? { team: 'orders', retention: random.chance(0.5) ? '7 years' : '10 years' } : {},
    storageClass: random.chance(spec.shares.infrequentAccess) ? 'STANDARD_IA' : 'STANDARD',
  };
}
