import { expect, it } from 'vitest';
import { walk, walkPages } from '../../../src/listing/walk.ts';
import { explainS3Error } from '../../../src/s3/explain.ts';
import type { S3 } from '../../../src/s3/types.ts';
import { bodyOf, bytewise, refusal, type Known, type Subject } from './subject.ts';

/** The client, the server, and the ETags of the keys that its source has: known when the tests run. */
export interface Listed {
  readonly subject: Subject;
  readonly s3: S3;
  readonly etags: ReadonlyMap<string, string>;
}

type TestListings = (known: Known, keys: readonly string[], at: () => Listed) => void;

/** Of a server that does not encode keys. */
export const distrustListings: TestListings = (_known, _keys, at) => {
  it('cannot believe its listings, and says why', async () => {
    const { s3, subject } = at();
    const thrown = await refusal(s3.listPage({ from: subject.source, prefix: '' }));
    expect(thrown).toMatchObject({ status: 200, code: 'Unencoded', tries: 1 });
    expect(explainS3Error(thrown, 'listing')).toMatchObject({ exitCode: 5 });
  });
};

export const testListings: TestListings = (known, keys, at) => {
  it('lists odd keys exactly, in byte order, over many pages', async () => {
    const { etags, s3, subject } = at();
    const listed = [];
    let continuation: string | undefined;
    let pages = 0;
    do {
      const page = await s3.listPage({ from: subject.source, prefix: '', maxKeys: 5, continuation });
      listed.push(...page.objects);
      continuation = page.continuation ?? undefined;
      pages += 1;
    } while (continuation !== undefined);
    expect(pages).toBe(Math.ceil(keys.length / 5));
    expect(listed.map(({ key }) => key)).toEqual(keys.toSorted(bytewise));
    for (const { key, size, etag, lastModified, storageClass } of listed) {
      expect({ key, size, etag, storageClass }).toEqual({
        key,
        size: Buffer.byteLength(bodyOf(key)),
        etag: etags.get(key),
        storageClass: 'STANDARD',
      });
      expect(Math.abs(Date.parse(lastModified) - Date.now())).toBeLessThan(600_000);
    }
  });

  it('lists from behind any key, and only what has the prefix', async () => {
    const { s3, subject } = at();
    const sorted = keys.toSorted(bytewise);
    for (const [index, key] of sorted.entries()) {
      const { objects } = await s3.listPage({ from: subject.source, prefix: '', startAfter: key, maxKeys: 1 });
      const next = sorted.slice(index + 1, index + 2);
      if (known.skips?.[0] === key)
        expect([next, objects]).not.toEqual([[known.skips[1]], [expect.objectContaining({ key: known.skips[1] })]]);
      else expect(objects.map((one) => one.key)).toEqual(next);
      const own = await s3.listPage({ from: subject.source, prefix: key, maxKeys: 1 });
      expect(own.objects.map((one) => one.key)).toEqual([key]);
    }
    const folded: string[] = [];
    for await (const { key } of walk(s3, { from: subject.source, prefix: 'fold/X/' })) folded.push(key);
    expect(folded).toEqual(['fold/X/1']);
  });

  it('walks a stretch of the bucket and finds an empty one empty', async () => {
    const { s3, subject } = at();
    const sorted = keys.toSorted(bytewise);
    const [after, upTo] = [sorted[3], sorted[20]] as [string, string];
    const walked: string[] = [];
    for await (const { key } of walk(s3, { from: subject.source, prefix: '', after, upTo })) walked.push(key);
    expect(walked).toEqual(sorted.slice(4, 21));
    expect(await s3.listPage({ from: subject.source, prefix: 'nothing/here/' })).toEqual({ objects: [], continuation: null });
  });

  it('lists more than a page of a thousand', async () => {
    const { s3, subject } = at();
    const names = Array.from({ length: 1_010 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
    const rest = [...names];
    const write = async () => {
      for (let key = rest.pop(); key !== undefined; key = rest.pop())
        await s3.putObject({ to: subject.target, key, body: Buffer.from('x'), contentType: 'text/plain' });
    };
    await Promise.all(Array.from({ length: 16 }, write));
    const sizes: number[] = [];
    const seen: string[] = [];
    for await (const page of walkPages(s3, { from: subject.target, prefix: 'many/' })) {
      sizes.push(page.length);
      seen.push(...page.map(({ key }) => key));
    }
    expect(sizes).toEqual([1_000, 10]);
    expect(seen).toEqual(names);
  });
};
