import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAP_MS, cureOf, pauseMs, socketErrorLasts, TRIES, type Cure } from '../../../src/s3/retry.ts';

describe('what heals', () => {
  const table: readonly [number, string, Cure][] = [
    [503, 'SlowDown', 'slow-down'],
    [503, 'ServiceUnavailable', 'slow-down'],
    [503, 'Http503', 'slow-down'],
    [429, 'Http429', 'slow-down'],
    [400, 'KMS.ThrottlingException', 'slow-down'],
    [500, 'InternalError', 'wait'],
    [500, 'Http500', 'wait'],
    [502, 'Http502', 'wait'],
    [504, 'Http504', 'wait'],
    [400, 'RequestTimeout', 'wait'],
    [408, 'Http408', 'wait'],
    [409, 'OperationAborted', 'wait'],
    [200, 'InternalError', 'wait'],
    [200, 'NeverSeenBefore', 'wait'],
    [200, 'Unreadable', 'wait'],
    [0, 'NoAnswer', 'wait'],
    [400, 'ExpiredToken', 'credentials'],
    [403, 'RequestTimeTooSkewed', 'clock'],
    [403, 'AccessDenied', 'none'],
    [200, 'AccessDenied', 'none'],
    [200, 'PreconditionFailed', 'none'],
    [200, 'Unencoded', 'none'],
    [200, 'Unexpected', 'none'],
    [404, 'NoSuchKey', 'none'],
    [404, 'NoSuchBucket', 'none'],
    [412, 'PreconditionFailed', 'none'],
    [409, 'ConditionalRequestConflict', 'none'],
    [400, 'InvalidRequest', 'none'],
    [403, 'InvalidObjectState', 'none'],
    [400, 'NeverSeenBefore', 'none'],
    [501, 'NotImplemented', 'none'],
    [301, 'PermanentRedirect', 'none'],
    // Names that every object has are not codes of the table.
    [400, 'constructor', 'none'],
    [500, 'toString', 'wait'],
  ];
  it.each(table)('%i %s: %s', (status, code, cure) => {
    expect(cureOf(status, code)).toBe(cure);
  });

  it('a certificate that does not fit does not; a reset does', () => {
    expect(
      ['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_INVALID_CHAR'].every(socketErrorLasts),
    ).toBe(true);
    expect(
      [
        'ECONNRESET',
        'ECONNREFUSED',
        'EAI_AGAIN',
        'ETIMEDOUT',
        'CLOSED_EARLY',
        'HEAD_TIMEOUT',
        'BODY_TIMEOUT',
        'CONNECT_TIMEOUT',
        'MALFORMED_ANSWER',
        '',
      ].some(socketErrorLasts),
    ).toBe(false);
  });
});

describe('pauses', () => {
  it('are anything from nothing to a bound that doubles up to the cap', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failed, dice) => {
        const pause = pauseMs(failed, () => dice);
        expect(pause).toBeGreaterThanOrEqual(0);
        expect(pause).toBeLessThanOrEqual(Math.min(CAP_MS, 50 * 2 ** (failed - 1)));
        expect(pause).toBe(Math.floor(dice * Math.min(20_000, 50 * 2 ** (failed - 1))));
      }),
    ));

  it('give a call more than a quarter of a minute on average', () => {
    const bounds = Array.from({ length: TRIES - 1 }, (_, i) => pauseMs(i + 1, () => 0.5));
    expect(bounds.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(15_000);
  });
});
