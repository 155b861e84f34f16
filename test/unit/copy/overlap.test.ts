import { describe, expect, it } from 'vitest';
import { S3Error } from '../../../src/s3/types.ts';
import { settleStep } from '../../../src/copy/settle.ts';
import { aFolder, calm } from '../../builders/folder-walk.ts';
import type { MemoryS3 } from '../../fakes/memory-s3.ts';

const key = (n: number) => `A/x/id/${String(n).padStart(4, '0')}`;
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** One range, in pages of so many keys. */
const inPages = async (keys: number, pageKeys = 4) => {
  const { s3, clock, open, walk } = aFolder(keys, pageKeys);
  let [nonce, folder] = [0.1, await open(0.1)];
  const end = async () => {
    await walk(folder);
    return (await folder.finish()).checkpoint;
  };
  const again = async () => {
    s3.before = () => undefined;
    nonce += 0.1;
    folder = await open(nonce);
    return await end();
  };
  return { s3, clock, end, again };
};

const refusal = (operation: string, status: number, code: string) =>
  new S3Error({ operation, status, code, message: 'not this one', requestId: 'r', bucket: 'target', key: 'k', tries: 1 });
const isSegment = (operation: string, name: string) => operation === 'put' && name.includes('/manifest/');
const copiedNow = (s3: MemoryS3) => s3.keys('target').filter((each) => each.startsWith('A/')).length;

describe('a page of a range', () => {
  it('is begun while the segment of the one before is written, and no further one', async () => {
    const { s3, end } = await inPages(12);
    const gate = Promise.withResolvers<void>();
    let segments = 0;
    s3.before = async (operation, _bucket, name) => {
      if (isSegment(operation, name ?? '') && (segments += 1) === 1) await gate.promise;
    };
    const working = end();
    await later(100);
    expect([copiedNow(s3), segments]).toEqual([8, 1]);
    gate.resolve();
    expect(await working).toMatchObject({ state: 'done', accounts: { listed: 12, copied: 12 } });
    expect(segments).toBe(3);
  });

  it.each([
    ['slow', 50, 39],
    ['as slow, with lists that take longer', 150, 37],
    ['with lists that take very long', 5000, 36],
  ])(
    'is listed about two lists before it is needed, and not while a tenth of the one before is to be begun: %s',
    async (_name, listMs, begun) => {
      const { s3, clock, end } = await inPages(80, 40);
      const listedAfter: number[] = [];
      let copies = 0;
      s3.before = async (operation, bucket) => {
        if (operation === 'list' && bucket === 'source') {
          clock.pass(listMs);
          listedAfter.push(copies);
        }
        if (operation !== 'copy') return;
        copies += 1;
        clock.pass(100);
        await later(2);
      };
      expect(await end()).toMatchObject({ state: 'done', accounts: { copied: 80 } });
      expect(listedAfter).toEqual([0, begun]);
    },
  );

  it('is not left under way when the segment of the one before cannot be written', async () => {
    const { s3, end, again } = await inPages(12);
    let refused = false;
    let copying = 0;
    s3.before = async (operation, _bucket, name) => {
      if (isSegment(operation, name ?? '')) {
        refused = true;
        throw refusal('PutObject', 403, 'AccessDenied');
      }
      if (operation !== 'copy' || name! < key(4)) return;
      copying += 1;
      await later(50);
      copying -= 1;
    };
    await expect(end()).rejects.toThrow();
    expect([refused, copying]).toEqual([true, 0]);
    expect(await again()).toMatchObject({ state: 'done', accounts: { listed: 12, copied: 12 } });
  });

  it('that ends unrecorded behind one that fails tells which of its keys have vanished: nobody lists them again', async () => {
    const { s3, end, again } = await inPages(12);
    const gone = Promise.withResolvers<void>();
    s3.before = async (operation, _bucket, name) => {
      if (operation !== 'copy') return;
      if (name === key(5)) {
        s3.remove('source', name);
        gone.resolve();
      }
      if (name !== key(2)) return;
      await gone.promise;
      await later(20);
      throw new Error('cut off');
    };
    await expect(end()).rejects.toThrow('cut off');
    expect(await again()).toMatchObject({ accounts: { listed: 12, copied: 11, vanished: 1 } });
  });

  it('is not begun when a copy of the one before has ended the folder', async () => {
    const { s3, end, again } = await inPages(12);
    const copies: string[] = [];
    s3.before = async (operation, _bucket, name) => {
      if (operation !== 'copy') return;
      copies.push(name!);
      if (name === key(0)) throw refusal('CopyObject', 404, 'NoSuchBucket');
      await later(50);
    };
    await expect(end()).rejects.toThrow('NoSuchBucket');
    expect(copies).toEqual([0, 1, 2, 3].map(key));
    expect(await again()).toMatchObject({ state: 'done', accounts: { listed: 12, copied: 12 } });
  });

  it('is begun only when the one before is recorded, where keys fail', async () => {
    const { s3, end } = await inPages(8);
    const order: string[] = [];
    s3.before = (operation, _bucket, name) => {
      if (isSegment(operation, name ?? '')) order.push('segment');
      if (operation !== 'copy') return;
      order.push(name!.slice(-3));
      if (name === key(0)) throw refusal('CopyObject', 400, 'MetadataTooLarge');
    };
    await end();
    expect(order.filter((each) => ['segment', '004'].includes(each))).toEqual(['segment', '004', 'segment']);
  });

  it('has a key that fails also where one was proven, is lost, and is archived now', async () => {
    const { deps, open, s3 } = aFolder(0);
    const { task } = (await open(0.1)).ranges[0]!;
    const facts = { key: 'A/1', size: 1, lastModified: '2019-06-01T00:00:00.000Z' };
    const source = { ...facts, etag: 'e', storageClass: 'GLACIER', restored: true as const };
    const recorded = { ...facts, sourceETag: 'e', targetETag: 'e', origin: 'copied' as const };
    s3.put('source', 'A/1', 'x', { storageClass: 'GLACIER', etag: 'e' });
    let failed = 0;
    const beside = { listMs: 0, onNearlyBegun: () => undefined, onFailed: () => (failed += 1), isOver: () => false };
    const { settled } = await settleStep(deps(0), task, [{ key: 'A/1', source, target: null, recorded }], calm, beside);
    expect([settled[0]!.class, failed]).toEqual(['failed', 1]);
  });
});
