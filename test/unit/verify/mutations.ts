import type { FindingClass, Finding, Findings, TwoSidesOutcome, Verdict } from '../../../src/contracts/findings.ts';
import { copyShard } from '../../../src/copy/shard.ts';
import { readCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { S3Error, type ListPage, type S3 } from '../../../src/s3/types.ts';
import type { VerifyRules } from '../../../src/verify/classify.ts';
import { folderToVerify, type FolderVerdict } from '../../../src/verify/folder.ts';
import { lookInLanes } from '../../../src/verify/lanes.ts';
import { layoutCheck } from '../../../src/verify/layout.ts';
import { lookOutside } from '../../../src/verify/outside.ts';
import { verifyTwoSides } from '../../../src/verify/two-sides.ts';
import { findingsOf } from '../../../src/verify/verify.ts';
import { randomOf } from '../../../sandbox/dataset/random.ts';
import { anOrder, aPlan, LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';
import { rowsOf } from '../../fakes/rows.ts';

const FOLDERS = ['A', 'AB', 'B-1', 'C.x', 'D', 'E', 'F', 'G'];
const SHARDS = ['00', '01', '02', '03'].map((shard, index) => ({ shard, folders: FOLDERS.slice(index * 2, index * 2 + 2), weight: 1 }));
export const PLAN = aPlan({ folders: FOLDERS, shards: SHARDS, cutoff: { lastModified: null, document: null } });
const shardOf = (folder: string) => SHARDS.find(({ folders }) => folders.includes(folder))!.shard;
const KEYS_OF_A_FOLDER = 14;

const names = ledgerNames(PLAN.migration, PLAN.digests.identity);
const rules: VerifyRules = { cutoffMs: null, archived: 'excluded' };
const calm = new AbortController().signal;

const KEY_KINDS = [
  'drop',
  'add',
  'new',
  'grow',
  'rewrite',
  'case',
  'form',
  'swap',
  'source-grow',
  'source-rewrite',
  'source-drop',
] as const;
const FOLDER_KINDS = ['delete-folder', 'delete-source-folder', 'strange-folder'] as const;
const SPOILS = ['none', 'none', 'fails', 'cut', 'twice'] as const;

/** A finding as the mutation that made it knows it: class and key, or the folder where the whole of it is meant. */
export interface Expected {
  readonly class: FindingClass;
  readonly folder: string;
  readonly key: string | null;
}

export interface Mutated {
  readonly s3: MemoryS3;
  /** The clients that verify is given: small pages, perhaps one of them spoilt. */
  readonly sides: { readonly source: S3; readonly target: S3 };
  /** Whether a listing was spoilt, as far as pages have been asked for. */
  readonly spoilt: () => boolean;
  /** What a verify of the plan, and one of the two sides alone, have to find. */
  readonly ofPlan: readonly Expected[];
  readonly ofSides: readonly Expected[];
}

/** Two sides that were made equal by the copier, and then changed as the seed says. */
export async function mutated(seed: number): Promise<Mutated> {
  const random = randomOf(seed, 'mutations');
  const s3 = memoryS3(OWNERS);
  for (const folder of FOLDERS)
    for (let n = 0; n < KEYS_OF_A_FOLDER; n += 1) s3.put('source', keyOf(folder, n), `body ${folder} ${String(n).padStart(2, '0')}`);
  for (const { shard, folders } of SHARDS) {
    const deps = { s3: { source: s3, target: s3 }, ledger: s3Ledger(s3, LEDGER), names, clock: fakeClock(), random: () => 0.5 };
    const generations = Object.fromEntries(folders.map((folder) => [folder, 1]));
    await copyShard(deps, { order: anOrder(PLAN, { shard, folders, generations }), plan: PLAN }, { stop: calm, abort: calm });
  }
  const shuffled = random.shuffled(FOLDERS);
  const ofPlan: Expected[] = [];
  const ofSides: Expected[] = [];
  // Folders as a whole: at most two, and no key of them changes besides.
  for (const folder of shuffled.splice(0, random.whole(0, 2))) changeFolder(s3, random.pick(FOLDER_KINDS), folder, ofPlan, ofSides);
  const places = random.shuffled(shuffled.flatMap((folder) => Array.from({ length: 6 }, (_, pair) => ({ folder, n: pair * 2 }))));
  for (const place of places.slice(0, random.whole(0, 8))) changeKey(s3, random.pick(KEY_KINDS), place, ofPlan, ofSides);
  const spoil = random.pick(SPOILS);
  const side = random.pick(['source', 'target'] as const);
  const paged = { source: inPages(s3, 5), target: inPages(s3, 5) };
  const page = random.whole(1, 12);
  const state = { spoilt: false };
  const sides = spoil === 'none' ? paged : { ...paged, [side]: spoiling(paged[side], spoil, page, () => (state.spoilt = true)) };
  return { s3, sides, spoilt: () => state.spoilt, ofPlan, ofSides };
}

function keyOf(folder: string, n: number): string {
  return `${folder}/x/id/${String(n).padStart(2, '0')}-caf\u00e9.json`;
}

function changeFolder(s3: MemoryS3, kind: (typeof FOLDER_KINDS)[number], folder: string, ofPlan: Expected[], ofSides: Expected[]): void {
  const keys = Array.from({ length: KEYS_OF_A_FOLDER }, (_, n) => keyOf(folder, n));
  if (kind === 'delete-folder') {
    for (const key of keys) s3.remove('target', key);
    const found = { class: 'missing-folder', folder, key: null } as const;
    ofPlan.push(found);
    ofSides.push(found);
  } else if (kind === 'delete-source-folder') {
    for (const key of keys) s3.remove('source', key);
    ofPlan.push({ class: 'source-folder-missing', folder, key: null });
    for (const key of keys) ofPlan.push({ class: 'target-only', folder, key });
    ofSides.push({ class: 'unexpected-folder', folder, key: null });
  } else {
    const strange = `${folder}-strange`;
    s3.put('target', `${strange}/1`, '1');
    const found = { class: 'unexpected-folder', folder: strange, key: null } as const;
    ofPlan.push(found);
    ofSides.push(found);
  }
}

function changeKey(
  s3: MemoryS3,
  kind: (typeof KEY_KINDS)[number],
  { folder, n }: { readonly folder: string; readonly n: number },
  ofPlan: Expected[],
  ofSides: Expected[],
): void {
  const key = keyOf(folder, n);
  const body = (bucket: string, of: string) => s3.buckets.get(bucket)!.objects.get(of)!.body.toString();
  const both = (of: FindingClass, at: string) => {
    ofPlan.push({ class: of, folder, key: at });
    ofSides.push({ class: of, folder, key: at });
  };
  const renamed = (to: string) => {
    s3.put('target', to, body('target', key));
    s3.remove('target', key);
    both('missing-object', key);
    both('target-only', to);
  };
  switch (kind) {
    case 'drop':
      s3.remove('target', key);
      return both('missing-object', key);
    case 'add':
      s3.put('target', `${key}~`, 'more');
      return both('target-only', `${key}~`);
    case 'new':
      s3.put('source', `${key}+`, 'new');
      return both('missing-object', `${key}+`);
    case 'grow':
      s3.put('target', key, `${body('target', key)}!`);
      return both('size-differs', key);
    case 'rewrite':
      s3.put('target', key, body('target', key).replace('body', 'b0dy'));
      return both('content-differs', key);
    case 'case':
      return renamed(key.replace('.json', '.JSON'));
    case 'form':
      return renamed(key.normalize('NFD'));
    case 'swap': {
      const other = keyOf(folder, n + 1);
      const [one, two] = [body('target', key), body('target', other)];
      s3.put('target', key, two);
      s3.put('target', other, one);
      both('content-differs', key);
      return both('content-differs', other);
    }
    case 'source-grow':
    case 'source-rewrite': {
      const before = body('source', key);
      s3.put('source', key, kind === 'source-grow' ? `${before}!` : before.replace('body', 'b0dy'));
      ofPlan.push({ class: 'changed-after-copy', folder, key });
      ofSides.push({ class: kind === 'source-grow' ? 'size-differs' : 'content-differs', folder, key });
      return;
    }
    case 'source-drop':
      s3.remove('source', key);
      return both('target-only', key);
  }
}

function inPages(s3: S3, maxKeys: number): S3 {
  return { ...s3, listPage: (input, signal) => s3.listPage({ ...input, maxKeys: Math.min(input.maxKeys ?? 1000, maxKeys) }, signal) };
}

/** The nth page that is not a first one goes wrong: S3 fails, the answer breaks off, or the page before comes once more. */
function spoiling(s3: S3, how: 'fails' | 'cut' | 'twice', nth: number, onSpoilt: () => void): S3 {
  let pages = 0;
  /** The page before, of each listing that is under way. */
  const before = new Map<string, ListPage['objects']>();
  const pageOf = (objects: ListPage['objects']) => ({ objects, rows: rowsOf(objects) });
  return {
    ...s3,
    listPage: async (input, signal) => {
      const page = await s3.listPage(input, signal);
      const spoil = input.continuation !== undefined && ++pages === nth;
      if (spoil) onSpoilt();
      const said = { operation: 'ListObjectsV2', message: how, requestId: 'r', bucket: input.from.bucket, key: input.prefix, tries: 10 };
      if (spoil && how === 'fails') throw new S3Error({ ...said, status: 500, code: 'InternalError' });
      if (spoil && how === 'cut') throw new S3Error({ ...said, status: 200, code: 'Unreadable' });
      const listing = `${input.prefix} ${input.startAfter}`;
      if (spoil) return { ...page, ...pageOf(before.get(listing)!) };
      before.set(listing, page.objects);
      return page;
    },
  };
}

/** All that a verify of the plan finds, one by one. */
export async function verifyPlan({ s3, sides }: Mutated): Promise<{ findings: Findings; all: Finding[] }> {
  const ledger = s3Ledger(s3, LEDGER);
  const all: Finding[] = [];
  const lines = { finding: (finding: Finding) => void all.push(finding) };
  const layout = layoutCheck(PLAN.layoutKey);
  const verdicts: FolderVerdict[] = [];
  const checkpoints = await Promise.all(FOLDERS.map(async (folder) => (await readCheckpoint(ledger, names, folder))?.checkpoint ?? null));
  const left = FOLDERS.entries();
  const next = () => {
    const { done, value } = left.next();
    if (done === true) return Promise.resolve(null);
    const [index, folder] = value;
    const task = {
      folder,
      shard: shardOf(folder),
      source: PLAN.source,
      target: PLAN.target,
      rules,
      layout,
      checkpoint: checkpoints[index]!,
    };
    return Promise.resolve(
      folderToVerify({ s3: sides, ledger, names, lines, deep: null }, task, (verdict) => void (verdicts[index] = verdict), calm),
    );
  };
  await lookInLanes(next, { lanes: 5 }, calm);
  const known = { folders: FOLDERS, ours: [] };
  const outside = await lookOutside(sides, PLAN, { source: known, target: known }, lines, layout, calm);
  const facts = { pass: 1, verdicts, checkpoints, outside, deep: null, list: null, startedAtMs: 0, clock: fakeClock(), random: () => 0.5 };
  return { findings: findingsOf(PLAN, 'd'.repeat(32), facts), all };
}

export async function verifySides({ sides }: Mutated): Promise<{ outcome: TwoSidesOutcome; all: Finding[] }> {
  const all: Finding[] = [];
  const lines = { finding: (finding: Finding) => void all.push(finding) };
  const two = { source: PLAN.source, target: PLAN.target, layout: layoutCheck(PLAN.layoutKey), deep: null };
  return { outcome: await verifyTwoSides({ s3: sides, lines, checksums: null, lanes: 4 }, two, calm), all };
}

export const HEALS: ReadonlySet<FindingClass> = new Set([
  'missing-folder',
  'missing-object',
  'size-differs',
  'content-differs',
  'changed-after-copy',
]);
const TOLD: ReadonlySet<FindingClass> = new Set(['target-only', 'unexpected-folder']);

export function verdictOfPlan(expected: readonly Expected[], spoilt: boolean): Verdict {
  return spoilt ? 'unproven' : expected.some(({ class: of }) => !TOLD.has(of)) ? 'different' : 'identical';
}

export function shardsOf(expected: readonly Expected[]): string[] {
  return [...new Set(expected.filter(({ class: of }) => HEALS.has(of)).map(({ folder }) => shardOf(folder)))].toSorted();
}

/** In an order of their own: findings come as the lanes meet them. */
export function sorted(found: readonly Expected[]): string[] {
  return found.map(({ class: of, folder, key }) => `${of} ${folder} ${key}`).toSorted();
}
