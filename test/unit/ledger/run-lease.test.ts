import { describe, expect, it } from 'vitest';
import { duringRun, endRun, runThatHolds } from '../../../src/ledger/run-lease.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const MINUTE_MS = 60_000;
const NAME = 'leases/run.json';
const OURS = 'https://github.com/us/data/actions/runs/1';
const THEIRS = 'https://github.com/them/data/actions/runs/2';

function aWorld() {
  const ledger = s3Ledger(memoryS3(OWNERS), LEDGER);
  const clock = fakeClock();
  const said: string[] = [];
  return { ledger, clock, random: () => 0.5, said, log: (line: string) => void said.push(line), signal: new AbortController().signal };
}

const job = (run: string, worker = `${run}-a-job`) => ({ name: NAME, run, worker });
const inTheLedger = async ({ ledger }: ReturnType<typeof aWorld>) =>
  JSON.parse((await ledger.read(NAME))!.body.toString('utf8')) as { run: string; until: number };
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('duringRun', () => {
  it('lets the jobs of one run work at a time, and its next ones', async () => {
    const world = aWorld();
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await turns(5);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 16 }, (_, leg) => duringRun(world, job(OURS, `leg-${leg}`), 'waits', work)));
    expect(most).toBeGreaterThan(1);
    await duringRun(world, job(OURS), 'waits', work);
    expect(await inTheLedger(world)).toMatchObject({ run: OURS });
    expect(world.said).toEqual([]);
  });

  it('refuses a job whose migration another run works on, by that run and with what to do, and does nothing of it', async () => {
    const world = aWorld();
    let worked = false;
    const refused = await duringRun(world, job(THEIRS), 'waits', async () => {
      // Theirs renews it while ours waits.
      return await duringRun(world, job(OURS), 'waits', () => Promise.resolve(void (worked = true))).catch((error: unknown) => error);
    });
    expect(refused).toMatchObject({
      code: 'LEASE_HELD',
      exitCode: 1,
      message: expect.stringMatching(new RegExp(`^${THEIRS} works on this migration, and has it until .*: s3://.*/${NAME}$`)),
      next: expect.stringContaining('re-run this job'),
    });
    expect(worked).toBe(false);
    expect(world.said).toEqual([`Waiting for ${THEIRS}, which works on this migration`]);
  });

  it('goes on as soon as the other run has given it back', async () => {
    const world = aWorld();
    await duringRun(world, job(THEIRS), 'waits', () => Promise.resolve());
    await endRun(world, job(THEIRS));
    const before = world.clock.now();
    await duringRun(world, job(OURS), 'waits', () => Promise.resolve());
    expect(world.clock.now()).toBeLessThanOrEqual(before + MINUTE_MS);
    expect(world.said).toEqual([]);
  });

  it('takes over from a run that was killed within six minutes', async () => {
    const world = aWorld();
    await duringRun(world, job(THEIRS), 'waits', () => Promise.resolve());
    const before = world.clock.now();
    expect(await duringRun(world, job(OURS), 'waits', () => Promise.resolve('done'))).toBe('done');
    expect(world.clock.now() - before).toBeGreaterThan(4 * MINUTE_MS);
    expect(world.clock.now() - before).toBeLessThanOrEqual(6 * MINUTE_MS);
  });

  it('believes no clock but its own: a lease until next year, which nobody renews, is taken over as well', async () => {
    const world = aWorld();
    const until = world.clock.now() + 365 * 24 * 60 * MINUTE_MS;
    await world.ledger.write(NAME, JSON.stringify({ contract: 'run-lease/1', run: THEIRS, worker: 'x', until }));
    expect(await duringRun(world, job(OURS), 'waits', () => Promise.resolve('done'))).toBe('done');
    expect(await inTheLedger(world)).toMatchObject({ run: OURS });
  });

  it('stops the work of a run whose migration another has taken meanwhile, and says whose it is', async () => {
    const world = aWorld();
    const ended = await duringRun(world, job(OURS), 'waits', async (lost) => {
      const until = world.clock.now() + 60 * MINUTE_MS;
      await world.ledger.write(NAME, JSON.stringify({ contract: 'run-lease/1', run: THEIRS, worker: 'x', until }));
      await turns(50);
      lost.throwIfAborted();
    }).catch((error: unknown) => error);
    expect(ended).toMatchObject({ code: 'LEASE_HELD', message: expect.stringContaining(THEIRS) });
    expect(await inTheLedger(world)).toMatchObject({ run: THEIRS });
  });

  it('says whose the migration is by now although the work ends as if it had been stopped', async () => {
    const world = aWorld();
    const ended = await duringRun(world, job(OURS), 'waits', async () => {
      const until = world.clock.now() + 60 * MINUTE_MS;
      await world.ledger.write(NAME, JSON.stringify({ contract: 'run-lease/1', run: THEIRS, worker: 'x', until }));
      await turns(50);
      return 'stopped';
    }).catch((error: unknown) => error);
    expect(runThatHolds(ended)).toBe(THEIRS);
  });

  it('refuses at once who does not wait', async () => {
    const world = aWorld();
    await duringRun(world, job(THEIRS), 'waits', () => Promise.resolve());
    const before = world.clock.now();
    const refused = await duringRun(world, job(OURS), 'does-not-wait', () => Promise.resolve()).catch((error: unknown) => error);
    expect(runThatHolds(refused)).toBe(THEIRS);
    expect(runThatHolds(new Error('else'))).toBeNull();
    expect(world.clock.now()).toBe(before);
  });

  it('does not believe a clock that is ahead: a lease that has run out by it may be renewed by the other', async () => {
    const world = aWorld();
    await world.ledger.write(
      NAME,
      JSON.stringify({ contract: 'run-lease/1', run: THEIRS, worker: 'x', until: world.clock.now() - 10 * MINUTE_MS }),
    );
    const before = world.clock.now();
    await duringRun(world, job(OURS), 'waits', () => Promise.resolve());
    expect(world.clock.now() - before).toBeGreaterThan(4 * MINUTE_MS);
  });

  it('takes at once what has run out for longer than two clocks can be apart', async () => {
    const world = aWorld();
    await world.ledger.write(
      NAME,
      JSON.stringify({ contract: 'run-lease/1', run: THEIRS, worker: 'x', until: world.clock.now() - 31 * MINUTE_MS }),
    );
    const before = world.clock.now();
    await duringRun(world, job(OURS), 'waits', () => Promise.resolve());
    expect(world.clock.now() - before).toBeLessThanOrEqual(MINUTE_MS);
  });

  it('is written once for all jobs of a matrix that begin at once, or hardly more', async () => {
    const world = aWorld();
    let writes = 0;
    const ledger: typeof world.ledger = {
      ...world.ledger,
      write: async (...of) => {
        writes += 1;
        return await world.ledger.write(...of);
      },
    };
    const legs = Array.from({ length: 64 }, () => job(OURS));
    await Promise.all(legs.map((leg) => duringRun({ ...world, ledger }, leg, 'waits', () => Promise.resolve())));
    // All of them read before the first has written; then all but that one are late, and few have to write again.
    expect(writes).toBeLessThanOrEqual(2 * 64);
    expect(writes).toBeGreaterThan(0);
  });

  it('works on while the ledger does not answer, and says so', async () => {
    const world = aWorld();
    let down = false;
    const ledger: typeof world.ledger = {
      ...world.ledger,
      read: async (name) => {
        if (down) throw new Error('503');
        return await world.ledger.read(name);
      },
    };
    const work = async (lost: AbortSignal) => {
      down = true;
      await turns(20);
      down = false;
      return lost.aborted;
    };
    expect(await duringRun({ ...world, ledger }, job(OURS), 'waits', work)).toBe(false);
    expect(world.said[0]).toMatch(/leases\/run\.json could not be renewed: 503$/);
  });

  it('takes what is no lease for nobody’s', async () => {
    const world = aWorld();
    await world.ledger.write(NAME, 'not even JSON');
    expect(await duringRun(world, job(OURS), 'waits', () => Promise.resolve('done'))).toBe('done');
  });
});

describe('endRun', () => {
  it('leaves the lease of another run alone, and one that is not there', async () => {
    const world = aWorld();
    await endRun(world, job(OURS));
    expect(await world.ledger.read(NAME)).toBeNull();
    await duringRun(world, job(THEIRS), 'waits', () => Promise.resolve());
    const before = await inTheLedger(world);
    await endRun(world, job(OURS));
    expect(await inTheLedger(world)).toEqual(before);
  });

  it('leaves it to another command of the same terminal that has renewed it since', async () => {
    const world = aWorld();
    await duringRun(world, job(OURS, 'first'), 'waits', () => Promise.resolve());
    await duringRun(world, job(OURS, 'second'), 'waits', () => Promise.resolve());
    await endRun(world, job(OURS, 'first'), 'of-worker');
    expect((await inTheLedger(world)).until).toBeGreaterThan(0);
    await endRun(world, job(OURS, 'second'), 'of-worker');
    expect((await inTheLedger(world)).until).toBe(0);
  });

  it('is taken up again by a job of the run that works on', async () => {
    const world = aWorld();
    await duringRun(world, job(OURS), 'waits', async () => {
      await endRun(world, job(OURS));
      await turns(20);
    });
    expect((await inTheLedger(world)).until).toBeGreaterThan(0);
  });
});
