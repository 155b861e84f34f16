import { describe, expect, it } from 'vitest';
import { initiatedBy, sweepUploads } from '../../../src/copy/sweep.ts';
import type { MemoryUpload } from '../../fakes/memory-parts.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const TARGET = { bucket: 'dst', owner: '222222222222' };
const ROLE = 'arn:aws:iam::222222222222:role/teams/data/bucket-brigade-agent';
const OURS = 'arn:aws:sts::222222222222:assumed-role/bucket-brigade-agent/i-0123';
const OTHERS = 'arn:aws:sts::222222222222:assumed-role/live-pipeline/s';
const BEFORE = Date.parse('2026-06-01T00:00:00Z');

function aWorld(uploads: readonly (readonly [key: string, initiator: string, initiated: string])[]) {
  const s3 = memoryS3({ dst: TARGET.owner });
  for (const [at, [key, initiator, initiated]] of uploads.entries()) {
    const ref = { to: TARGET, key, uploadId: `u${at}` };
    const begun = { contentHeaders: {}, metadata: {}, tags: [], storageClass: 'STANDARD', manner: undefined };
    s3.uploads.set(ref.uploadId, { ref, begun, parts: new Map(), initiated, initiator } satisfies MemoryUpload);
  }
  const sweep = (principal: string | null = ROLE) =>
    sweepUploads(s3, { target: TARGET, prefix: 'h/A/', principal, beforeMs: BEFORE }, new AbortController().signal);
  return { s3, sweep, left: () => [...s3.uploads.keys()] };
}

const OLD = '2026-05-31T23:59:59.000Z';
const YOUNG = '2026-06-01T00:00:00.000Z';

describe('sweeping', () => {
  it('aborts what we began and left, below the folder, over pages; and nothing else', async () => {
    const { left, sweep } = aWorld([
      ['h/A/1', OURS, OLD],
      ['h/A/1', OURS, OLD],
      ['h/A/2', OTHERS, OLD],
      ['h/A/3', OURS, YOUNG],
      ['h/AB/1', OURS, OLD],
      ['h/A/4', OURS, OLD],
      ['h/A/5', '', OLD],
    ]);
    expect(await sweep()).toEqual({ aborted: 3, left: 3 });
    expect(left()).toEqual(['u2', 'u3', 'u4', 'u6']);
  });

  it('touches nothing while it is not known who we are', async () => {
    const { left, sweep } = aWorld([['h/A/1', OURS, OLD]]);
    expect(await sweep(null)).toEqual({ aborted: 0, left: 1 });
    expect(left()).toEqual(['u0']);
  });

  it('does not count what somebody else aborted first', async () => {
    const { s3, sweep } = aWorld([['h/A/1', OURS, OLD]]);
    s3.before = (operation) => {
      if (operation === 'AbortMultipartUpload') s3.uploads.clear();
    };
    expect(await sweep()).toEqual({ aborted: 0, left: 0 });
  });
});

describe('who began an upload', () => {
  it.each([
    [OURS, ROLE, true],
    [OURS, 'arn:aws:iam::222222222222:role/bucket-brigade-agent', true],
    ['arn:aws:sts::111111111111:assumed-role/bucket-brigade-agent/x', ROLE, false],
    ['arn:aws-cn:sts::222222222222:assumed-role/bucket-brigade-agent/x', ROLE, false],
    ['arn:aws:sts::222222222222:assumed-role/bucket-brigade-agent-2/x', ROLE, false],
    [OTHERS, ROLE, false],
    ['arn:aws:iam::222222222222:user/me', 'arn:aws:iam::222222222222:user/me', true],
    ['arn:aws:iam::222222222222:user/me', 'arn:aws:iam::222222222222:user/you', false],
    ['', '', false],
  ])('%s is %s: %s', (initiator, principal, same) => {
    expect(initiatedBy(initiator, principal)).toBe(same);
  });
});
