import { describe, expect, it } from 'vitest';
import { renderError, type ErrorCode } from '../../../src/errors.ts';
import { explainS3Error } from '../../../src/s3/explain.ts';
import { S3Error, type S3ErrorFacts } from '../../../src/s3/types.ts';

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;

const refused = (facts: Partial<S3ErrorFacts>) =>
  new S3Error({
    operation: 'CopyObject',
    status: 403,
    code: 'AccessDenied',
    message: 'Access Denied',
    requestId: 'REQ7',
    bucket: 'dst',
    sourceBucket: 'src',
    key: 'a\nb',
    tries: 1,
    ...facts,
  });

describe('a refusal of S3, explained', () => {
  it('names operation, buckets, key, request id and the next step, on lines of their own and printable', () => {
    const text = renderError(explainS3Error(refused({}), 'copying folder E9_FulfillmentOrder'));
    expect(text).toMatch(/^ACCESS_DENIED: Copying folder E9_FulfillmentOrder failed: /);
    for (const fact of ['bucket: dst', 'sourceBucket: src', 'requestId: REQ7', 'operation: CopyObject', 'key: a\\u000ab', 'next: '])
      expect(text).toContain(fact);
    expect(text.split('\n').every((line, index) => index === 0 || /^ {2}\w+: /.test(line))).toBe(true);
  });

  const cases: readonly [string, Partial<S3ErrorFacts>, ErrorCode, readonly RegExp[]][] = [
    [
      'a 403 says both of its possible reasons',
      {},
      'ACCESS_DENIED',
      [/belongs to another account/, /bucket policy/, /s3:GetObjectTagging on src/, /s3:PutObject .*on dst/],
    ],
    [
      'a 403 on a list asks for ListBucket',
      { operation: 'ListObjectsV2', bucket: 'src', sourceBucket: undefined },
      'ACCESS_DENIED',
      [/s3:ListBucket on src/],
    ],
    ['a 403 on a read asks for GetObject', { operation: 'GetObject', sourceBucket: undefined }, 'ACCESS_DENIED', [/s3:GetObject/]],
    ['a 403 on a write asks for PutObject', { operation: 'PutObject', sourceBucket: undefined }, 'ACCESS_DENIED', [/s3:PutObject on dst/]],
    [
      'a read of an archived object is no question of permissions',
      { operation: 'GetObject', code: 'InvalidObjectState', message: 'not valid for the object’s storage class', sourceBucket: undefined },
      'AWS_FAILED',
      [/is archived/, /aws s3api restore-object --bucket dst/],
    ],
    ['an AccessDenied inside a 200 is one', { status: 200 }, 'ACCESS_DENIED', [/bucket policy/]],
    [
      'a VPC endpoint is named, with the way out',
      { message: 'VPC endpoints do not support cross-region requests' },
      'ACCESS_DENIED',
      [/VPC endpoint/, /route table/],
    ],
    [
      'a bucket that is not there',
      { status: 404, code: 'NoSuchBucket', sourceBucket: undefined },
      'BUCKET_MISSING',
      [/there is no bucket dst/],
    ],
    [
      'a bucket that is not there, in a copy that does not say which',
      { status: 404, code: 'NoSuchBucket' },
      'BUCKET_MISSING',
      [/src or dst/],
    ],
    [
      'another region, named',
      { status: 301, code: 'PermanentRedirect', bucketRegion: 'eu-west-1' },
      'USAGE',
      [/eu-west-1/, /Set the region of dst to eu-west-1/],
    ],
    [
      'another region, named by the header check',
      { status: 400, code: 'AuthorizationHeaderMalformed', bucketRegion: 'eu-west-1' },
      'USAGE',
      [/Set the region of dst to eu-west-1/],
    ],
    ['another region, unnamed', { status: 301, code: 'Http301' }, 'USAGE', [/get-bucket-location --bucket dst/]],
    ['keys that are wrong', { code: 'SignatureDoesNotMatch' }, 'ACCESS_DENIED', [/does not accept the credentials/]],
    ['keys that S3 does not know', { code: 'InvalidAccessKeyId' }, 'ACCESS_DENIED', [/does not accept the credentials/]],
    ['credentials that ended', { status: 400, code: 'ExpiredToken', tries: 12 }, 'CREDENTIALS_MISSING', [/have ended/, /Log in again/]],
    [
      'a listing that stays unreadable',
      { operation: 'ListObjectsV2', status: 200, code: 'Unreadable', message: 'the list page ends early' },
      'LISTING_BROKEN',
      [/seen whole: the list page ends early/],
    ],
    [
      'a server without encoded keys',
      { operation: 'ListObjectsV2', status: 200, code: 'Unencoded' },
      'LISTING_BROKEN',
      [/encoding-type=url/],
    ],
    [
      'no answer at all',
      { status: 0, code: 'NoAnswer', message: 'connect ECONNREFUSED', tries: 12 },
      'AWS_FAILED',
      [/did not answer in 12 tries/, /ECONNREFUSED/, /endpoint/],
    ],
    [
      'an object too large for one copy',
      {
        status: 400,
        code: 'InvalidRequest',
        message: 'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
      },
      'AWS_FAILED',
      [/5 GiB/, /fresh listing/],
    ],
    [
      'S3 in trouble',
      { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.', tries: 12 },
      'AWS_FAILED',
      [/HTTP 503, 12 tries/, /goes on where it stopped/],
    ],
    ['anything else', { status: 400, code: 'InvalidArgument', message: 'odd' }, 'AWS_FAILED', [/InvalidArgument: odd/, /request id/]],
  ];
  it.each(cases)('%s', (_name, facts, code, words) => {
    const error = explainS3Error(refused(facts), 'looking');
    expect(error.code).toBe(code);
    expect(error.next).toBeTruthy();
    for (const word of words) expect(`${error.message} ${error.next}`).toMatch(word);
    expect(error.cause).toBeInstanceOf(S3Error);
  });

  const ESCAPE = '\u001b[2J';
  it.each(cases)('%s, with words that would act on a terminal: they are shown as they are called', (_name, facts) => {
    const { code = 'AccessDenied', message = 'Access Denied', bucketRegion, tries = 1 } = facts;
    const acting = {
      ...facts,
      message: `${message}${ESCAPE}`,
      key: `k${ESCAPE}`,
      requestId: `R${ESCAPE}`,
      tries,
      ...(bucketRegion === undefined ? {} : { bucketRegion: `${bucketRegion}${ESCAPE}` }),
    };
    // A code is one of S3's own, to the letter, or it is nobody's: then any other branch may show it.
    for (const said of [code, `${code}${ESCAPE}`]) {
      const text = renderError(explainS3Error(refused({ ...acting, code: said, bucket: `dst${ESCAPE}` }), 'looking'));
      expect(text.replaceAll('\n', '')).not.toMatch(CONTROLS);
      expect(text).toContain('key: k\\u001b[2J');
    }
  });
});
