import { isoSeconds } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { launchTurn, type LaunchTurn } from '../contracts/fleet.ts';
import type { WorkDeps } from './work.ts';

/** Launches are never closer: RunJobFlow refills at one in two seconds (Service Quotas, L-62231AC0), for everybody in the account. */
const APART_AT_LEAST_MS = 2500;
const MINUTE_MS = 60_000;
/** So that the next wave's first launch is not of the same minute, however the legs' clocks run. */
const MARGIN_MS = 1000;
/** A holder that has not come back by then is gone: RunJobFlow's own waits end before (launch.ts). */
const TURN_HELD_UP_TO_MS = 10 * MINUTE_MS;
const TURN_POLL_MS = 2500;
/** A cluster starts in four to ten minutes; a wave that has shown nothing by then is in trouble of its own, and must not hold the others. */
const WAVE_WAITS_UP_TO_MS = 15 * MINUTE_MS;
const WAVE_POLL_MS = 30_000;

/** The batches that must have shown that they work before this one is launched, and how many waves lie before it. Pure. */
export function waveBefore(
  batches: readonly string[],
  batch: string,
  waveSize: number,
): { readonly waves: number; readonly batches: readonly string[] } {
  const waves = Math.floor(Math.max(0, batches.indexOf(batch)) / waveSize);
  return { waves, batches: waves === 0 ? [] : batches.slice((waves - 1) * waveSize, waves * waveSize) };
}

/**
 * Time between two launches of the migration, so that no minute sees more than a wave of them: the original's clusters
 * failed when sixteen were started in one. Pure.
 */
export function launchesApartMs(waveSize: number): number {
  return Math.max(APART_AT_LEAST_MS, MINUTE_MS / waveSize + MARGIN_MS);
}

/**
 * How long a leg has yet to wait for its turn.
 * @param seenForMs how long this leg has seen the record unchanged, on its own clock. Pure.
 */
export function turnWaitMs(found: LaunchTurn | null, seenForMs: number, apartMs: number, by: string): number {
  if (found === null) return 0;
  // Its own, from a process that was killed while launching: nobody else holds it.
  const held = found.state === 'launching' && found.by !== by;
  return Math.max(0, (held ? TURN_HELD_UP_TO_MS : apartMs) - seenForMs);
}

/**
 * Waits until every batch of the wave before has shown that it works: its canary, or its end. After a time limit the wave
 * starts in any case. @param shows whether a batch has
 */
export async function waitForWave(
  { clock, log, signal }: Pick<WorkDeps, 'clock' | 'log' | 'signal'>,
  wave: { readonly waves: number; readonly batches: readonly string[] },
  shows: (batch: string) => Promise<boolean>,
): Promise<void> {
  const open = new Set<string>();
  // The wave before waits for its own, so a later one waits longer.
  const giveUpAt = clock.passed() + wave.waves * WAVE_WAITS_UP_TO_MS;
  for (let told = false; ; told = true) {
    let closed: string | undefined;
    for (const batch of wave.batches.filter((one) => !open.has(one))) {
      if (await shows(batch)) open.add(batch);
      else {
        closed = batch;
        break;
      }
    }
    if (closed === undefined) return;
    if (clock.passed() >= giveUpAt) {
      log(`Batch ${closed} of the wave before has not shown that it works; waited long enough`);
      return;
    }
    if (!told) log(`Waiting for the canaries of the wave before (${wave.batches.join(', ')})`);
    await clock.sleep(WAVE_POLL_MS, signal);
  }
}

export interface Turn {
  /** To be called once the launch is over, however it ended. */
  done(): Promise<void>;
}

/**
 * Waits for this leg's turn to launch. Legs are processes on different machines: what serialises them is one record in
 * the ledger, written with a condition on the version that was read; time is measured from when a leg saw that version
 * first, so no two clocks are compared, and a holder that dies is passed over.
 */
export async function takeTurn(
  deps: Pick<WorkDeps, 'ledger' | 'names' | 'clock' | 'random' | 'signal'>,
  by: string,
  apartMs: number,
): Promise<Turn> {
  const { clock, ledger, names, random, signal } = deps;
  const name = names.lease('cluster-launches');
  let seen: { readonly etag: string | null; readonly atMs: number } | null = null;
  for (;;) {
    const stored = await ledger.read(name, signal);
    const etag = stored?.etag ?? null;
    if (seen === null || seen.etag !== etag) seen = { etag, atMs: clock.passed() };
    const found = stored === null ? null : parseContract(launchTurn, stored.body.toString('utf8'), ledger.uri(name));
    const waitMs = turnWaitMs(found, clock.passed() - seen.atMs, apartMs, by);
    if (waitMs > 0) {
      await clock.sleep((found?.state === 'launching' ? Math.min(waitMs, TURN_POLL_MS) : waitMs) + random() * APART_AT_LEAST_MS, signal);
      continue;
    }
    const mine: LaunchTurn = {
      contract: 'launch-turn/1',
      turn: (found?.turn ?? 0) + 1,
      by,
      state: 'launching',
      at: isoSeconds(clock.now()),
    };
    const taken = await ledger.write(name, JSON.stringify(mine), etag === null ? { absent: true } : { etag });
    if (taken.outcome === 'conflict') {
      await clock.sleep(random() * APART_AT_LEAST_MS, signal);
      continue;
    }
    return {
      done: async () => {
        // A lost condition means that others have taken this leg for dead, and gone on.
        await ledger.write(name, JSON.stringify({ ...mine, state: 'launched', at: isoSeconds(clock.now()) }), { etag: taken.etag });
      },
    };
  }
}
