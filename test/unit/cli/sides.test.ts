import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSides, parseSide } from '../../../cli/src/sides.ts';

const calm = new AbortController().signal;
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
const EMPTY = '<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated></ListBucketResult>';

let server: Server | undefined;
// The SDK's chain looks at the process's own environment.
beforeEach(() => {
  for (const [name, value] of Object.entries(KEYS)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  server?.close();
});

/** An S3 whose buckets are in one region, and that says so to whoever asks in another one. */
async function anS3(regionOf: Readonly<Record<string, string>>): Promise<{ endpoint: string; asked: string[] }> {
  const asked: string[] = [];
  server = createServer((request, response) => {
    const bucket = request.url!.split('/')[1]!;
    const region = /\/\d{8}\/([a-z0-9-]+)\/s3\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    asked.push(`${bucket} ${region} ${String(request.headers['x-amz-expected-bucket-owner'])}`);
    const home = regionOf[bucket];
    if (home === undefined) response.writeHead(404).end('<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>');
    else if (home === region) response.writeHead(200).end(EMPTY);
    else
      response
        .writeHead(400, { 'x-amz-bucket-region': home })
        .end(`<Error><Code>AuthorizationHeaderMalformed</Code><Message>no</Message><Region>${home}</Region></Error>`);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('the URL of a side', () => {
  it.each([
    ['s3://a-bucket', 'a-bucket', ''],
    ['s3://a-bucket/', 'a-bucket', ''],
    ['s3://a-bucket/A', 'a-bucket', 'A/'],
    ['s3://a-bucket/A/B/', 'a-bucket', 'A/B/'],
    ['s3://a-bucket//', 'a-bucket', '/'],
  ])('%s', (url, bucket, prefix) => {
    expect(parseSide(url)).toEqual({ bucket, prefix });
  });

  it.each(['a-bucket', 'https://a-bucket/', 's3://', 's3:///x', 's3://A_Bucket/'])('%s is refused', (url) => {
    expect(() => parseSide(url)).toThrow(/is not the URL of a bucket or a prefix/);
  });
});

describe('opening two sides', () => {
  it('finds the region of each by asking S3', async () => {
    const { endpoint, asked } = await anS3({ 'one-bucket': 'eu-west-1', 'two-bucket': 'us-east-2' });
    const options = { endpoint, sourceAccount: '111122223333', targetAccount: '444455556666' };
    const sides = await openSides({ AWS_REGION: 'us-east-2' }, 's3://one-bucket/A', 's3://two-bucket', options, calm);
    await sides.close();
    expect(sides.source).toEqual({ bucket: 'one-bucket', prefix: 'A/', region: 'eu-west-1', account: '111122223333' });
    expect(sides.target).toEqual({ bucket: 'two-bucket', prefix: '', region: 'us-east-2', account: '444455556666' });
    expect(asked.toSorted()).toEqual([
      'one-bucket eu-west-1 111122223333',
      'one-bucket us-east-2 111122223333',
      'two-bucket us-east-2 444455556666',
    ]);
  });

  it('in a region that it was told wrongly is a matter of usage', async () => {
    const { endpoint } = await anS3({ 'one-bucket': 'eu-west-1', 'two-bucket': 'eu-west-1' });
    const options = { endpoint, sourceRegion: 'us-east-1' };
    await expect(openSides({}, 's3://one-bucket/', 's3://two-bucket/', options, calm)).rejects.toMatchObject({
      code: 'USAGE',
      exitCode: 2,
      next: expect.stringContaining('--source-region'),
      details: { bucket: 'one-bucket' },
    });
  });

  it.each([
    [{ sourceRegion: 'us-east-1' }, /bucket one-bucket is in region eu-west-1/],
    [{ sourceAccount: '12' }, /"12" is not an AWS account/],
    [{ sourceEndpoint: 'nowhere' }, /"nowhere" is not an S3 endpoint/],
    [{}, /there is no bucket two-bucket/],
  ])('refuses %o', async (more, said) => {
    const { endpoint } = await anS3({ 'one-bucket': 'eu-west-1' });
    await expect(openSides({}, 's3://one-bucket/', 's3://two-bucket/', { endpoint, ...more }, calm)).rejects.toThrow(said);
  });
});
