import type { Crew } from '../copy/crew.ts';
import type { StopSignals } from '../copy/settle.ts';
import { copyShard, type ShardProgress } from '../copy/shard.ts';
import type { MigrationError } from '../errors.ts';
import { asHolder } from '../ledger/hold.ts';
import { writeOrThrow } from '../ledger/store.ts';
import type { BothSides } from '../s3/types.ts';
import { whileBeating, type BeatDeps } from './agent-beats.ts';
import type { OpenPlan } from './open-plan.ts';
import { copyWords, readOrder } from './sync-shard.ts';

export interface WorkDeps extends BeatDeps {
  /** Under the agent role, like the ledger. */
  readonly sides: BothSides;
  readonly random: () => number;
  /** The threads that copy; absent: this one does. */
  readonly crew?: Crew | undefined;
}

export interface WorkInput {
  readonly shard: string;
  readonly round: number;
  readonly process: string;
  readonly machine: string;
}

/** The agent's use-case: makes the order's folders equal. Result and last heartbeat are in the ledger when it returns. */
export async function workStage(deps: WorkDeps, open: OpenPlan, input: WorkInput, outer: StopSignals): Promise<MigrationError | null> {
  const { clock, ledger } = deps;
  const { digest, names, plan } = open;
  const { machine, process, round, shard } = input;
  let progress: ShardProgress = { folders: 0, foldersDone: 0, skipped: 0, copies: 0, copiedBytes: 0 };
  const run = async (signals: StopSignals) => {
    const order = await readOrder(ledger, open, round, shard, signals.stop);
    const terms = { name: names.holder(shard), holder: `${machine} ${process}` };
    const copied = await asHolder(deps, terms, async (lost) => {
      const stop = AbortSignal.any([signals.stop, lost]);
      const ended = await copyShard(
        { s3: deps.sides, ledger, names, clock, random: deps.random, crew: deps.crew },
        { order, plan },
        { ...signals, stop },
        (now) => (progress = now),
      );
      // Whoever has taken the shard over writes the result.
      if (lost.aborted) throw lost.reason;
      await writeOrThrow(ledger, names.result(digest, round, shard), JSON.stringify(ended.result));
      return ended;
    });
    return { error: copied.error, stopped: copied.result.verdict === 'stopped' };
  };
  const facts = () => {
    const { copiedBytes, copies, folders, foldersDone } = progress;
    return { folders, foldersDone, copies, copiedBytes };
  };
  return await whileBeating(deps, open, { ...input, worker: shard }, { words: copyWords(shard), facts, run }, outer);
}
