import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { jobFileName } from '../src/ledger/names.ts';
import type { SandboxState } from './state.ts';

/**
 * Puts the Spark job's libraries into the ledger, as a migration before this one would have left them there: the set-up
 * has fetched them, and a run of the sandbox needs no network.
 */
export async function shelveLibraries(
  { endpoint, account, bucket, prefix }: { endpoint: string; account: SandboxState['accounts']['target']; bucket: string; prefix: string },
  folder: string,
): Promise<void> {
  const { region, accessKeyId, secretAccessKey } = account;
  const s3 = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
  try {
    for (const file of (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.tar')))
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: `${prefix}${jobFileName(file)}`, Body: await readFile(join(folder, file)) }),
      );
  } finally {
    s3.destroy();
  }
}
