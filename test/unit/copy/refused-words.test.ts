import { describe, expect, it } from 'vitest';
import { judgeRefusal, refusedCopy } from '../../../src/copy/refusals.ts';
import { renderError } from '../../../src/errors.ts';
import { S3Error } from '../../../src/s3/types.ts';

const ESCAPE = '\u001b[2J';
const SHOWN = '\\u001b[2J';
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;

const acting = (code: string, message: string, status: number) =>
  new S3Error({
    ...{ operation: 'CopyObject', status, code, message: `${message}${ESCAPE}`, requestId: `R${ESCAPE}`, tries: 1 },
    ...{ bucket: `dst${ESCAPE}`, sourceBucket: 'src', key: `k${ESCAPE}`, bucketRegion: `x${ESCAPE}`, condition: `c${ESCAPE}` },
  });

describe('the words of a refusal that would act on a terminal', () => {
  // A code or a message for each row of the table, and for what lies below it.
  it.each([
    ['AccessDenied', 'through a VPC endpoint', 403],
    ['AccessDenied', 'kms:Decrypt', 403],
    ['AccessDenied', 's3:GetObjectTagging', 403],
    ['AccessDenied', 's3:PutObjectAnnotation', 403],
    ['AccessDenied', 's3:PutObjectAcl', 403],
    ['AccessDenied', 'requester pays', 403],
    ['AccessDenied', 'an explicit deny', 403],
    ['AccessDenied', 'Access Denied', 403],
    ['KMS.DisabledException', 'off', 400],
    ['InvalidObjectState', 'archived', 403],
    ['AccessControlListNotSupported', 'no ACLs', 400],
    ['EntityTooLarge', 'too large', 400],
    ['InvalidRequest', 'stored using a form of server side encryption', 400],
    ['KeyTooLongError', 'long', 400],
    ['MetadataTooLarge', 'large', 400],
    ['InvalidStorageClass', 'class', 400],
    ['NoSuchBucket', 'none', 404],
    ['PermanentRedirect', 'elsewhere', 301],
    ['InvalidArgument', 'Transfer Acceleration', 400],
    ['NotImplemented', 'no', 501],
    ['AllAccessDisabled', 'no', 403],
    ['InvalidAccessKeyId', 'no', 403],
    ['ExpiredToken', 'over', 400],
    ['RequestTimeTooSkewed', 'late', 403],
    ['SlowDown', 'slow', 503],
    ['PreconditionFailed', 'changed', 412],
    ['Brand.NewException', 'new', 400],
    [`Brand.${ESCAPE}`, 'new', 400],
    [`Brand.${ESCAPE}`, 'new', 503],
  ])('are shown as they are called: %j, %s', (code, message, status) => {
    const error = acting(code, message, status);
    const text = renderError(refusedCopy(error, 'Copying folder A'));
    expect(text.replaceAll('\n', '')).not.toMatch(CONTROLS);
    for (const shown of [`${message}${SHOWN}`, `key: k${SHOWN}`, `requestId: R${SHOWN}`, `bucket: dst${SHOWN}`])
      expect(text).toContain(shown);
    // Whoever takes them one by one (a failed key, a heartbeat, a page) takes them as they are.
    const { bucket, bucketRegion, code: named, condition, message: said, requestId } = error;
    expect([bucket, bucketRegion, named, condition, said, requestId].join(' ')).not.toMatch(CONTROLS);
    expect(judgeRefusal(error).next).not.toMatch(CONTROLS);
  });
});
