import type { Clock } from '../clock.ts';
import type { Stretch } from '../contracts/copy.ts';
import { writeSegment } from '../ledger/manifest.ts';
import { pieceDir, type LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { Cutting, type Known } from '../listing/cutting.ts';
import { ownCopy } from '../listing/order.ts';
import type { Seen, Step, Steps } from '../listing/pairs.ts';
import { advance, NOTHING_WALKED, type RangeTally } from './checkpoint.ts';
import { settleStep, stopped, type SettledStep, type SettleDeps, type SettleTask, type StopSignals } from './settle.ts';

export interface RangeDeps extends SettleDeps {
  readonly clock: Pick<Clock, 'now' | 'passed'>;
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

interface Recording {
  readonly recorded: Promise<void>;
  /** It is the range's last step. */
  readonly ended: boolean;
}

/**
 * The walk of one range of a folder: a page, its copies, its segment. Shortly before all copies of a page are begun (ahead.ts), the next page is
 * listed and begun: until its last copy is answered and its segment written, a fast range would otherwise ask for nothing, for a third of its time.
 * No page is begun before the one before the last is recorded, so that a kill at any instruction costs at most two pages. A part of what is still
 * to be walked can be taken away while it runs.
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
  /** The step that was begun last; null when it is recorded: the keys of a page would live as long as the range, and that until its folder ends. */
  #behind: { readonly seen: readonly Seen[]; readonly settling: Promise<SettledStep> } | null = null;
  /** A step was not settled whole, or not recorded: those behind it cannot be, and end. */
  #failed = false;
  /** A key of the last steps could not be copied. */
  #keysFail = false;
  /** What a list takes; where a page is walked in several steps, only the first of them lists. */
  #listMs = 0;
  /** When its first page was asked for: milliseconds since 1970. */
  #listedSinceMs: number | null = null;

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
    let before: Recording = { recorded: Promise.resolve(), ended: false };
    try {
      while (!before.ended) before = await this.#walkStep(before, deps, signals, onPage);
      await before.recorded;
    } finally {
      this.#behind = null;
    }
    this.pairs.release();
  }

  /**
   * Begins the next step, and sees the one before recorded. A function of its own: the frame of a loop would keep the step before while it
   * waits for the next page, and every range a thousand keys.
   */
  async #walkStep(before: Recording, deps: RangeDeps, signals: StopSignals, onPage: (keys: number) => void): Promise<Recording> {
    const step = await this.#take(deps, signals).catch(async (thrown: unknown) => {
      await before.recorded;
      throw thrown;
    });
    const listedUntilMs = deps.clock.now();
    onPage(step.seen.length);
    // Nothing may happen between looking and beginning: a step behind one that failed is not recorded. Where keys fail, pages go one by one, so
    // that a folder is given up in time, and nothing is copied behind a step that will not be recorded whole.
    if (this.#failed || this.#keysFail) {
      await before.recorded;
      this.#keysFail = false;
      this.#mustGoOn(signals);
    }
    const begun = Promise.withResolvers<void>();
    const settling = settleStep(deps, this.task, step.seen, signals, {
      listMs: this.#listMs,
      onNearlyBegun: begun.resolve,
      onFailed: () => (this.#keysFail = true),
      isOver: () => this.#failed,
    });
    this.#behind = { seen: step.seen, settling };
    await Promise.race([begun.promise, settling]);
    await before.recorded.catch(async (reason: unknown) => {
      await settling;
      throw reason;
    });
    const recorded = this.#record(deps, step, listedUntilMs, settling);
    // It is awaited with the next step, or at the end.
    recorded.catch(() => (this.#failed = true));
    return { recorded, ended: step.ended };
  }

  async #take({ clock }: RangeDeps, signals: StopSignals): Promise<Step> {
    this.#mustGoOn(signals);
    this.#listedSinceMs ??= clock.now();
    const sinceMs = clock.passed();
    const step = await this.pairs.next(signals.stop);
    this.#listMs = Math.max(clock.passed() - sinceMs, this.#listMs / 2);
    this.cutting.stepped(step);
    return step;
  }

  #mustGoOn({ stop }: StopSignals): void {
    if (stop.aborted) throw stopped(this.task.folder);
    const reason = this.task.givenUp();
    if (reason !== null) throw reason;
  }

  async #record(deps: RangeDeps, step: Step, listedUntilMs: number, settling: Promise<SettledStep>): Promise<void> {
    const { settled, goneBeyond, failure } = await settling;
    const whole = settled.length === step.seen.length && failure === null;
    if (!whole) this.#failed = true;
    const gone = whole || this.#behind?.settling === settling ? goneBeyond : [...goneBeyond, ...(await this.#goneBehind())];
    const to = whole ? step.to : (step.seen[settled.length - 1]?.key ?? this.to ?? BEFORE_ALL);
    // A first key without a name cannot be left out of what a segment covers: that it went is then not told.
    if (settled.length > 0 || (gone.length > 0 && step.seen[0]!.key !== BEFORE_ALL)) {
      const tally = advance(this.tally, step.seen, settled, { goneBeyond: gone, wasVanished: this.task.wasVanished });
      if (deps.dryRun !== true) {
        const entries = settled.flatMap((end) => ('entry' in end ? [end.entry] : []));
        const name = deps.names.segment(this.task.folder, this.dir, this.segments);
        const listed = { listedSince: momentOf(this.#listedSinceMs ?? listedUntilMs), listedUntil: momentOf(listedUntilMs) };
        await writeSegment(deps.ledger, name, { contract: 'segment/1', from: this.from, to, ...tally, ...listed }, entries);
        this.segments += 1;
      }
      this.tally = tally;
    }
    // On its own: what a step's texts are cut from would live as long as the range.
    this.to = to === null ? null : ownCopy(to);
    this.ended = whole && step.ended;
    if (this.#behind?.settling === settling) this.#behind = null;
    if (failure !== null) throw failure.reason;
  }

  /** Keys of the step behind this one that were found vanished: it has begun, and is not recorded itself. */
  async #goneBehind(): Promise<readonly string[]> {
    const { seen, settling } = this.#behind!;
    const { settled, goneBeyond } = await settling;
    return [...seen.filter((_key, index) => settled[index]?.class === 'vanished').map(({ key }) => key), ...goneBeyond];
  }
}

const momentOf = (ms: number): string => new Date(ms).toISOString();
