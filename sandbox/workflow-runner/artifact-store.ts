import { createHash, randomUUID } from 'node:crypto';
import { appendFile, chmod, copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { FoundFiles } from './artifact-files.ts';
import { StandInProblem } from './artifact-inputs.ts';

/** A run's artifacts: the folder `artifacts/NAME` is the artifact, `artifacts.ndjson` says of each upload what it was. */
const record = z.strictObject({
  name: z.string(),
  /** Tells it from others of its name. */
  upload: z.uuid(),
  digest: z.string(),
  files: z.number(),
  attempt: z.number(),
});
export type Artifact = z.infer<typeof record>;

const folderOf = (run: string): string => join(run, 'artifacts');

export interface ArtifactUpload extends FoundFiles {
  readonly name: string;
  readonly overwrite: boolean;
  readonly run: { readonly folder: string; readonly number: number; readonly attempt: number };
}

/** Rules artifact.name-once, artifact.modes-lost. It is there whole, or not at all. @throws StandInProblem */
export async function storeArtifact({ files, name, overwrite, root, run }: ArtifactUpload): Promise<Artifact & { readonly id: number }> {
  const letter = /["<>|:*?\r\n\\/]/.exec(name)?.[0];
  if (letter !== undefined || name === '.' || name === '..')
    throw new StandInProblem(`The artifact name is not valid: ${name}. It may not hold ${JSON.stringify(letter ?? name)}`);
  const upload = randomUUID();
  const made = join(run.folder, `.artifact-${upload}`);
  const hash = createHash('sha256');
  try {
    for (const file of files) {
      const target = join(made, relative(root, file));
      await mkdir(dirname(target), { recursive: true });
      await copyFile(file, target);
      await chmod(target, 0o644);
      hash.update(`${relative(root, file)}\0`).update(await readFile(target));
    }
    const target = join(folderOf(run.folder), name);
    await mkdir(folderOf(run.folder), { recursive: true });
    if (overwrite) await rm(target, { recursive: true, force: true });
    await rename(made, target);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw thrown;
    throw new StandInProblem(
      `Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run: ${name}`,
    );
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  const artifact: Artifact = { name, upload, digest: hash.digest('hex'), files: files.length, attempt: run.attempt };
  await appendFile(join(run.folder, 'artifacts.ndjson'), `${JSON.stringify(artifact)}\n`);
  // Its place among the run's uploads is its own, also when legs upload at the same moment.
  const place = (await records(run.folder)).findIndex((one) => one.upload === upload);
  return { ...artifact, id: run.number * 10_000 + place + 1 };
}

/** Those of all attempts, by name. */
export async function listArtifacts(run: string): Promise<Artifact[]> {
  const names = (await readdir(folderOf(run)).catch((): string[] => [])).toSorted();
  const all = await records(run);
  return names.flatMap((name) => all.findLast((artifact) => artifact.name === name) ?? []);
}

export async function copyArtifact(run: string, { name }: Artifact, into: string): Promise<void> {
  const from = join(folderOf(run), name);
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const target = join(into, relative(from, file));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(file, target);
  }
}

async function records(run: string): Promise<Artifact[]> {
  const text = await readFile(join(run, 'artifacts.ndjson'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => record.parse(JSON.parse(line)));
}
