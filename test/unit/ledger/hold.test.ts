import { describe, expect, it } from 'vitest';
import { asHolder, writeAsHolder } from '../../../src/ledger/hold.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const NAME = 'holder.json';

function aWorld() {
  const s3 = memoryS3(OWNERS);
  const clock = virtualClock();
  const ledger = s3Ledger(s3, LEDGER);
  const holder = async () => JSON.parse((await ledger.read(NAME))!.body.toString('utf8')) as Record<string, string>;
  return { s3, clock, ledger, holder };
}

/** Work that ends when it is told to, with the reason. */
const untilLost = (signal: AbortSignal): Promise<Error> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason as Error), { once: true }));

describe('the right to a work', () => {
  it('is taken by the first who comes, renewed every five seconds, and its work returned', async () => {
    const { clock, holder, ledger } = aWorld();
    const startMs = clock.now();
    const seen: string[] = [];
    const work = asHolder({ ledger, clock }, { name: NAME, holder: 'one' }, async (signal) => {
      for (let n = 0; n < 4; n += 1) {
        await clock.sleep(3000, signal);
        seen.push((await holder())['seenAt']!);
      }
      return signal.aborted;
    });
    expect(await clock.until(work)).toBe(false);
    expect(await holder()).toMatchObject({ contract: 'hold/1', holder: 'one' });
    expect(seen.map((at) => Date.parse(at) - startMs)).toEqual([0, 5000, 5000, 10_000]);
  });

  it('is taken over at once, and the former holder is told within five seconds, by whom it was lost', async () => {
    const { clock, holder, ledger } = aWorld();
    const first = asHolder({ ledger, clock }, { name: NAME, holder: 'one' }, async (signal) => {
      const reason = await untilLost(signal);
      return { reason, atMs: clock.now() };
    });
    const startMs = clock.now();
    const second = clock.sleep(7000).then(() =>
      asHolder({ ledger, clock }, { name: NAME, holder: 'two' }, async (signal) => {
        await clock.sleep(20_000, signal);
        return signal.aborted;
      }),
    );
    const [lost, kept] = await clock.until(Promise.all([first, second]));
    expect(kept).toBe(false);
    expect(lost.atMs - startMs).toBeLessThanOrEqual(12_000);
    expect(lost.reason).toMatchObject({ code: 'LEASE_HELD', exitCode: 1, message: expect.stringContaining('so one stopped') });
    expect((await holder())['holder']).toBe('two');
  });

  it('is confirmed at once, so that a former holder that does not know it yet writes nothing in the name of the right', async () => {
    const { clock, ledger } = aWorld();
    const RESULT = 'result.json';
    const first = asHolder({ ledger, clock }, { name: NAME, holder: 'one' }, async (lost, confirm) => {
      await writeAsHolder(ledger, RESULT, 'early', confirm);
      await clock.sleep(6500);
      const knew = lost.aborted;
      const late = await writeAsHolder(ledger, RESULT, 'late', confirm).catch((error: unknown) => error);
      return { knew, late };
    });
    const second = clock.sleep(6000).then(() =>
      asHolder({ ledger, clock }, { name: NAME, holder: 'two' }, async (_lost, confirm) => {
        await Promise.all(Array.from({ length: 5 }, () => confirm()));
        await writeAsHolder(ledger, RESULT, 'of two', confirm);
        await clock.sleep(20_000);
      }),
    );
    const [{ knew, late }] = await clock.until(Promise.all([first, second]));
    expect(knew).toBe(false);
    expect(late).toMatchObject({ code: 'LEASE_HELD' });
    expect((await ledger.read(RESULT))!.body.toString()).toBe('of two');
  });

  it('of many who come at once one stays', async () => {
    const { clock, ledger } = aWorld();
    const names = ['a', 'b', 'c', 'd', 'e'];
    const work = names.map((holder) =>
      asHolder({ ledger, clock }, { name: NAME, holder }, (signal) =>
        clock.sleep(12_000, signal).then(
          () => 'kept',
          () => 'lost',
        ),
      ),
    );
    const ends = await clock.until(Promise.all(work));
    expect(ends.toSorted()).toEqual(['kept', 'lost', 'lost', 'lost', 'lost']);
  });

  it('ends the work that was asked to stop, within five seconds of the asking', async () => {
    const { clock, ledger } = aWorld();
    const startMs = clock.now();
    const isAskedToStop = async () => clock.now() - startMs >= 11_000;
    const work = asHolder({ ledger, clock }, { name: NAME, holder: 'one', isAskedToStop }, async (signal) => ({
      reason: await untilLost(signal),
      atMs: clock.now(),
    }));
    const { atMs, reason } = await clock.until(work);
    expect(atMs - startMs).toBe(15_000);
    expect(reason).toMatchObject({ code: 'STOPPED', next: expect.stringContaining('again') });
  });

  it('ends the work when the ledger can no longer be written, with the reason', async () => {
    const { clock, ledger, s3 } = aWorld();
    const work = asHolder({ ledger, clock }, { name: NAME, holder: 'one' }, async (signal) => {
      s3.before = () => {
        throw new Error('no way to the ledger');
      };
      return await untilLost(signal);
    });
    expect(await clock.until(work)).toMatchObject({ message: 'no way to the ledger' });
  });

  it('is not renewed behind the end of the work, which may have failed', async () => {
    const { clock, holder, ledger } = aWorld();
    const work = asHolder({ ledger, clock }, { name: NAME, holder: 'one' }, async () => {
      await clock.sleep(1000);
      throw new Error('of the work');
    });
    await expect(clock.until(work)).rejects.toThrow('of the work');
    const { seenAt } = await holder();
    await clock.until(clock.sleep(60_000));
    expect((await holder())['seenAt']).toBe(seenAt);
  });
});
