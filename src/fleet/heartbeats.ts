import { parseContract } from '../contracts/contract.ts';
import { heartbeat, type Heartbeat } from '../contracts/fleet.ts';
import { EXIT_CODES, MigrationError, type ErrorCode } from '../errors.ts';
import type { LedgerStore } from '../ledger/store.ts';

/** What a follower has seen of one start of a worker. Times are of the follower's own clock (`Clock.passed`). */
export interface Sight {
  readonly process: string;
  readonly beat: number;
  /** When the beat last grew, or the start was asked for. */
  readonly atMs: number;
}

export type Pulse =
  | { readonly pulse: 'alive'; readonly sight: Sight }
  | { readonly pulse: 'ended'; readonly heartbeat: Heartbeat }
  | { readonly pulse: 'silent'; readonly forMs: number };

/** Beats come every five seconds; two minutes without one are no hiccup of S3, nor of a busy machine. */
export const BEAT_EVERY_MS = 5000;
export const SILENT_AFTER_MS = 24 * BEAT_EVERY_MS;
/** Until its first beat a worker has to be fetched, checked and started. */
const FIRST_BEAT_WITHIN_MS = 5 * 60_000;

/** What a heartbeat says to who has followed so far. One of another start says nothing. Pure. */
export function pulseOf(sight: Sight, found: Heartbeat | null, nowMs: number): Pulse {
  const own = found !== null && found.process === sight.process ? found : null;
  if (own !== null && own.state !== 'working') return { pulse: 'ended', heartbeat: own };
  if (own !== null && own.beat > sight.beat) return { pulse: 'alive', sight: { ...sight, beat: own.beat, atMs: nowMs } };
  const forMs = nowMs - sight.atMs;
  return forMs > (sight.beat < 0 ? FIRST_BEAT_WITHIN_MS : SILENT_AFTER_MS) ? { pulse: 'silent', forMs } : { pulse: 'alive', sight };
}

/** How far a worker is, in words: as much as it says. Pure. */
export function progressWords({
  copiedBytes,
  copies,
  copiesPerSecond,
  folders,
  foldersDone,
  seen,
  throttledShare,
}: Pick<Heartbeat, 'copiedBytes' | 'copies' | 'copiesPerSecond' | 'folders' | 'foldersDone' | 'seen' | 'throttledShare'>): string {
  return [
    `${foldersDone} of ${folders} folders`,
    ...(seen === undefined ? [] : [`${seen} keys looked at`]),
    `${copies} objects copied${copiesPerSecond === undefined ? '' : ` (${copiesPerSecond.toFixed(0)} a second)`}, ${copiedBytes} bytes`,
    ...(throttledShare === undefined ? [] : [`S3 answered ${(throttledShare * 100).toFixed(1)} % of the copies with 503`]),
  ].join(', ');
}

/**
 * Writes the heartbeats of one start. The first takes the place of whatever is there; each further one is written on the condition that it is
 * one of the same start that it replaces: whoever's shard another start has begun on never writes over that one's. @throws MigrationError LEASE_HELD
 */
export function beatWriter(ledger: LedgerStore, name: string): (beat: Heartbeat) => Promise<void> {
  let etag: string | null = null;
  return async (beat) => {
    for (;;) {
      const written = await ledger.write(name, JSON.stringify(beat), etag === null ? undefined : { etag });
      if (written.outcome === 'written') {
        ({ etag } = written);
        return;
      }
      // A beat of our own may have arrived without our hearing of it.
      const found = await ledger.read(name);
      if (found === null || parseContract(heartbeat, found.body.toString('utf8'), ledger.uri(name)).process !== beat.process)
        throw begunAnew(ledger.uri(name));
      ({ etag } = found);
    }
  };
}

function begunAnew(uri: string): MigrationError {
  return new MigrationError('LEASE_HELD', `${uri} is another worker's by now, so this one stopped`, {
    next: 'Nothing is lost: the other one goes on from the checkpoints. Let it end.',
  });
}

/** What ended a worker, as its job ends with it; null when nothing was wrong. @param otherwise for what the worker did not say, or a code that we do not know */
export function errorOfBeat(
  { error, machine }: Heartbeat,
  otherwise: { readonly code: ErrorCode; readonly next: string },
): MigrationError | null {
  if (error === null) return null;
  const { code, details, message, next = otherwise.next } = error;
  return new MigrationError(isErrorCode(code) ? code : otherwise.code, message, { details: { ...details, machine }, next });
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(EXIT_CODES, code);
