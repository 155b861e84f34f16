import { z } from 'zod';
import { parseContract, type Side } from '../contracts/contract.ts';
import type { Checkpoint, Stretch } from '../contracts/copy.ts';
import { MigrationError } from '../errors.ts';
import { readCheckpoint } from '../ledger/checkpoint.ts';
import type { LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { findCut } from '../listing/split.ts';
import { EVERYTHING } from '../listing/stretches.ts';
import { placed } from '../listing/walk.ts';
import { explainS3Error } from '../s3/explain.ts';
import { bucketOf } from '../s3/parties.ts';
import { S3Error, type S3 } from '../s3/types.ts';

/** The keys below a prefix in parts, each a folder of its own to the engine: so that threads can share them. */

const parts = z.object({ contract: z.literal('parts/1'), cuts: z.array(z.string()) });

export interface Part {
  readonly name: string;
  readonly stretch: Stretch;
}

/** All of it, as one part. */
export const WHOLE = 'all';

/** Parts for each thread: those that are through early take of the others'. */
const PARTS_PER_THREAD = 4;
/** Fewer pages than that are one part's: cutting would cost more requests than it saves time. */
const WORTH_PARTS_PAGES = 4;

interface PartsDeps {
  /** The source's client. */
  readonly s3: S3;
  readonly ledger: LedgerStore;
  readonly names: LedgerNames;
  readonly threads: number;
}

/**
 * The parts as whoever began has cut them: checkpoints are of them. Nobody has: with one thread one part, else as the keys are
 * cut now, written once with a condition, so that of two that begin both have the same.
 */
export async function partsOf({ s3, ledger, names, threads }: PartsDeps, source: Side, signal: AbortSignal): Promise<readonly Part[]> {
  const name = names.parts();
  const found = await ledger.read(name, signal);
  if (found !== null) return named(parseContract(parts, found.body.toString('utf8'), ledger.uri(name)).cuts);
  if (threads === 1 || (await ledger.read(names.checkpoint(WHOLE), signal)) !== null) return named([]);
  const cuts = await findCuts(s3, source, threads * PARTS_PER_THREAD, signal);
  if (cuts.length === 0) return named([]);
  const written = await ledger.write(name, JSON.stringify({ contract: 'parts/1', cuts }), { absent: true });
  if (written.outcome === 'written') return named(cuts);
  return await partsOf({ s3, ledger, names, threads }, source, signal);
}

function named(cuts: readonly string[]): readonly Part[] {
  if (cuts.length === 0) return [{ name: WHOLE, stretch: EVERYTHING }];
  return [null, ...cuts].map((from, at) => ({
    name: `part-${String(at).padStart(3, '0')}`,
    stretch: { from, to: cuts[at] ?? null },
  }));
}

/**
 * At most `count` - 1 keys that divide what is there, in key order; none when it is little. Each part is halved until there are enough.
 * @throws MigrationError whatever S3 refuses, with its place
 */
async function findCuts(s3: S3, source: Side, count: number, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await searchCuts(s3, source, count, signal);
  } catch (error) {
    if (error instanceof S3Error) throw explainS3Error(error, `listing ${placed({ from: bucketOf(source), prefix: source.prefix })}`);
    throw error;
  }
}

async function searchCuts(s3: S3, source: Side, count: number, signal: AbortSignal): Promise<readonly string[]> {
  if (await isLittle(s3, source, signal)) return [];
  let stretches: readonly Stretch[] = [EVERYTHING];
  while (stretches.length < count) {
    const halved = await Promise.all(stretches.map((stretch) => halves(s3, source, stretch, signal)));
    const more = halved.flat();
    if (more.length === stretches.length) break;
    stretches = more;
  }
  return stretches.flatMap(({ to }) => (to === null ? [] : [to]));
}

async function halves(s3: S3, source: Side, stretch: Stretch, signal: AbortSignal): Promise<readonly Stretch[]> {
  const { from, to } = stretch;
  const startAfter = from === null ? undefined : source.prefix + from;
  const page = await s3.listPage({ from: bucketOf(source), prefix: source.prefix, startAfter, maxKeys: 1 }, signal);
  const first = page.objects[0]?.key.slice(source.prefix.length);
  const found = first === undefined ? null : await findCut(s3, source, { prefix: '', after: first, to }, signal);
  return found === null
    ? [stretch]
    : [
        { from, to: found.at },
        { from: found.at, to },
      ];
}

async function isLittle(s3: S3, source: Side, signal: AbortSignal): Promise<boolean> {
  let continuation: string | null = null;
  for (let pages = 0; pages < WORTH_PARTS_PAGES; pages += 1) {
    const page = await s3.listPage(
      { from: bucketOf(source), prefix: source.prefix, ...(continuation === null ? {} : { continuation }) },
      signal,
    );
    if (page.continuation === null) return true;
    continuation = page.continuation;
  }
  return false;
}

export interface Beginning {
  /** The generation that each part is walked in. */
  readonly generations: ReadonlyMap<string, number>;
  /** Some of the keys were walked by an earlier run. */
  readonly goesOn: boolean;
  /** That run has not ended. */
  readonly wasCutOff: boolean;
  /** Keys of both sides that the last walk has seen; null: there was none, or it has not ended. */
  readonly seenBefore: number | null;
  /** An earlier run has left manifests. */
  readonly hasRecords: boolean;
}

/**
 * | found                          | dry run | resume | what this run does                                      |
 * |--------------------------------|---------|--------|---------------------------------------------------------|
 * | nothing                        | any     | any    | walks all of it                                          |
 * | anything                       | yes     | any    | looks at all of it, with what is recorded                |
 * | a part unfinished, or not begun| no      | yes    | goes on                                                  |
 * | a part unfinished, or not begun| no      | no     | refused: two runs may not know of each other             |
 * | all done                       | no      | yes    | nothing is left to do                                    |
 * | all done                       | no      | no     | walks it again, and copies what differs by now           |
 *
 * A part that is behind the newest generation is not begun in that one: to take it for done would be to believe an older walk, and to begin
 * another one would be to take over a walk that stands between two parts, and may live.
 */
export async function beginningOf(
  { ledger, names }: Pick<PartsDeps, 'ledger' | 'names'>,
  all: readonly Part[],
  { resume, dryRun }: { readonly resume: boolean; readonly dryRun: boolean },
): Promise<Beginning> {
  const found = await Promise.all(all.map(async ({ name }) => (await readCheckpoint(ledger, names, name))?.checkpoint));
  const newest = Math.max(0, ...found.map((checkpoint) => checkpoint?.generation ?? 0));
  const every = (generation: number) => new Map(all.map(({ name }) => [name, generation]));
  if (newest === 0) return { generations: every(1), goesOn: false, wasCutOff: false, seenBefore: null, hasRecords: false };
  const undone = found.findIndex((checkpoint) => checkpoint?.state !== 'done' || checkpoint.generation < newest);
  if (resume && !dryRun) return { generations: every(newest), goesOn: true, wasCutOff: undone !== -1, seenBefore: null, hasRecords: true };
  if (undone !== -1 && !dryRun) throw unfinished(ledger.uri(names.checkpoint(all[undone]!.name)), found[undone]);
  const seen = found.reduce((sum, checkpoint) => sum + (checkpoint?.accounts.listed ?? 0) + (checkpoint?.accounts.targetOnly ?? 0), 0);
  return {
    generations: every(newest + 1),
    goesOn: false,
    wasCutOff: undone !== -1,
    seenBefore: undone === -1 ? seen : null,
    hasRecords: true,
  };
}

function unfinished(uri: string, found: Checkpoint | undefined): MigrationError {
  const state =
    found === undefined
      ? 'was not begun'
      : found.state === 'done'
        ? `was walked by an earlier copy, at ${found.updatedAt}, and not yet by the last`
        : `was begun by shard ${found.shard} and last taken up at ${found.updatedAt}`;
  return new MigrationError('USAGE', `${uri} is of a copy that has not ended: it ${state}`, {
    next: 'Give --resume to go on with it, also when its process is gone; or another --ledger to begin anew.',
  });
}
