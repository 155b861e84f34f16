import { readFile } from 'node:fs/promises';
import { tableRules, type Migration } from '../../src/config/migration.ts';
import type { TableSchema } from '../../src/contracts/transform.ts';
import { seedDataset, type StoredObject } from '../dataset/seed.ts';
import type { SandboxSpec } from '../dataset/spec.ts';
import type { FaultRule } from '../proxy/rules.ts';
import { registerLiveTable, type CatalogueInput } from './catalogue.ts';
import { liveRule, liveWishes, writeLiveFiles, type LiveFile, type PlantedLive } from './live.ts';

/** The live pipeline's side of an example, made on this machine and not yet in the sandbox. */
export interface Live {
  readonly schema: TableSchema;
  readonly table: CatalogueInput['table'];
  readonly place: { readonly bucket: string; readonly region: string; readonly account: string };
  readonly files: readonly LiveFile[];
  readonly arriving: LiveFile | null;
}

export interface LiveInput {
  readonly migration: Migration;
  readonly sandboxSpec: SandboxSpec;
  readonly seed: number;
  readonly dir: string;
  readonly python: string;
  readonly signal?: AbortSignal | undefined;
}

/** Null for an example that makes no table, or has no live pipeline beside it. */
export async function makeLive({ migration, sandboxSpec, seed, dir, python, signal }: LiveInput): Promise<Live | null> {
  const { partition, target } = migration;
  if (partition === null || sandboxSpec.planted.live === undefined) return null;
  const { schema } = tableRules(partition);
  const { lying, arriving } = liveWishes(sandboxSpec, seed, partition.table.prefix);
  const wishes = arriving === null ? lying : [...lying, arriving];
  const written = await writeLiveFiles({ schema, wishes, dir, python, signal });
  return {
    schema,
    table: partition.table,
    place: { bucket: target.bucket, region: target.region, account: target.account },
    files: written.slice(0, lying.length),
    arriving: written[lying.length] ?? null,
  };
}

export function liveRules(live: Live | null): readonly FaultRule[] {
  return live === null ? [] : liveRule(live.arriving, live.place, live.table.prefix);
}

export interface LiveSeedInput {
  /** The S3 server's origin, past the front. */
  readonly endpoint: string;
  readonly token: string;
  readonly account: CatalogueInput['account'];
  readonly signal?: AbortSignal;
}

/** Puts the files into the table's folders, with their past, and registers the table. */
export async function seedLive(live: Live | null, input: LiveSeedInput): Promise<PlantedLive | null> {
  if (live === null) return null;
  const { table, place, schema, files, arriving } = live;
  const objects = await Promise.all(files.map((file) => stored(file, place)));
  await seedDataset({ ...input, objects });
  const { endpoint, account } = input;
  await registerLiveTable({ endpoint, account, bucket: place.bucket, table, schema, days: files.map(({ day }) => day) });
  return {
    prefix: table.prefix,
    database: table.database,
    table: table.name,
    files: files.map(planted),
    arriving: arriving === null ? null : planted(arriving),
  };
}

const planted = ({ key, day, rows, bytes, sha256 }: LiveFile) => ({ key, day, rows, bytes, sha256 });

async function stored({ key, file, lastModified }: LiveFile, place: Live['place']): Promise<StoredObject> {
  return {
    account: place.account,
    bucket: place.bucket,
    key,
    body: await readFile(file),
    lastModified,
    contentType: 'application/octet-stream',
    metadata: {},
    tags: {},
    storageClass: 'STANDARD',
  };
}
