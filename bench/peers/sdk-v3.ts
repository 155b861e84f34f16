import { CopyObjectCommand, ListObjectsV2Command, S3Client, type _Object } from '@aws-sdk/client-s3';

/**
 * The copy as one writes it with the SDK in an afternoon: list both sides, compare, CopyObject with so many in flight.
 * node sdk-v3.ts ENDPOINT SOURCE TARGET IN_FLIGHT. No ledger, no resume, no proof: it is here to be measured.
 */
const [endpoint = '', source = '', target = '', inFlight = '64'] = process.argv.slice(2);
const client = new S3Client({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  // Fifty by default, which would cap it.
  requestHandler: { httpAgent: { keepAlive: true, maxSockets: Number(inFlight) } },
});

async function listed(bucket: string): Promise<Map<string, _Object>> {
  const objects = new Map<string, _Object>();
  let token: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: token }));
    for (const object of page.Contents ?? []) objects.set(object.Key ?? '', object);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return objects;
}

const [here, there] = await Promise.all([listed(source), listed(target)]);
const missing = [...here.values()].filter(({ Key, ETag, Size }) => {
  const other = there.get(Key ?? '');
  return other === undefined || other.ETag !== ETag || other.Size !== Size;
});
let next = 0;
await Promise.all(
  Array.from({ length: Number(inFlight) }, async () => {
    for (let object = missing[next++]; object !== undefined; object = missing[next++])
      await client.send(
        new CopyObjectCommand({
          Bucket: target,
          Key: object.Key,
          CopySource: `${source}/${encodeURIComponent(object.Key ?? '').replaceAll('%2F', '/')}`,
          CopySourceIfMatch: object.ETag,
        }),
      );
  }),
);
