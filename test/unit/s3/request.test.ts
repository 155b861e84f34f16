import { describe, expect, it } from 'vitest';
import { MigrationError } from '../../../src/errors.ts';
import { copyRequest, createPlaces, listRequest } from '../../../src/s3/request.ts';

describe('where requests go', () => {
  it('in AWS: to the bucket by name', () => {
    expect(createPlaces('us-east-2', null)('my-bucket')).toEqual({
      origin: 'https://my-bucket.s3.us-east-2.amazonaws.com',
      host: 'my-bucket.s3.us-east-2.amazonaws.com',
      base: '',
    });
    expect(createPlaces('cn-north-1', null)('b').host).toBe('b.s3.cn-north-1.amazonaws.com.cn');
  });

  it('in AWS: by path when the name has a dot, which no certificate covers', () => {
    expect(createPlaces('us-east-2', null)('my.bucket')).toEqual({
      origin: 'https://s3.us-east-2.amazonaws.com',
      host: 's3.us-east-2.amazonaws.com',
      base: '/my.bucket',
    });
  });

  it('elsewhere: by path, the port in the Host unless it is the usual one', () => {
    expect(createPlaces('us-east-2', 'http://127.0.0.1:4566')('b')).toEqual({
      origin: 'http://127.0.0.1:4566',
      host: '127.0.0.1:4566',
      base: '/b',
    });
    expect(createPlaces('us-east-2', 'https://minio.example:443/')('b')).toEqual({
      origin: 'https://minio.example',
      host: 'minio.example',
      base: '/b',
    });
    expect(createPlaces('us-east-2', 'http://[::1]:9000')('b').host).toBe('[::1]:9000');
  });

  it('elsewhere, to the bucket by its host name where that is asked for; in AWS by path where that is', () => {
    expect(createPlaces('us-east-2', 'http://minio.example:9000', false)('b.c')).toEqual({
      origin: 'http://b.c.minio.example:9000',
      host: 'b.c.minio.example:9000',
      base: '',
    });
    expect(createPlaces('us-east-2', 'http://minio.example:9000', true)('b').base).toBe('/b');
    expect(createPlaces('us-east-2', null, true)('b')).toEqual({
      origin: 'https://s3.us-east-2.amazonaws.com',
      host: 's3.us-east-2.amazonaws.com',
      base: '/b',
    });
  });

  it('for a copy: to the target, in the region of the client that writes there; the source is only named (trap 28)', () => {
    const input = {
      source: { bucket: 'far-away', owner: '1', key: 'k', etag: 'e' },
      target: { bucket: 'near', owner: '2', key: 'k' },
      storageClass: 'STANDARD',
    };
    const place = createPlaces('us-east-2', null)(input.target.bucket);
    const { headers } = copyRequest(place, input, stamp);
    expect(headers[headers.indexOf('host') + 1]).toBe('near.s3.us-east-2.amazonaws.com');
    expect(headers[headers.indexOf('x-amz-copy-source') + 1]).toBe('far-away/k');
    expect(place.origin).toBe('https://near.s3.us-east-2.amazonaws.com');
  });

  it('never to something that is not a bare endpoint', () => {
    for (const endpoint of ['', 'localhost:4566', 'ftp://h', 'http://h/path', 'http://h/?a=b', 'http://user@h', 'http://h/#x']) {
      expect(() => createPlaces('us-east-2', endpoint)).toThrow(MigrationError);
      expect(() => createPlaces('us-east-2', endpoint)).toThrow(/not an S3 endpoint/);
    }
  });

  it.each([
    'https://s3-accelerate.amazonaws.com',
    'https://S3-Accelerate.dualstack.amazonaws.com/',
    'https://my-bucket.s3-accelerate.amazonaws.com',
  ])('never to Transfer Acceleration, which does not copy between regions (trap 30): %s', (endpoint) => {
    expect(() => createPlaces('us-east-2', endpoint)).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: expect.stringContaining('Transfer Acceleration'),
        next: expect.stringMatching(/regional endpoint/),
      }),
    );
    expect(createPlaces('us-east-2', 'https://my-s3-accelerate.example')('b').host).toBe('my-s3-accelerate.example');
  });
});

const stamp = { credentials: { accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T' }, amzDate: '20261122T100000Z' };

describe('what is signed', () => {
  it('is sorted by name, as the canonical request wants it', () => {
    const copy = copyRequest(
      createPlaces('us-east-2', null)('b'),
      { source: { bucket: 's', owner: '1', key: 'k', etag: 'e' }, target: { bucket: 'b', owner: '2', key: 'k' }, storageClass: 'STANDARD' },
      stamp,
    );
    const names = copy.headers.filter((_, index) => index % 2 === 0);
    expect(names).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it('asks for the next page by its token alone, and for encoded keys always', () => {
    const place = createPlaces('us-east-2', null)('b');
    const from = { bucket: 'b', owner: '1' };
    expect(listRequest(place, { from, prefix: 'a/b c', startAfter: 'a/b c+', maxKeys: 1 }, stamp)).toMatchObject({
      path: '/',
      query: 'encoding-type=url&list-type=2&max-keys=1&prefix=a%2Fb%20c&start-after=a%2Fb%20c%2B',
    });
    expect(listRequest(place, { from, prefix: '', startAfter: 'x', continuation: '1/a+=' }, stamp).query).toBe(
      'continuation-token=1%2Fa%2B%3D&encoding-type=url&list-type=2&max-keys=1000&prefix=',
    );
  });

  it('asks a listing for what archived objects need, in a header that is signed with the others', () => {
    const from = { bucket: 'b', owner: '1', requesterPays: true };
    const { headers } = listRequest(createPlaces('us-east-2', null)('b'), { from, prefix: 'p/' }, stamp);
    const named = Object.fromEntries(headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : [])));
    expect(named).toMatchObject({ 'x-amz-optional-object-attributes': 'RestoreStatus', 'x-amz-request-payer': 'requester' });
    expect(Object.keys(named)).toEqual(Object.keys(named).toSorted());
  });
});
