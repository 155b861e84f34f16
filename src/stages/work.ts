import type { Crew } from '../copy/crew.ts';
import { drainingAfter } from '../copy/drain.ts';
import { paceOf } from '../copy/pace.ts';
import type { StopSignals } from '../copy/settle.ts';
import { copyShard, type ShardProgress } from '../copy/shard.ts';
import type { MigrationError } from '../errors.ts';
import { asHolder, writeAsHolder } from '../ledger/hold.ts';
import type { BothSides } from '../s3/types.ts';
import { whileBeating, type BeatDeps, type BeatFacts } from './agent-beats.ts';
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
  const { clock, crew, ledger, random, sides } = deps;
  const { digest, names, plan } = open;
  const { machine, process, round, shard } = input;
  let progress: ShardProgress = { folders: 0, foldersDone: 0, skipped: 0, seen: 0, copies: 0, copiedBytes: 0 };
  let rateFacts: Crew['facts'] = () => null;
  const pace = paceOf(clock);
  const run = async (signals: StopSignals) => {
    const order = await readOrder(ledger, open, round, shard, signals.stop);
    const terms = { name: names.holder(shard), holder: `${machine} ${process}` };
    const copied = await asHolder(deps, terms, async (lost, confirm) => {
      const ended = await drainingAfter(clock, signals, lost, (both) =>
        copyShard({ s3: sides, ledger, names, clock, random, crew }, { order, plan }, both, (now, factsNow) => {
          progress = now;
          rateFacts = factsNow;
        }),
      );
      await writeAsHolder(ledger, names.result(digest, round, shard), JSON.stringify(ended.result), confirm);
      return ended;
    });
    return { error: copied.error, stopped: copied.result.verdict === 'stopped' };
  };
  const facts = (isWorking: boolean): BeatFacts => {
    const { copiedBytes, copies, folders, foldersDone, seen } = progress;
    const so = { folders, foldersDone, seen, copies, copiedBytes };
    if (!isWorking) return so;
    const now = rateFacts();
    return {
      ...so,
      copiesPerSecond: rounded(pace(copies), 1),
      ...(now === null ? {} : { throttledShare: rounded(now.throttledShare, 4) }),
    };
  };
  return await whileBeating(deps, open, { ...input, worker: shard }, { words: copyWords(shard), facts, run }, outer);
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
