import type { VerifyResult } from '../contracts/findings.ts';
import type { StopSignals } from '../copy/settle.ts';
import { asMigrationError, type MigrationError } from '../errors.ts';
import { asHolder } from '../ledger/hold.ts';
import { writeOrThrow } from '../ledger/store.ts';
import type { BothSides } from '../s3/types.ts';
import type { DeepSample } from '../verify/deep.ts';
import { whileBeating, type BeatDeps } from './agent-beats.ts';
import { VERIFY_WORKER } from './machine-wish.ts';
import type { OpenPlan } from './open-plan.ts';
import { verifyWords } from './verify-there.ts';
import { verifyPass, type VerifyProgress } from './verify-pass.ts';

export interface WorkVerifyDeps extends BeatDeps {
  /** Under the agent role, like the ledger. */
  readonly sides: BothSides;
}

export interface WorkVerifyInput {
  readonly pass: number;
  readonly deep: DeepSample | null;
  readonly process: string;
  readonly machine: string;
}

/**
 * The agent's other use-case: a pass of verify. It writes into the agent's own place of the ledger; the job that follows it makes
 * findings and orders of that. A start reads nothing that another one has left: it lists both sides from their beginning.
 */
export async function workVerifyStage(
  deps: WorkVerifyDeps,
  open: OpenPlan,
  input: WorkVerifyInput,
  outer: StopSignals,
): Promise<MigrationError | null> {
  const { clock, ledger, log, sides } = deps;
  const { digest, names } = open;
  const { deep, machine, pass, process } = input;
  let progress: VerifyProgress = { folders: 0, foldersDone: 0, seen: 0 };
  const run = async ({ stop }: StopSignals) => {
    try {
      const terms = { name: names.holder(VERIFY_WORKER), holder: `${machine} ${process}` };
      await asHolder(deps, terms, async (lost) => {
        const signal = AbortSignal.any([stop, lost]);
        const verified = await verifyPass(
          { clock, agent: sides, agentLedger: ledger, listLedger: ledger, log, signal },
          open,
          { pass, deep, lists: names.verifyLists(digest, pass, process) },
          (now) => (progress = now),
        );
        // Stopped or taken over at the very end: a result of nobody's is not left lying about.
        signal.throwIfAborted();
        const result: VerifyResult = { contract: 'verify-result/1', ...verified };
        await writeOrThrow(ledger, names.verifyResult(digest, pass, process), JSON.stringify(result));
      });
      return { error: null, stopped: false };
    } catch (thrown) {
      return { error: asMigrationError(thrown), stopped: stop.aborted };
    }
  };
  const facts = () => ({ ...progress, copies: 0, copiedBytes: 0 });
  const start = { worker: VERIFY_WORKER, round: pass, process, machine };
  return await whileBeating(deps, open, start, { words: verifyWords(pass), facts, run }, outer);
}
