import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadMigration } from '../../../src/config/load.ts';
import { describeDataset, type DatasetInput, type SeedObject } from '../../../sandbox/dataset/describe.ts';
import { ODD_NAMES } from '../../../sandbox/dataset/odd-names.ts';
import { randomOf } from '../../../sandbox/dataset/random.ts';
import { seedDataset, seedLine } from '../../../sandbox/dataset/seed.ts';
import { parseSandboxSpec } from '../../../sandbox/dataset/spec.ts';
import { plantedRules, plantedSummary } from '../../../sandbox/dataset/summary.ts';
import { faultRules } from '../../../sandbox/proxy/rules.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../examples/checkout-history');
const CUTOFF = '2020-01-15T00:00:00Z';
const inputOf = async (config: string, specFile: string): Promise<DatasetInput> => ({
  folders: (await loadMigration((path) => readFile(path, 'utf8'), resolve(EXAMPLE, config))).folders,
  sandboxSpec: parseSandboxSpec(readFileSync(resolve(EXAMPLE, specFile), 'utf8'), specFile),
  cutoff: CUTOFF,
  sourceBucket: 'shop-orders-archive',
  account: '111122223333',
});
const full = await inputOf('migration.yml', 'sandbox.yml');
const quick = await inputOf('quick.yml', 'quick.sandbox.yml');
const everything = [...describeDataset(full)];
const ofKind = (kind: SeedObject['kind'], of = everything) => of.filter((object) => object.kind === kind);
const fingerprint = (objects: Iterable<SeedObject>) => {
  const hash = createHash('sha256');
  for (const object of objects) hash.update(seedLine(object));
  return hash.digest('hex');
};
const parsed = (object: SeedObject) => JSON.parse(object.body.toString('utf8')) as Record<string, unknown>;
const dateOf = (object: SeedObject) => Date.parse(String(parsed(object)['LastChange'] ?? parsed(object)['CreationDate']));

/** Reads documents as the partition half has to, as far as what is planted needs it, and counts. */
function judge(objects: readonly SeedObject[]) {
  const rejects = { layout: 0, malformed: 0, 'not-an-object': 0, 'no-usable-date': 0, schema: 0, 'after-cut-off': 0, duplicate: 0 };
  const seen = new Set<string>();
  let rows = 0;
  const jsonOf = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  };
  const momentOf = (text: unknown): number => {
    const day = typeof text === 'string' ? /^\d{4}-\d\d-(\d\d)T/.exec(text)?.[1] : undefined;
    const at = day === undefined ? NaN : Date.parse(String(text));
    // What JavaScript takes for the 30th of February is the 1st of March.
    return Number(day) === new Date(at).getUTCDate() ? at : NaN;
  };
  const reasonOf = ({ key, body, folder }: SeedObject): keyof typeof rejects | null => {
    if (!/^[^/]+\/[^/]+\/id\/[^/]+$/.test(key)) return 'layout';
    const document = jsonOf(body.toString('utf8'));
    if (document === undefined) return 'malformed';
    if (typeof document !== 'object' || document === null || Array.isArray(document)) return 'not-an-object';
    const order = document as Record<string, unknown>;
    const texts = ['Items', 'ItemMetadata', 'RatesAndBenefitsData', 'CustomData', 'ClientProfileData', 'ShippingData', 'MarketingData'];
    const inside = texts.map((name) => order[name]).map((text) => (typeof text === 'string' ? jsonOf(text) : null));
    if (inside.includes(undefined)) return 'malformed';
    const date = [order['LastChange'], order['CreationDate']].map(momentOf).find((at) => !Number.isNaN(at));
    if (date === undefined) return 'no-usable-date';
    const [items] = inside as [readonly { quantity: number }[]];
    const whole = [order['Value'], ...items.map(({ quantity }) => quantity)].every(Number.isSafeInteger);
    if (!whole || typeof order['IsCompleted'] !== 'boolean' || !Array.isArray(order['Totals'])) return 'schema';
    if (date >= Date.parse(CUTOFF)) return 'after-cut-off';
    const name = `${folder} ${String(order['OrderId'])}`;
    return seen.size < seen.add(name).size ? null : 'duplicate';
  };
  for (const object of objects) {
    const reason = reasonOf(object);
    if (reason === null) rows += 1;
    else rejects[reason] += 1;
  }
  return { rows, rejects, documents: objects.length };
}

const source = { bucket: 'shop-orders-archive', region: 'us-east-1', account: '111122223333' };
const target = { bucket: 'analytics-checkout', region: 'us-east-2', account: '444455556666' };

describe('one seed, one dataset', () => {
  it('is the same each time, on every machine', () => {
    expect(fingerprint(describeDataset(full))).toBe(fingerprint(everything));
    // Pinned: whoever changes the generator changes what recorded runs were made of.
    expect(randomOf(1, 'a').hex(32)).toBe(randomOf(1, 'a').hex(32));
    expect([randomOf(1, 'a').hex(16), randomOf(1, 'b').hex(16), randomOf(2, 'a').hex(16)]).toMatchInlineSnapshot(`
      [
        "230BE6FD83D4105D",
        "CC8D01F56352A44F",
        "223C975668185E13",
      ]
    `);
  });

  it('differs with the seed', () => {
    expect(fingerprint(describeDataset({ ...full, seed: 5 }))).not.toBe(fingerprint(everything));
  });

  it('has the same orders in a folder whichever other folders there are', () => {
    const ordersIn = (of: Iterable<SeedObject>) =>
      [...of]
        .filter((object) => object.folder === '50_FulfillmentOrder' && ['order', 'changes', 'vanishes'].includes(object.kind))
        .map((object) => object.key + object.body.toString());
    expect(ordersIn(describeDataset(quick))).toEqual(ordersIn(everything));
  });
});

describe('the shape of the archive', () => {
  it('has at least 3,000 documents over 512 folders, whatever the seed', () => {
    expect(full.folders).toHaveLength(512);
    for (const seed of [undefined, 1, 123_456_789]) {
      const { objects, kinds } = plantedSummary({ ...full, seed });
      expect(kinds.order).toBeGreaterThan(3_000);
      expect(objects).toBeLessThan(4_000);
    }
  });

  it('gives every folder at least 4 orders, and some more than twice as many', () => {
    const perFolder = Map.groupBy(ofKind('order'), (object) => object.folder);
    const counts = full.folders.map((folder) => perFolder.get(folder)?.length ?? 0);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
    expect(counts.filter((count) => count >= 8).length).toBeGreaterThan(40);
  });

  it('uses each key once, all within S3 limits, in the layout', () => {
    const keys = everything.map((object) => object.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.every((key) => Buffer.byteLength(key) <= 1024)).toBe(true);
    for (const object of everything) {
      if (object.kind === 'marker') expect(object.key).toBe(`${object.folder}/`);
      else expect(object.key.startsWith(`${object.folder}/`) && /^[^/]+\/[^/]+\/id\//.test(object.key)).toBe(true);
    }
  });

  it('writes orders of 1.5 to 4 KiB', () => {
    const sizes = ofKind('order').map((object) => object.body.length);
    expect(Math.min(...sizes)).toBeGreaterThan(1_500);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4_096);
  });

  it('dates ordinary objects from 2016 up to the cut-off, in whole seconds, with documents no younger', () => {
    for (const object of ofKind('order')) {
      expect(object.lastModified).toMatch(/^20(1[6-9]|20)-.*T\d\d:\d\d:\d\d\.000Z$/);
      expect(object.lastModified < CUTOFF).toBe(true);
      expect(dateOf(object)).toBeLessThan(Date.parse(CUTOFF));
      expect(dateOf(object)).toBeLessThanOrEqual(Date.parse(object.lastModified) + 1_000);
    }
  });

  it('gives metadata, tags and STANDARD_IA to a part of them', () => {
    const share = (test: (object: SeedObject) => boolean) => everything.filter(test).length / everything.length;
    expect(share((object) => Object.keys(object.metadata).length > 0)).toBeCloseTo(0.35, 1);
    expect(share((object) => Object.keys(object.tags).length > 0)).toBeCloseTo(0.25, 1);
    expect(share((object) => object.storageClass === 'STANDARD_IA')).toBeCloseTo(0.1, 1);
  });
});

describe('an order', () => {
  const orders = ofKind('order').map(parsed);

  it('has PascalCase fields, some of them JSON text', () => {
    for (const order of orders) {
      expect(Object.keys(order).filter((name) => !/^[A-Z]/.test(name))).toEqual([]);
      for (const field of ['Items', 'ItemMetadata', 'RatesAndBenefitsData', 'ShippingData', 'ClientProfileData'])
        expect(() => JSON.parse(order[field] as string) as unknown).not.toThrow();
    }
  });

  it('has everything that the transformation drops or turns', () => {
    const texts = orders.map((order) => JSON.stringify(order));
    const parts = [
      [
        'productCategories',
        (order: Record<string, unknown>) =>
          typeof (JSON.parse(String(order['Items'])) as { productCategories: unknown }[])[0]?.productCategories === 'object',
      ],
      [
        'assemblyOptions',
        (order: Record<string, unknown>) =>
          ((JSON.parse(String(order['ItemMetadata'])) as { items: { assemblyOptions: unknown[] }[] }).items[0]?.assemblyOptions.length ??
            0) > 0,
      ],
    ] as const;
    for (const [, has] of parts) expect(orders.some(has)).toBe(true);
    for (const word of [
      'matchedParameters',
      'additionalInfo',
      'cart-extra-context',
      'itemAttachment',
      'attachmentOfferings',
      'PackageAttachment',
      'ChangesAttachment',
      'GiftATTACHMENTNote',
      'deliveryAttachment',
    ]) {
      expect(texts.some((text) => text.includes(word))).toBe(true);
    }
  });

  it('lacks LastChange now and then, never CreationDate', () => {
    const without = orders.filter((order) => order['LastChange'] === undefined);
    expect(without.length / orders.length).toBeCloseTo(0.12, 1);
    expect(orders.every((order) => typeof order['CreationDate'] === 'string')).toBe(true);
  });
});

describe('what is planted', () => {
  const summary = plantedSummary(full);

  it('is what the spec says', () => {
    expect(summary).toMatchObject({
      folders: 512,
      objects: everything.length,
      lostFolders: ['E9_FulfillmentOrder', 'ED_FulfillmentOrder', 'FA_FulfillmentOrder'],
      oddKeyFolders: ['22', '0D', '1D', '83', 'FE', 'F9'].map((hex) => `${hex}_FulfillmentOrder`),
      junkFolders: ['86_FulfillmentOrder'],
      afterCutoff: 24,
      kinds: {
        'odd-key': 6 * Object.keys(ODD_NAMES).length,
        junk: 4,
        marker: 1,
        'document-after-cutoff': 12,
        changes: 1,
        vanishes: 1,
        malformed: 3,
        empty: 2,
        'broken-text': 3,
        'not-an-object': 5,
        'empty-object': 2,
        undated: 4,
        misfit: 4,
        duplicate: 4,
        'later-duplicate': 4,
      },
      // Junk, the marker, and the names that begin with a slash; what is cut off, empty, or no JSON inside; and so on.
      rejects: {
        layout: 4 + 1 + 6,
        malformed: 3 + 2 + 3,
        'not-an-object': 5,
        'no-usable-date': 2 + 4,
        schema: 4,
        'after-cut-off': 12,
        duplicate: 4 + 4,
      },
      documents: everything.length - 24 - 1,
    });
    expect(summary.rows).toBeGreaterThan(3_000);
    expect(ofKind('changes')[0]?.key).toBe(summary.changed);
    expect(ofKind('vanishes')[0]?.key).toBe(summary.vanished);
  });

  it('is all in the quick layout, too', () => {
    expect(quick.folders).toHaveLength(32);
    const small = plantedSummary(quick);
    expect(small).toMatchObject({
      lostFolders: summary.lostFolders,
      oddKeyFolders: summary.oddKeyFolders,
      junkFolders: summary.junkFolders,
    });
    expect(Object.values(small.kinds).every((number) => number > 0)).toBe(true);
    expect(small.objects).toBeGreaterThan(250);
    expect(small.objects).toBeLessThan(500);
  });

  it('has every odd name in every folder of the incident, written in its hour', () => {
    for (const folder of summary.oddKeyFolders) {
      const names = ofKind('odd-key').filter((object) => object.folder === folder);
      for (const name of Object.values(ODD_NAMES)) expect(names.some((object) => object.key.endsWith(`/id/${name}`))).toBe(true);
      for (const object of names) expect(object.lastModified).toMatch(/^2018-10-31T14:/);
    }
  });

  it('has junk in sub-folders only, and one empty marker', () => {
    for (const object of ofKind('junk')) expect(object.key).toMatch(/^86_FulfillmentOrder\/[^/]+\/id\/[^/]+\/./);
    expect(ofKind('marker').map((object) => [object.key, object.body.length])).toEqual([['00_CheckoutOrder/', 0]]);
  });

  it('has objects after the cut-off, the first one second after it, and documents after it in objects before it', () => {
    const late = ofKind('object-after-cutoff').map((object) => Date.parse(object.lastModified) - Date.parse(CUTOFF));
    expect(Math.min(...late)).toBe(1_000);
    for (const object of ofKind('document-after-cutoff')) {
      expect(object.lastModified < CUTOFF).toBe(true);
      expect(dateOf(object)).toBeGreaterThan(Date.parse(CUTOFF));
    }
    const others = everything.filter((object) => object.kind !== 'object-after-cutoff');
    expect(others.every((object) => object.lastModified < CUTOFF)).toBe(true);
  });

  it('has nothing after a cut-off that there is not', () => {
    const { kinds } = plantedSummary({ ...full, cutoff: null });
    expect(kinds).toMatchObject({ 'object-after-cutoff': 0, 'document-after-cutoff': 0, 'odd-key': 144 });
    const dates = [...describeDataset({ ...full, cutoff: null })]
      .map((object) => object.lastModified)
      .toSorted((a, b) => a.localeCompare(b));
    expect(dates.at(-1)?.slice(0, 4)).toBe('2020');
  });

  it('has broken, empty and repeated documents', () => {
    for (const object of ofKind('malformed')) expect(() => parsed(object)).toThrow(SyntaxError);
    for (const object of ofKind('empty')) expect(object.body).toHaveLength(0);
    for (const object of ofKind('duplicate'))
      expect(ofKind('order').some((order) => order.folder === object.folder && order.body.equals(object.body))).toBe(true);
  });

  it('has the same order again as it was later, once before and once after the other in the order of keys', () => {
    const order = ofKind('later-duplicate').map((object) => {
      const [earlier, ...more] = everything.filter(
        (other) => other.folder === object.folder && other.kind === 'order' && parsed(other)['OrderId'] === parsed(object)['OrderId'],
      );
      expect(more).toEqual([]);
      expect(dateOf(object)).toBeGreaterThan(dateOf(earlier as SeedObject));
      expect(dateOf(object)).toBeLessThan(Date.parse(CUTOFF));
      expect(Date.parse(object.lastModified)).toBeGreaterThan(dateOf(object));
      return object.key < (earlier?.key ?? '') ? 'before' : 'after';
    });
    expect(new Set(order)).toEqual(new Set(['before', 'after']));
  });

  it('is rejected for the reasons that the summary gives, whatever the seed', () => {
    fc.assert(
      fc.property(fc.option(fc.nat(1_000_000)), (seed) => {
        const input = seed === null ? quick : { ...quick, seed };
        const { rows, rejects, documents } = plantedSummary(input);
        const judged = judge([...describeDataset(input)].filter(({ kind }) => kind !== 'object-after-cutoff' && kind !== 'vanishes'));
        expect({ rows, rejects, documents }).toEqual(judged);
      }),
      { numRuns: 12 },
    );
  });

  it('with another seed draws as many lost folders from all, and never lets a source move in a lost one', () => {
    const drawn = new Set<string>();
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const one = plantedSummary({ ...quick, seed });
        one.lostFolders.forEach((folder) => drawn.add(folder));
        expect(new Set(one.lostFolders).size).toBe(3);
        expect(one.lostFolders.every((folder) => quick.folders.includes(folder))).toBe(true);
        const folderOf = (key: string | null) => key?.split('/')[0] ?? '';
        for (const moving of [folderOf(one.changed), folderOf(one.vanished)]) {
          expect([...one.lostFolders, ...one.oddKeyFolders, ...one.junkFolders]).not.toContain(moving);
        }
        expect(one.changed).not.toBe(one.vanished);
      }),
      { numRuns: 20 },
    );
    expect(drawn.size).toBeGreaterThan(15);
  });
});

describe("the front's rules", () => {
  it('are valid, and about what was planted', () => {
    const rules = plantedRules({ ...full, source, target });
    expect(faultRules.safeParse({ version: 1, rules }).error).toBeUndefined();
    const { changed, vanished } = plantedSummary(full);
    expect(rules).toEqual([
      {
        name: 'lost-in-the-first-pass',
        kind: 'lose-copies',
        source,
        target,
        timesPerKey: 1,
        keyPrefixes: ['E9_FulfillmentOrder/', 'ED_FulfillmentOrder/', 'FA_FulfillmentOrder/'],
      },
      { name: 'changes-while-copied', kind: 'change-source', source, keys: [changed] },
      { name: 'vanishes-while-copied', kind: 'vanish-source', source, keys: [vanished] },
    ]);
  });
});

describe('a bad spec', () => {
  const text = readFileSync(resolve(EXAMPLE, 'sandbox.yml'), 'utf8');

  it('names every problem with its place', () => {
    const broken = text
      .replace('seed: 20181031', 'seed: -1')
      .replace('- spaces', '- spaeces')
      .replace('heavyShare: 0.15', 'heavyShare: 15');
    for (const part of ['my.yml', 'seed', 'planted.oddKeys.kinds[0]', 'documentsPerFolder.heavyShare'])
      expect(() => parseSandboxSpec(broken, 'my.yml')).toThrow(part);
  });

  it('names a folder that the migration does not expect', () => {
    const folders = full.folders.filter((folder) => folder !== 'ED_FulfillmentOrder');
    expect(() => plantedSummary({ ...full, folders })).toThrow(
      'plants trouble in ED_FulfillmentOrder, which the migration does not expect',
    );
  });

  it('says when no folder is left', () => {
    const folders = full.folders.filter((folder) => /^(E9|ED|FA|22|0D|1D|83|FE|F9|86)_F|^00_C/.test(folder));
    expect(() => plantedSummary({ ...full, folders })).toThrow('no folder without trouble left');
  });
});

describe('seeding', () => {
  it('posts every object once, in batches, with the token, and tells its progress', async () => {
    const requests: { url: string; authorization: string; lines: string[] }[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        requests.push({
          url: request.url ?? '',
          authorization: request.headers.authorization ?? '',
          lines: text.split('\n').filter(Boolean),
        });
        response.writeHead(requests.length > 4 ? 400 : 200).end('{"error":"Line 3: no"}');
      });
    });
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const progress: number[] = [];
    const objects = everything.slice(0, 600);
    expect(await seedDataset({ endpoint, token: 't', objects, onProgress: (count) => progress.push(count) })).toBe(600);
    expect(progress).toEqual([250, 500, 600]);
    expect(requests.map(({ url, authorization }) => `${url} ${authorization}`)).toEqual(
      Array<string>(3).fill('/_bucket-brigade/objects Bearer t'),
    );
    const lines = requests.flatMap((request) => request.lines.map((line) => JSON.parse(line) as Record<string, unknown>));
    expect(lines.map((line) => line['key'])).toEqual(objects.map((object) => object.key));
    expect(Object.keys(lines[0] ?? {})).toEqual([
      'account',
      'bucket',
      'key',
      'bodyBase64',
      'lastModified',
      'contentType',
      'metadata',
      'tags',
      'storageClass',
    ]);
    await expect(seedDataset({ endpoint, token: 't', objects })).rejects.toThrow('did not take the documents: 400 {"error":"Line 3: no"}');
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await expect(seedDataset({ endpoint, token: 't', objects })).rejects.toThrow(`${endpoint} does not answer`);
  });
});
