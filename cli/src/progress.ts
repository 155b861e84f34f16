import type { Clock } from '../../src/clock.ts';
import type { RateFacts } from '../../src/copy/rate.ts';
import type { CopyProgress } from '../../src/stages/copy.ts';

export interface ProgressView {
  readonly update: (progress: CopyProgress) => void;
  readonly end: () => void;
}

const LINE_EVERY_MS = 5000;
const JSON_EVERY_MS = 1000;

/** Lines while it works: for people every five seconds, for machines every second. */
export function showProgress({
  say,
  json,
  clock,
  facts,
}: {
  readonly say: (line: string) => void;
  readonly json: boolean;
  readonly clock: Clock;
  readonly isTerminal: boolean;
  readonly facts: () => RateFacts;
}): ProgressView {
  const startedAtMs = clock.passed();
  let saidAtMs = startedAtMs;
  let said = 0;
  return {
    update: ({ copies, copiedBytes }) => {
      const nowMs = clock.passed();
      if (nowMs - saidAtMs < (json ? JSON_EVERY_MS : LINE_EVERY_MS)) return;
      const perSecond = ((copies - said) * 1000) / (nowMs - saidAtMs);
      saidAtMs = nowMs;
      said = copies;
      if (json)
        say(
          JSON.stringify({
            event: 'progress',
            copies,
            copiedBytes,
            copiesPerSecond: perSecond,
            seconds: (nowMs - startedAtMs) / 1000,
            ...facts(),
          }),
        );
      else say(`${copies} copied, ${copiedBytes} bytes, ${perSecond.toFixed(0)} a second`);
    },
    end: () => undefined,
  };
}
