import { afterAll, describe, it } from 'vitest';
import { scratch } from './commands.ts';
import { interruptThenFinish, seededMoments } from './interrupt.ts';

const at = scratch();
afterAll(() => at.remove());

/** A quick demo takes a minute and a half; the moments go over all of it, the start of the sandbox included. */
describe('Ctrl-C at twenty seeded moments', () => {
  it.each(seededMoments(20260101, 20, 88_000).map((moment, index) => [moment, index] as const))(
    'after %i ms',
    (moment, index) => interruptThenFinish(at.path(`run-${index}`), moment),
    420_000,
  );
});
