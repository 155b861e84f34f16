import { expect, it } from 'vitest';
import { saysReady, start, stubborn } from './command.ts';
import { action, CHECKOUT, gone, ownSeconds, steps } from './harness.ts';

/** The one test with the platform's own times, in a file of its own: it only waits. */
it('takes as long as the platform: 7.5 s to SIGTERM, 2.5 s to the kill', async () => {
  const seconds = ownSeconds();
  const { child, root, exit } = await start(steps(CHECKOUT, 'uses: ./act'), [], action('act', { main: stubborn(seconds) }));
  await saysReady(root);
  const begin = performance.now();
  child.kill('SIGINT');
  expect(await exit).toBe(130);
  const took = performance.now() - begin;
  expect(took).toBeGreaterThan(9_900);
  expect(took).toBeLessThan(14_000);
  await gone(seconds);
}, 20_000);
