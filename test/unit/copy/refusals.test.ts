import { describe, expect, it } from 'vitest';
import { judgeRefusal, refusedCopy, refusesTags, type RefusalKind } from '../../../src/copy/refusals.ts';
import { S3Error, type S3ErrorFacts } from '../../../src/s3/types.ts';

const refusal = (code: string, message = code, status = 403, more: Partial<S3ErrorFacts> = {}) =>
  new S3Error({
    ...{ operation: 'CopyObject', status, code, message, requestId: 'REQ1', bucket: 'dst', key: 'a\u0007b', tries: 1, sourceBucket: 'src' },
    ...more,
  });

const NOT_AUTHORIZED = 'User: arn:aws:sts::1:assumed-role/agent/s is not authorized to perform:';

describe('a refusal', () => {
  it.each<[string, S3Error, RefusalKind, RegExp, RegExp]>([
    [
      'a VPC endpoint',
      refusal('AccessDenied', 'VPC endpoints do not support cross-region requests'),
      'worker',
      /VPC endpoint/,
      /route table/,
    ],
    [
      'a KMS key that may not be used',
      refusal('AccessDenied', `${NOT_AUTHORIZED} kms:Decrypt on this resource`),
      'folder',
      /KMS key/,
      /kms:GenerateDataKey/,
    ],
    [
      'tags that may not be read',
      refusal('AccessDenied', `${NOT_AUTHORIZED} s3:GetObjectTagging on resource`),
      'folder',
      /tags/,
      /copy\.objects\.tags/,
    ],
    [
      'tags that may not be read, told from abroad',
      refusal('AccessDenied', 'Access Denied', 403, { operation: 'GetObjectTagging' }),
      'folder',
      /read tags/,
      /if-allowed/,
    ],
    [
      'a key of the writer alone',
      refusal(
        'InvalidRequest',
        'The object was stored using a form of Server Side Encryption. The correct parameters must be provided',
        400,
      ),
      'key',
      /SSE-C/,
      /by hand/,
    ],
    ['annotations', refusal('AccessDenied', `${NOT_AUTHORIZED} s3:GetObjectAnnotation`), 'folder', /annotations/, /exclude/],
    ['an ACL that may not be set', refusal('AccessDenied', `${NOT_AUTHORIZED} s3:PutObjectAcl`), 'folder', /ACL/, /copy\.objects\.acl/],
    ['requester pays', refusal('AccessDenied', 'Bucket is requester pays'), 'worker', /pays/, /requesterPays/],
    [
      'an explicit deny',
      refusal('AccessDenied', `${NOT_AUTHORIZED} s3:PutObject with an explicit deny in a resource-based policy`),
      'folder',
      /denies it outright/,
      /Deny/,
    ],
    [
      'an explicit deny of tags',
      refusal('AccessDenied', `${NOT_AUTHORIZED} s3:PutObjectTagging with an explicit deny`),
      'folder',
      /tags/,
      /if-allowed/,
    ],
    [
      'a plain denial, as it comes from another account',
      refusal('AccessDenied', 'Access Denied'),
      'key',
      /does not say why/,
      /in this order/,
    ],
    ['the same inside a 200', refusal('AccessDenied', 'Access Denied', 200), 'key', /does not say why/, /in this order/],
    ['a disabled key', refusal('KMS.DisabledException', 'off', 400), 'folder', /KMS/, /enable it/],
    ['an unknown key', refusal('KMS.NotFoundException', 'Invalid arn', 400), 'folder', /KMS/, /copy\.objects\.kmsKey/],
    ['an archived object', refusal('InvalidObjectState'), 'key', /archived/, /[Rr]estore/],
    [
      'ACLs switched off',
      refusal('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400),
      'worker',
      /switched off/,
      /copy\.objects\.acl to none/,
    ],
    [
      'an object that is too large',
      refusal('InvalidRequest', 'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120', 400),
      'key',
      /larger/,
      /again/,
    ],
    ['another bad request', refusal('InvalidRequest', 'something else', 400), 'key', /does not copy/, /AWS support/],
    ['a key that is too long', refusal('KeyTooLongError', 'x', 400), 'key', /1,024/, /target\.prefix/],
    ['a storage class', refusal('InvalidStorageClass', 'x', 400), 'folder', /storage class/, /copy\.objects\.storageClass/],
    ['no bucket', refusal('NoSuchBucket', 'x', 404), 'worker', /no such bucket/, /migration\.yml/],
    ['another region', refusal('PermanentRedirect', 'x', 301), 'worker', /another region/, /target\.region/],
    [
      'Transfer Acceleration',
      refusal('InvalidRequest', 'S3 Transfer Acceleration does not support cross-region copies', 400),
      'worker',
      /Acceleration/,
      /regional/,
    ],
    ['credentials that are none', refusal('InvalidAccessKeyId'), 'worker', /credentials/, /role or keys/],
    ['credentials that have ended', refusal('ExpiredToken', 'x', 400, { tries: 12 }), 'worker', /have ended/, /again/],
    ['a clock that stays wrong', refusal('RequestTimeTooSkewed', 'x', 403, { tries: 12 }), 'worker', /clock/, /NTP/],
    ['a header that the server does not know', refusal('NotImplemented', 'x', 501), 'worker', /does not know/, /copy\.objects/],
    ['503 for twelve tries', refusal('SlowDown', 'x', 503, { tries: 12 }), 'transient', /12 tries/, /again/],
    ['an unknown error inside a 200', refusal('SomethingNew', 'x', 200, { tries: 12 }), 'transient', /12 tries/, /again/],
    ['no answer', refusal('NoAnswer', 'socket hang up', 0, { tries: 12 }), 'transient', /12 tries/, /again/],
    ['a throttled KMS', refusal('KMS.ThrottlingException', 'x', 400, { tries: 12 }), 'transient', /12 tries/, /again/],
    [
      'a certificate',
      refusal('NoAnswer', 'bad', 0, { cause: Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }) }),
      'worker',
      /connection/,
      /certificate/,
    ],
    ['a changed source', refusal('PreconditionFailed', 'x', 412), 'key', /faster/, /afresh/],
    ['a code that nobody has seen', refusal('Brand.NewException', 'x', 400), 'key', /does not copy/, /request id/],
  ])('%s', (_what, error, kind, reason, next) => {
    const judged = judgeRefusal(error);
    expect(judged).toMatchObject({ kind, reason: expect.stringMatching(reason), next: expect.stringMatching(next) });
  });

  it('as an error names bucket, key, request id and the next step, once, its key escaped', () => {
    const error = refusedCopy(refusal('AccessDenied', 'Access Denied'), 'Copying folder E9');
    expect(error).toMatchObject({
      code: 'ACCESS_DENIED',
      exitCode: 4,
      message: expect.stringMatching(/^Copying folder E9 failed: .*AccessDenied: Access Denied/),
      details: { bucket: 'dst', sourceBucket: 'src', key: 'a\\u0007b', requestId: 'REQ1', s3Code: 'AccessDenied', status: 403, tries: 1 },
    });
    expect(error.next).toContain('bucket policy');
    expect(refusedCopy(refusal('NoSuchBucket', 'x', 404), 'Copying').exitCode).toBe(2);
  });
});

describe('a denial may be one of tags', () => {
  it.each([
    ['that says so', 'x s3:PutObjectTagging y', true],
    ['that says nothing', 'Access Denied', true],
    ['that speaks of something else', `${NOT_AUTHORIZED} s3:GetObject`, false],
    ['that speaks of a key', 'kms:Decrypt', false],
  ])('%s', (_what, message, may) => {
    expect(refusesTags(refusal('AccessDenied', message))).toBe(may);
    expect(refusesTags(refusal('InvalidRequest', message, 400))).toBe(false);
  });
});
