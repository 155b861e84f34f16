import { describe, expect, it } from 'vitest';
import { underLease } from '../../../src/ledger/lease.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const terms = (holder: string) => ({ name: 'leases/x.json', holder, heldForMs: 30_000, waitUpToMs: 90_000 });

function aWorld() {
  return { ledger: s3Ledger(memoryS3(OWNERS), LEDGER), clock: fakeClock(), random: () => 0.5 };
}

describe('underLease', () => {
  it('lets one worker in at a time', async () => {
    const world = aWorld();
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await world.clock.sleep(1000);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, (_, n) => underLease(world, terms(`worker-${n}`), work)));
    expect(most).toBe(1);
  });

  it('takes over from a holder that is gone, when its time is over', async () => {
    const world = aWorld();
    await world.ledger.write('leases/x.json', JSON.stringify({ contract: 'lease/1', holder: 'dead', until: world.clock.now() + 20_000 }));
    const before = world.clock.now();
    await underLease(world, terms('next'), () => Promise.resolve());
    expect(world.clock.now() - before).toBeGreaterThanOrEqual(20_000);
  });

  it('gives up naming the holder when it is held for too long', async () => {
    const world = aWorld();
    await world.ledger.write(
      'leases/x.json',
      JSON.stringify({ contract: 'lease/1', holder: 'somebody', until: world.clock.now() + 600_000 }),
    );
    await expect(underLease(world, terms('next'), () => Promise.resolve())).rejects.toMatchObject({
      code: 'LEASE_HELD',
      message: expect.stringContaining('somebody'),
    });
  });

  it('gives the lease back when the work fails', async () => {
    const world = aWorld();
    await expect(underLease(world, terms('a'), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const before = world.clock.now();
    await underLease(world, terms('b'), () => Promise.resolve());
    expect(world.clock.now()).toBe(before);
  });
});
