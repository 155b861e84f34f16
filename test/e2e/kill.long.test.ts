import { afterAll, describe, it } from 'vitest';
import { scratch } from './commands.ts';
import { seededMoments } from './interrupt.ts';
import { killThenFinish, type Victim } from './kill.ts';

const at = scratch();
afterAll(() => at.remove());

/** How long after the first of its kind one is killed: about as long as a kind lives in a quick demo. */
const UP_TO_MS: Readonly<Record<Victim, number>> = { agent: 4_000, instance: 6_000, cluster: 50_000, leg: 60_000 };
const TIMES = 5;

describe.each(Object.entries(UP_TO_MS) as [Victim, number][])('SIGKILL of a %s at five seeded moments', (victim, upToMs) => {
  const moments = seededMoments(20260201, 2 * TIMES, upToMs);
  it.each(Array.from({ length: TIMES }, (_, n) => [moments[n]!, moments[n + TIMES]! / upToMs] as const))(
    'after %i ms',
    (afterMs, which) => killThenFinish(at.path(`${victim}-${afterMs}`), victim, afterMs, which),
    600_000,
  );
});
