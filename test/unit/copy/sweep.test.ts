import { describe, expect, it } from 'vitest';
import { initiatedBy, principalOf, sweepUploads, trySweep, type Sweep } from '../../../src/copy/sweep.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { leaveUpload } from '../../builders/upload.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const TARGET = { bucket: 'dst', owner: '222222222222' };
const ROLE = 'arn:aws:iam::222222222222:role/teams/data/bucket-brigade-agent';
const OURS = 'arn:aws:sts::222222222222:assumed-role/bucket-brigade-agent/i-0123';
const OTHERS = 'arn:aws:sts::222222222222:assumed-role/live-pipeline/s';
const BEFORE = Date.parse('2026-06-01T00:00:00Z');

function aWorld(uploads: readonly (readonly [key: string, initiator: string, initiated: string])[]) {
  const s3 = memoryS3({ dst: TARGET.owner });
  for (const [at, [key, initiator, initiated]] of uploads.entries()) {
    leaveUpload(s3, TARGET, key, { initiator, initiated, uploadId: `u${at}` });
  }
  const terms = { target: TARGET, prefix: 'h/A/', principal: ROLE, beforeMs: BEFORE };
  const sweep = (principal: string | null = ROLE, more: Partial<Sweep> = {}) =>
    sweepUploads(s3, { ...terms, principal, ...more }, new AbortController().signal);
  const tried = (signal = new AbortController().signal) => trySweep(s3, terms, signal);
  return { s3, sweep, tried, left: () => [...s3.uploads.keys()] };
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

describe('sweeping under a principal that does other things, too', () => {
  it('leaves what began before our work did, and what the source has no object for', async () => {
    const { left, sweep } = aWorld([
      ['h/A/1', OURS, OLD],
      ['h/A/2', OURS, OLD],
      ['h/A/3', OURS, '2026-05-01T00:00:00.000Z'],
    ]);
    const asked: string[] = [];
    const mayBeOurs = (key: string) => {
      asked.push(key);
      return Promise.resolve(key === 'h/A/1');
    };
    expect(await sweep(ROLE, { sinceMs: Date.parse(OLD), mayBeOurs })).toEqual({ aborted: 1, left: 2 });
    expect(left()).toEqual(['u1', 'u2']);
    expect(asked).toEqual(['h/A/1', 'h/A/2']);
  });
});

describe('a sweep that S3 does not answer as hoped', () => {
  const refused = (operation: string, status = 501, code = 'NotImplemented') =>
    new S3Error({ operation, status, code, message: 'no\u0007', requestId: 'REQ7', bucket: 'dst', key: '', tries: 1 });

  it.each([
    ['ListMultipartUploads', 501, 'NotImplemented'],
    ['ListMultipartUploads', 403, 'AccessDenied'],
    ['ListMultipartUploads', 503, 'SlowDown'],
    ['AbortMultipartUpload', 403, 'AccessDenied'],
  ])('is no error, and says why: %s %i', async (operation, status, code) => {
    const { s3, tried } = aWorld([['h/A/1', OURS, OLD]]);
    s3.before = (asked) => {
      if (asked === operation) throw refused(operation, status, code);
    };
    const { aborted, why } = await tried();
    expect(aborted).toBeNull();
    expect(why).toMatch(new RegExp(`^Ending uploads left below s3://dst/h/A/ failed: .*${code}: no\\\\u0007.*\\(request REQ7\\)$`));
  });

  it('asks no server for ever whose list does not go on, ends what it has named, and says so', async () => {
    const { left, s3, tried } = aWorld([
      ['h/A/1', OURS, OLD],
      ['h/A/2', OTHERS, OLD],
    ]);
    const list = s3.listUploads.bind(s3);
    let asked = 0;
    s3.listUploads = async (input, signal) => {
      asked += 1;
      return { ...(await list({ ...input, after: undefined }, signal)), next: { key: 'h/A/2', uploadId: 'u1' } };
    };
    expect(await tried()).toEqual({ aborted: null, why: 'The list of uploads below s3://dst/h/A/ stands still at "h/A/2"' });
    expect([asked, left()]).toEqual([2, ['u1']]);
  });

  it('is one where the caller has ended it, and where it is a defect', async () => {
    const { s3, tried } = aWorld([]);
    const stop = new AbortController();
    s3.before = () => {
      stop.abort(new Error('stop'));
      throw refused('ListMultipartUploads', 0, 'NoAnswer');
    };
    await expect(tried(stop.signal)).rejects.toMatchObject({ name: 'MigrationError', code: 'AWS_FAILED' });
    s3.before = () => {
      throw new TypeError('a defect');
    };
    await expect(tried()).rejects.toThrow('a defect');
  });
});

describe('who sweeps', () => {
  it.each([
    ['arn:aws:sts::222222222222:assumed-role/bucket-brigade-agent/i-0123', 'arn:aws:iam::222222222222:role/bucket-brigade-agent'],
    ['arn:aws:iam::222222222222:user/me', 'arn:aws:iam::222222222222:user/me'],
    ['arn:aws:iam::222222222222:root', 'arn:aws:iam::222222222222:root'],
  ])('%s: %s', (arn, principal) => {
    expect(principalOf(arn)).toBe(principal);
    expect(initiatedBy(arn, principal)).toBe(true);
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
