import { describe, expect, test } from 'vitest';
import { memoised } from '../../../src/s3/memoised.ts';
import type { Credentials } from '../../../src/s3/types.ts';
import { fakeClock } from '../../fakes/clock.ts';

const HOUR_MS = 3_600_000;

function aSource() {
  const clock = fakeClock();
  const state = { calls: 0, fails: false };
  const provider = memoised(() => {
    state.calls += 1;
    if (state.fails) return Promise.reject(new Error('STS is not to be reached'));
    return Promise.resolve<Credentials>({
      accessKeyId: `key-${state.calls}`,
      secretAccessKey: 'secret',
      sessionToken: undefined,
      expiresAt: clock.now() + HOUR_MS,
    });
  }, clock);
  return { clock, provider, state };
}

describe('one provider for all clients', () => {
  test('callers at the same moment share one call, and later ones cost nothing', async () => {
    const { provider, state } = aSource();
    await Promise.all(Array.from({ length: 16 }, async () => await provider()));
    await provider();
    expect(state.calls).toBe(1);
  });

  test('credentials are refreshed five minutes before their end', async () => {
    const { clock, provider } = aSource();
    await provider();
    clock.pass(HOUR_MS - 299_000);
    expect(await provider()).toMatchObject({ accessKeyId: 'key-2' });
  });

  test('a refresh that fails leaves those that are valid; after their end it is an error', async () => {
    const { clock, provider, state } = aSource();
    await provider();
    state.fails = true;
    clock.pass(HOUR_MS - 200_000);
    expect(await provider()).toMatchObject({ accessKeyId: 'key-1' });
    state.fails = false;
    expect(await provider()).toMatchObject({ accessKeyId: 'key-3' });
    state.fails = true;
    clock.pass(HOUR_MS + 1);
    await expect(provider()).rejects.toThrow('STS is not to be reached');
  });

  test('credentials that AWS refused are not given again', async () => {
    const { provider, state } = aSource();
    const first = await provider();
    state.fails = true;
    await expect(Promise.resolve(provider(first))).rejects.toThrow('STS is not to be reached');
  });
});
