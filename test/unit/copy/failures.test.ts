import { describe, expect, it } from 'vitest';
import { failedKey, type FailedKey } from '../../../src/contracts/copy.ts';
import { advance, NOTHING_WALKED, type Settled } from '../../../src/copy/checkpoint.ts';
import { failedFolderOf, failedKeys, failureOf, failureWords, NEXT_SAID_UP_TO, type FailedOutcome } from '../../../src/copy/failures.ts';
import { MigrationError, renderError } from '../../../src/errors.ts';
import { shardMarkdown } from '../../../src/report/markdown.ts';
import type { ShardResult } from '../../../src/contracts/copy.ts';
import { NO_ACCOUNTS } from '../../../src/contracts/accounts.ts';

const outcome = (more: Partial<FailedOutcome> = {}): FailedOutcome => ({
  ...{ outcome: 'failed', code: 'MetadataTooLarge', message: 'too large', status: 400, requestId: 'REQ7' },
  refusal: { kind: 'key', reason: 'it is larger', next: 'Copy it by hand.' },
  ...more,
});

describe('what is kept of a failed key', () => {
  it('is what S3 said, which request it was, and what to do', () => {
    expect(failureOf('a/b', outcome())).toEqual({
      key: 'a/b',
      code: 'MetadataTooLarge',
      message: 'too large',
      requestId: 'REQ7',
      next: 'Copy it by hand.',
    });
    expect(failureOf('a/b', outcome({ requestId: undefined }))).not.toHaveProperty('requestId');
  });

  it('is bounded, whatever a server answers', () => {
    const { message, requestId } = failureOf('k', outcome({ message: 'x'.repeat(10_000), requestId: 'y'.repeat(10_000) }));
    expect([message.length, requestId!.length]).toEqual([400, 64]);
    expect(message.endsWith('…')).toBe(true);
  });

  it('says what to do for the first keys of each code only', () => {
    const keys = Array.from({ length: 30 }, (_, at) => `k${at}`);
    const settled = keys.map((key, at): Settled => ({
      class: 'failed',
      failure: failureOf(key, outcome({ code: at < 25 ? 'One' : 'Other' })),
    }));
    const sightings = keys.map((key) => ({ key, source: null, target: null, recorded: null }));
    const { failures } = advance(NOTHING_WALKED, sightings, settled, { goneBeyond: [], wasVanished: new Set() });
    const withNext = (code: string) => failures.filter((each) => each.code === code && each.next !== undefined).length;
    expect(failures).toHaveLength(30);
    expect([withNext('One'), withNext('Other')]).toEqual([NEXT_SAID_UP_TO, 5]);
    expect(failures.every(({ requestId }) => requestId === 'REQ7')).toBe(true);
  });

  it('is read from ledgers of earlier versions, too', () => {
    expect(failedKey.parse({ key: 'k', code: 'c', message: 'm' })).toEqual({ key: 'k', code: 'c', message: 'm' });
  });
});

describe('what is told of a folder that could not be ended', () => {
  it('is bounded, and has the request where there was one', () => {
    const why = new MigrationError('ACCESS_DENIED', 'm'.repeat(5000), { details: { requestId: 'R'.repeat(5000) }, next: 'Look.' });
    const told = failedFolderOf('A', why);
    expect([told.message.length, told.requestId!.length, told.next]).toEqual([800, 64, 'Look.']);
    expect(failedFolderOf('A', new MigrationError('INTERNAL', 'x'))).toEqual({ folder: 'A', code: 'INTERNAL', message: 'x' });
    expect(failureWords('A\u0007', told)).toMatch(/^A\\u0007: ACCESS_DENIED: m+… \(request R+…\)$/);
  });
});

const failures: FailedKey[] = [
  { key: 'a/1', code: 'Old', message: 'of an earlier version' },
  { key: 'a/\u001b[2J', code: 'MetadataTooLarge', message: 'too *large*', requestId: 'REQ7', next: 'Copy it by hand.' },
  { key: 'a/3', code: 'MetadataTooLarge', message: 'too large', requestId: 'REQ8' },
];

describe('what a user sees of failed keys', () => {
  const work = { what: ' of shard 03', source: 'src', target: 'dst', again: 'Then re-run this job.' };

  it('in the error: the first with all that is known, how many of each code, and the next step', () => {
    expect(renderError(failedKeys(failures, work)).split('\n')).toEqual([
      'COPY_FAILED: 3 keys of shard 03 could not be copied',
      '  first: a/\\u001b[2J',
      '  sourceBucket: src',
      '  bucket: dst',
      '  code: MetadataTooLarge',
      '  message: too *large*',
      '  requestId: REQ7',
      '  codes: 1 Old, 2 MetadataTooLarge',
      '  next: Copy it by hand. Then re-run this job.',
    ]);
    expect(failedKeys(failures.slice(0, 1), work).next).toBe('Mend what S3 names. Then re-run this job.');
  });

  it("on the shard's page: each with its request, and once for each code what to do", () => {
    const result = { shard: '03', round: 0, folders: 1, skipped: 0, accounts: NO_ACCOUNTS, failures, verdict: 'failed' };
    const failedFolders = [{ folder: 'F_20', code: 'ACCESS_DENIED', message: 'no', requestId: 'REQ9', next: 'Ask.' }];
    const page = shardMarkdown({ ...result, failedFolders, attempt: { copies: 0, seconds: 1 } } as unknown as ShardResult);
    expect(page).toContain('too &#42;large&#42; (request REQ7)');
    expect(page).toContain('(request REQ8)');
    expect(page).toContain('- folder F&#95;20: ACCESS&#95;DENIED: no (request REQ9)');
    expect(page).toContain('- ACCESS&#95;DENIED&#58; Ask&#46;');
    expect(page.match(/Copy it by hand/g)).toHaveLength(1);
    expect(page).toContain('- MetadataTooLarge&#58; Copy it by hand&#46;');
  });
});
