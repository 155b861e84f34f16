import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWire, readS3Request } from '../../../sandbox/proxy/request.ts';

const SIGNED = {
  authorization: 'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00',
};
const signedFor = (service: string) => ({ authorization: SIGNED.authorization.replace('/s3/', `/${service}/`) });
const read = (method: string, target: string, headers: Record<string, string> = {}) =>
  readS3Request(method, target, { ...SIGNED, ...headers });

describe('which operation a request is', () => {
  it.each([
    ['GET', '/', {}, 'ListBuckets'],
    ['GET', '/b01?list-type=2&prefix=x', {}, 'ListObjectsV2'],
    ['GET', '/b01/?list-type=2', {}, 'ListObjectsV2'],
    ['GET', '/b01', {}, 'ListObjects'],
    ['GET', '/b01/k?x-id=GetObject', {}, 'GetObject'],
    ['HEAD', '/b01', {}, 'HeadBucket'],
    ['HEAD', '/b01/k', {}, 'HeadObject'],
    ['PUT', '/b01/k?x-id=PutObject', {}, 'PutObject'],
    ['PUT', '/b01/k?x-id=CopyObject', { 'x-amz-copy-source': 'a01/k' }, 'CopyObject'],
    ['PUT', '/b01/k?partNumber=1&uploadId=u', { 'x-amz-copy-source': 'a01/k' }, 'UploadPartCopy'],
    ['PUT', '/b01/k?partNumber=1&uploadId=u', {}, 'UploadPart'],
    ['PUT', '/b01/k?tagging', {}, 'PutObjectTagging'],
    ['POST', '/b01/k?uploads', {}, 'CreateMultipartUpload'],
    ['POST', '/b01?delete', {}, 'DeleteObjects'],
    ['GET', '/b01?policy', {}, 'GetBucketPolicy'],
    ['DELETE', '/b01/k', {}, 'DeleteObject'],
    ['PATCH', '/b01/k', {}, 'PATCH object'],
  ])('%s %s', (method, target, headers, operation) => {
    expect(read(method, target, headers as Record<string, string>)?.operation).toBe(operation);
  });
});

describe('what a request is about', () => {
  it('reads bucket, decoded key, decoded source and who signed', () => {
    expect(
      read('PUT', '/to-bucket/22_F/x/id/a%20b%2B%F0%9F%90%88//c', {
        'x-amz-copy-source': '/from-bucket/22_F/x/id/%7B%7D%3FversionId?versionId=1',
      }),
    ).toEqual({
      method: 'PUT',
      operation: 'CopyObject',
      bucket: 'to-bucket',
      key: '22_F/x/id/a b+🐈//c',
      prefix: null,
      sourceBucket: 'from-bucket',
      sourceKey: '22_F/x/id/{}?versionId',
      principal: 'AKIAEXAMPLE',
    });
  });

  it('reads a copy source whose first slash is encoded', () => {
    expect(read('PUT', '/b01/k', { 'x-amz-copy-source': 'a01%2Fx%2Fy' })).toMatchObject({ sourceBucket: 'a01', sourceKey: 'x/y' });
  });

  it('reads the prefix of a listing, where a plus is a space', () => {
    expect(read('GET', '/b01?list-type=2&prefix=22_F%2Fa+b%2B')).toMatchObject({ key: null, prefix: '22_F/a b+' });
    expect(read('GET', '/b01?list-type=2')).toMatchObject({ prefix: '' });
  });

  it('reads a presigned request and an absolute target', () => {
    const target = 'http://127.0.0.1:1/b01/k?X-Amz-Credential=AKIAOTHER%2F20260101%2Fus-east-1%2Fs3%2Faws4_request';
    expect(readS3Request('GET', target, {})).toMatchObject({ bucket: 'b01', key: 'k', principal: 'AKIAOTHER' });
  });

  it('keeps a leading slash and a double one in the key', () => {
    expect(read('GET', '/b01//k')?.key).toBe('/k');
    expect(read('GET', '/b01/x/id//k')?.key).toBe('x/id//k');
  });
});

describe("other services' requests", () => {
  it.each([
    ['POST', '/', signedFor('sts')],
    ['POST', '/', signedFor('ec2')],
    ['POST', '/', { ...signedFor('ssm'), 'x-amz-target': 'AmazonSSM.SendCommand' }],
    ['POST', '/', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }],
    ['GET', '/?Action=AssumeRoleWithWebIdentity&Version=2011-06-15', {}],
    ['POST', '/b01', { 'x-amz-target': 'DynamoDB_20120810.PutItem' }],
    ['GET', '/_ministack/health', {}],
    ['GET', '/v20180820/jobs', SIGNED],
  ])('%s %s is not S3', (method, target, headers) => {
    expect(readS3Request(method, target, headers)).toBeNull();
  });

  it('an unsigned GET of an object is S3, by nobody', () => {
    expect(readS3Request('GET', '/b01/k', {})).toMatchObject({ operation: 'GetObject', principal: null });
  });
});

describe('decodeWire', () => {
  it('undoes the encoding of every key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (key) => {
        const wire = [...Buffer.from(key)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
        expect(decodeWire(wire)).toBe(key);
        expect(decodeWire(Buffer.from(key).toString('latin1').replaceAll('%', '%25'))).toBe(key);
      }),
    );
  });

  it('keeps malformed escapes', () => {
    expect(decodeWire('100%-%zz-%2')).toBe('100%-%zz-%2');
  });
});
