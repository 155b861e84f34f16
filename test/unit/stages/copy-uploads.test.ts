import { describe, expect, it } from 'vitest';
import { objectPolicyOf } from '../../../src/contracts/objects.ts';
import { bucketOf } from '../../../src/s3/parties.ts';
import { sweepLeft, type LeftBy } from '../../../src/stages/copy-uploads.ts';
import { OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { leaveUpload } from '../../builders/upload.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';

const ME = 'arn:aws:sts::444455556666:assumed-role/operator/today';
const at = (time: string) => Date.parse(`2026-01-01T${time}Z`);
const LIVED = { fromMs: at('10:00:00'), toMs: at('11:00:00') };
const WHILE_IT_LIVED = '2026-01-01T10:30:00.000Z';

const keyOf = (n: number): string => `A/000${n}`;
const ofParts = (n: number) => ({ etag: `${String(n).repeat(32)}-2` });

function aWorld(): MemoryS3 {
  const s3 = memoryS3(OWNERS);
  // Those that are copied in parts, because they were made so.
  for (let n = 0; n < 8; n += 1) s3.put('source', keyOf(n), `body ${n}`, n === 7 ? {} : ofParts(n));
  return s3;
}

function upload(s3: MemoryS3, key: string, { initiator = ME, initiated = WHILE_IT_LIVED } = {}) {
  leaveUpload(s3, bucketOf(TARGET), key, { initiator, initiated });
}

const sweep = (s3: MemoryS3, more: Partial<LeftBy> = {}) =>
  sweepLeft(
    { s3: { source: s3, target: s3 }, principal: () => Promise.resolve(ME) },
    {
      source: SOURCE,
      target: { ...TARGET, prefix: 'to/' },
      rules: { cutoffMs: null },
      policy: objectPolicyOf({ keepPartLayout: true }),
      ...more,
    },
    LIVED,
    new AbortController().signal,
  );

describe('uploads that a killed copy has left', () => {
  it('are ended: ours, begun while it lived, of objects that it makes in parts', async () => {
    const s3 = aWorld();
    upload(s3, `to/${keyOf(0)}`);
    upload(s3, `to/${keyOf(1)}`, { initiator: 'arn:aws:sts::444455556666:assumed-role/operator/another-day' });
    expect(await sweep(s3)).toEqual({ aborted: 2, left: 0, why: null });
    expect(s3.uploads.size).toBe(0);
  });

  it.each<[string, string, Parameters<typeof upload>[2]]>([
    ['somebody else has begun', `to/${keyOf(0)}`, { initiator: 'arn:aws:iam::444455556666:user/somebody' }],
    ['was begun before it lived', `to/${keyOf(0)}`, { initiated: '2026-01-01T09:57:00.000Z' }],
    ['was begun after it had died', `to/${keyOf(0)}`, { initiated: '2026-01-01T11:03:00.000Z' }],
    ['the source has no object for', 'to/not-at-the-source', {}],
    ['it would have copied by one request', `to/${keyOf(7)}`, {}],
    ['lies elsewhere', keyOf(0), {}],
  ])('stay where one %s', async (_why, key, how) => {
    const s3 = aWorld();
    upload(s3, key, how);
    expect((await sweep(s3)).aborted).toBe(0);
    expect(s3.uploads.size).toBe(1);
  });

  it('stay where a filter leaves their keys out, or a list says which it copies', async () => {
    const s3 = aWorld();
    upload(s3, `to/${keyOf(0)}`);
    const keys = { name: 'list' } as unknown as NonNullable<LeftBy['keys']>;
    expect((await sweep(s3, { rules: { cutoffMs: null, exclude: ['A/**'] } })).aborted).toBe(0);
    expect((await sweep(s3, { keys })).aborted).toBe(0);
    expect(s3.uploads.size).toBe(1);
  });
});
