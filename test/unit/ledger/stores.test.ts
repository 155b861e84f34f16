import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fileLedger } from '../../../src/ledger/file-store.ts';
import { s3Ledger, writeOrThrow, type LedgerStore } from '../../../src/ledger/store.ts';
import { compareKeys } from '../../../src/listing/order.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const folders: string[] = [];
const aFolder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'bb-ledger-'));
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const text = async (ledger: LedgerStore, name: string) => (await ledger.read(name))?.body.toString('utf8') ?? null;

/** What every stage takes for granted of a ledger, whatever it is kept in. */
function describeLedger(kind: string, make: () => LedgerStore): void {
  describe(`a ledger in ${kind}`, () => {
    it('gives back what was written, byte for byte, with the ETag that the write told', async () => {
      const ledger = make();
      const body = Buffer.from([0, 1, 255, 10, 13, 0]);
      const written = await ledger.write('a/b.gz', body);
      const read = await ledger.read('a/b.gz');
      expect(read!.body.equals(body)).toBe(true);
      expect(written).toEqual({ outcome: 'written', etag: read!.etag });
      expect(ledger.uri('a/b.gz')).toMatch(/a\/b\.gz$/);
    });

    it('says null for what is not there, and lists nothing', async () => {
      const ledger = make();
      expect(await ledger.read('nowhere/x.json')).toBeNull();
      expect(await ledger.list('nowhere/')).toEqual([]);
      expect(await ledger.list('')).toEqual([]);
    });

    it('writes only where nothing is, when asked to', async () => {
      const ledger = make();
      expect(await ledger.write('x.json', 'first', { absent: true })).toMatchObject({ outcome: 'written' });
      expect(await ledger.write('x.json', 'second', { absent: true })).toEqual({ outcome: 'conflict' });
      expect(await text(ledger, 'x.json')).toBe('first');
    });

    it('replaces only the version that was read, when asked to', async () => {
      const ledger = make();
      const etag = await writeOrThrow(ledger, 'x.json', 'one');
      const next = await writeOrThrow(ledger, 'x.json', 'two', { etag });
      expect(await ledger.write('x.json', 'three', { etag })).toEqual({ outcome: 'conflict' });
      await expect(writeOrThrow(ledger, 'x.json', 'three', { etag })).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
      expect(await ledger.write('x.json', 'three', { etag: next })).toMatchObject({ outcome: 'written' });
      expect(await ledger.write('none.json', 'x', { etag: next })).toEqual({ outcome: 'conflict' });
      expect(await text(ledger, 'x.json')).toBe('three');
    });

    it('lets one of many writers at once win, and tells the others', async () => {
      const ledger = make();
      const tries = await Promise.all(Array.from({ length: 20 }, (_, n) => ledger.write('x.json', String(n), { absent: true })));
      const won = tries.findIndex(({ outcome }) => outcome === 'written');
      expect(tries.filter(({ outcome }) => outcome === 'written')).toHaveLength(1);
      expect(await text(ledger, 'x.json')).toBe(String(won));
    });

    it('lists by how names begin, in key order, whatever lies below', async () => {
      const ledger = make();
      const names = [
        'm/0001/e001-r0000/000000.gz',
        'm/0001/e001-r0000/000001.gz',
        'm/0001/e001-r0010/000000.gz',
        'm/0001/e002-r0000/000000.gz',
        'm2/x',
        'm/\u{1F600}',
        'm/\uffff',
      ];
      for (const name of names) await ledger.write(name, name);
      expect(await ledger.list('m/0001/e001-')).toEqual(names.slice(0, 3));
      expect(await ledger.list('m/0001/e001-r0010')).toEqual([names[2]]);
      expect(await ledger.list('m/')).toEqual([
        'm/0001/e001-r0000/000000.gz',
        'm/0001/e001-r0000/000001.gz',
        'm/0001/e001-r0010/000000.gz',
        'm/0001/e002-r0000/000000.gz',
        'm/\uffff',
        'm/\u{1F600}',
      ]);
      expect(await ledger.list('m')).toHaveLength(7);
    });

    it('keeps names of any characters apart, each where it belongs', async () => {
      const part = fc
        .array(fc.constantFrom('a', 'A', '.', '%', '2E', '+', '_', ' ', ':', '*', '\\', 'é', 'e\u0301', '\u{1F600}', '\u0001', '-', '~'), {
          maxLength: 4,
        })
        .map((all) => all.join(''));
      // A name that is also the beginning of another one, up to a slash, is none of the ledger's.
      const names = fc.uniqueArray(
        fc.tuple(part, part, part).map((parts) => `${parts.join('/')}/x`),
        { minLength: 1, maxLength: 8 },
      );
      await fc.assert(
        fc.asyncProperty(names, async (all) => {
          const ledger = make();
          for (const name of all) await ledger.write(name, name);
          for (const name of all) expect(await text(ledger, name)).toBe(name);
          expect(await ledger.list('')).toEqual(all.toSorted(compareKeys));
          for (const name of all) expect(await ledger.list(name.slice(0, name.lastIndexOf('/') + 1))).toContain(name);
        }),
        { numRuns: 60 },
      );
    });

    it('reads nothing for whoever has been told to stop', async () => {
      const ledger = make();
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(ledger.read('x.json', signal)).rejects.toThrow('enough');
      await expect(ledger.list('x', signal)).rejects.toThrow('enough');
    });
  });
}

describeLedger('a bucket', () => s3Ledger(memoryS3(OWNERS), LEDGER));
describeLedger('a folder', () => fileLedger(join(aFolder(), 'not', 'made', 'yet')));

describe('a ledger in a folder', () => {
  it('shows what another process has written, and nothing that is half written', async () => {
    const root = aFolder();
    await fileLedger(root).write('a/x.json', 'x');
    writeFileSync(join(root, 'a', 'y.json+4711'), 'cut off by a cra');
    expect(await fileLedger(root).list('')).toEqual(['a/x.json']);
    expect(readdirSync(join(root, 'a')).filter((name) => name.startsWith('x'))).toEqual(['x.json']);
  });

  it('lets several stores, and several threads, write one name at once: each version is whole, and nothing else is left', async () => {
    const root = aFolder();
    const module = JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../../src/ledger/file-store.ts')).href);
    const body = (of: string) => of.repeat(300_000);
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(${module}).then(async ({ fileLedger }) => {
        const stores = [fileLedger(workerData.root), fileLedger(workerData.root)];
        for (let n = 0; n < 20; n += 1) await Promise.all(stores.map((store) => store.write('a/x.json', workerData.body)));
      }).then(() => parentPort.postMessage('done'), (error) => parentPort.postMessage(String(error)));`;
    const work = (of: string) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(script, { eval: true, workerData: { root, body: body(of) } });
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    expect(await Promise.all(['1', '2', '3'].map(work))).toEqual(['done', 'done', 'done']);
    expect(['1', '2', '3'].map(body)).toContain(await text(fileLedger(root), 'a/x.json'));
    expect(readdirSync(join(root, 'a'))).toEqual(['x.json']);
  });

  it('does not leave its folder, whatever the name', async () => {
    const root = join(aFolder(), 'inner');
    const ledger = fileLedger(root);
    await ledger.write('../../escape.json', 'x');
    expect(ledger.uri('../../escape.json').startsWith(`${root}/`)).toBe(true);
    expect(await ledger.list('')).toEqual(['../../escape.json']);
  });

  it('names the file and the reason when it cannot be used, and never takes that for empty', async () => {
    const root = aFolder();
    writeFileSync(join(root, 'a'), 'a file');
    const ledger = fileLedger(root);
    const refused = { code: 'USAGE', exitCode: 2, next: expect.stringContaining('--ledger') };
    await expect(ledger.write('a/x.json', 'x')).rejects.toMatchObject({ ...refused, message: expect.stringContaining('a/x.json') });
    await expect(ledger.list('a/')).rejects.toMatchObject(refused);
    await expect(ledger.read('a/x.json')).rejects.toMatchObject(refused);
  });
});
