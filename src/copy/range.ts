import type { Stretch } from '../contracts/copy.ts';
import { writeSegment } from '../ledger/manifest.ts';
import { pieceDir, type LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { Cutting, type Known } from '../listing/cutting.ts';
import { ownCopy } from '../listing/order.ts';
import type { Steps } from '../listing/pairs.ts';
import { advance, NOTHING_WALKED, type RangeTally } from './checkpoint.ts';
import { settleStep, stopped, type SettleDeps, type SettleTask, type StopSignals } from './settle.ts';

export interface RangeDeps extends SettleDeps {
  readonly ledger: LedgerStore;
  readonly names: LedgerNames;
}

export interface RangeTask extends SettleTask {
  readonly generation: number;
  readonly epoch: number;
  /** Keys that the folder's checkpoint counts as vanished. */
  readonly wasVanished: ReadonlySet<string>;
  /** Asked before each step: why the folder is given up, when it is. */
  readonly givenUp: () => Error | null;
}

/** The end of a walk that has settled nothing yet: as an end, null would be that of everything. */
const BEFORE_ALL = '';

/**
 * The walk of one range of a folder: a page, its copies, its segment, and only then the next page, so that a kill at any
 * instruction costs at most the page in hand. A part of what is still to be walked can be taken away while it runs.
 */
export class RangeWalk {
  readonly task: RangeTask;
  readonly pairs: Steps;
  readonly dir: string;
  readonly from: string | null;
  /** All keys up to and including this one are settled and recorded. */
  to: string | null;
  tally: RangeTally = NOTHING_WALKED;
  segments = 0;
  ended = false;
  /** How much of it can be taken away while it is walked. */
  readonly cutting: Cutting;

  constructor(task: RangeTask, number: number, pairs: Steps, { from }: Stretch, known?: Known) {
    this.task = task;
    this.dir = pieceDir(task.generation, task.epoch, number);
    this.pairs = pairs;
    this.cutting = new Cutting(pairs, known);
    this.from = from;
    this.to = from;
  }

  /**
   * @param onPage called with each page in hand, when it is known how much follows; with the number of its keys
   * @throws whatever stops the folder; what was settled until then is recorded
   */
  async walk(deps: RangeDeps, signals: StopSignals, onPage: (keys: number) => void): Promise<void> {
    while (!this.ended) await this.#walkStep(deps, signals, onPage);
    this.pairs.release();
  }

  /** A function of its own: the frame of a loop would keep the step before while it waits for the next page, and every range a thousand keys. */
  async #walkStep({ ledger, names, ...deps }: RangeDeps, signals: StopSignals, onPage: (keys: number) => void): Promise<void> {
    const { task } = this;
    if (signals.stop.aborted) throw stopped(task.folder);
    const reason = task.givenUp();
    if (reason !== null) throw reason;
    const step = await this.pairs.next(signals.stop);
    this.cutting.stepped(step);
    onPage(step.seen.length);
    const { settled, goneBeyond, failure } = await settleStep(deps, task, step.seen, signals);
    const whole = settled.length === step.seen.length && failure === null;
    const to = whole ? step.to : (step.seen[settled.length - 1]?.key ?? this.to ?? BEFORE_ALL);
    // A first key without a name cannot be left out of what a segment covers: that it went is then not told.
    if (settled.length > 0 || (goneBeyond.length > 0 && step.seen[0]!.key !== BEFORE_ALL)) {
      const tally = advance(this.tally, step.seen, settled, { goneBeyond, wasVanished: task.wasVanished });
      if (deps.dryRun !== true) {
        const entries = settled.flatMap((end) => ('entry' in end ? [end.entry] : []));
        const name = names.segment(task.folder, this.dir, this.segments);
        await writeSegment(ledger, name, { contract: 'segment/1', from: this.from, to, ...tally }, entries);
        this.segments += 1;
      }
      this.tally = tally;
    }
    // On its own: what a step's texts are cut from would live as long as the range.
    this.to = to === null ? null : ownCopy(to);
    this.ended = whole && step.ended;
    if (failure !== null) throw failure.reason;
  }
}
