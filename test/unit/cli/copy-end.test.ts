import { describe, expect, it } from 'vitest';
import { asJson, asText } from '../../../cli/src/copy-end.ts';
import { NO_TALLY } from '../../../src/contracts/accounts.ts';
import { failedKeys } from '../../../src/copy/failures.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import type { CopyOutcome } from '../../../src/stages/copy.ts';
import { OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const failure = { key: 'a/1', code: 'AccessDenied', message: 'no', requestId: 'REQ7', next: 'Look at the policy.' };
const outcome = (more: Partial<CopyOutcome> = {}): CopyOutcome => ({
  ...{ verdict: 'failed', tally: { ...NO_TALLY, failures: [failure] }, attempt: { seen: 1, copies: 0, copiedBytes: 0, seconds: 1 } },
  ...{ names: ledgerNames('copy', 'a'.repeat(32)), parts: ['all'], left: null },
  error: failedKeys([failure], { what: '', source: 'src', target: 'dst', again: 'Then run it again.' }),
  ...more,
});

describe('how a copy ends, for machines', () => {
  it('with all that is known of what has failed', () => {
    const s3 = memoryS3(OWNERS);
    const said = JSON.parse(JSON.stringify(asJson(outcome(), { s3: { source: s3, target: s3 } }, undefined))) as Record<string, unknown>;
    expect(said).toMatchObject({
      event: 'end',
      failures: [failure],
      error: {
        code: 'COPY_FAILED',
        details: { first: 'a/1', bucket: 'dst', sourceBucket: 'src', code: 'AccessDenied', message: 'no', requestId: 'REQ7' },
        next: 'Look at the policy. Then run it again.',
      },
    });
  });
});

describe('how a copy ends, for people', () => {
  const place = { bucket: 'dst', prefix: 'to/' };

  it('says what became of uploads that the run before had left, when there were any', () => {
    const text = (left: CopyOutcome['left']) => asText(outcome({ left }), place, false);
    expect(text(null)).not.toContain('uploads');
    expect(text({ aborted: 0, left: 3, why: null })).not.toContain('uploads');
    expect(text({ aborted: 2, left: 0, why: null })).toContain('that were ended: 2');
    const stays = text({ aborted: null, why: 'who copies is not known: x' });
    expect(stays).toContain('stay, and are billed (who copies is not known: x)');
    expect(stays).toContain("aws s3api list-multipart-uploads --bucket dst --prefix 'to/'");
  });
});
