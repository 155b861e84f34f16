import type { Clock } from '../clock.ts';
import type { Pacer } from '../s3/types.ts';
import { calmOf } from './calm.ts';
import { afterCut, afterRamp, burstOf, FLOOR_PER_SECOND, grownBy, inFlightFor, isGrown, rampedBy } from './rate-law.ts';
import { endedShares, sharedAmong, type Share } from './rate-shares.ts';
import { newLine, ringOf, type Line } from './waiters.ts';

/** Copies a second that a worker begins with, before it has met S3's limit. */
export const START_PER_SECOND = 100;

export interface RateOptions {
  readonly clock: Clock;
  /** 0 up to, not including, 1: workers that start together must not look for the limit together. */
  readonly random: () => number;
  /** This worker's part of the fleet's ceiling; Infinity where there is none. */
  readonly ceilingPerSecond: number;
  readonly startPerSecond: number;
  /** Requests in flight, however far away S3 is. */
  readonly inFlightUpTo: number;
}

/** For progress. Rates count tries, as S3 does. */
export interface RateFacts {
  /** What the worker may send. */
  readonly perSecond: number;
  /** What it sends. */
  readonly usedPerSecond: number;
  readonly inFlight: number;
  readonly inFlightUpTo: number;
  readonly waiting: number;
  /** The part of the answers of the last seconds that were 503. */
  readonly throttledShare: number;
  /** From sending to the answer's end, smoothed; 0 before the first answer. */
  readonly latencyMs: number;
}

export interface RangePacer extends Pacer {
  /** Undefined when few of the range wait; else resolves when there is room for another: who has a whole page to send asks before each key. */
  room(): Promise<void> | undefined;
}

export interface WorkerRate {
  /**
   * The same pacer for the same name, until the range is forgotten.
   * @param name in the order of the keys, so that neighbours are neighbours to S3 as well (calm.ts)
   * @param folder what is cut into ranges; absent: the range is all of it
   */
  range(name: string, folder?: string): RangePacer;
  /** A range is done. What is still in flight of it is counted all the same. */
  forget(name: string): void;
  facts(): RateFacts;
}

/** What may be sent now, and how fast that comes back. */
interface Bucket {
  perSecond: number;
  tokens: number;
  filledAtMs: number;
  /** Somebody waited for it since the last look. */
  limiting: boolean;
}

interface Range extends Line {
  readonly name: string;
  readonly folder: string;
  /** It is one of those that share the rate: from its first request on. */
  isMet: boolean;
  /** Before the first 503 the bucket of all ranges; then its own. */
  bucket: Bucket;
  /** The last 503; the first one of this round trip, and the rate before it. */
  hitAtMs: number;
  cutAtMs: number;
  beforePerSecond: number;
  /** What the rate has grown by, as a factor, since the last 503 or since calm had to be found anew; and when that was. */
  grown: number;
  grownAtMs: number;
  /** Tries since the last look, and the rate that they have been at. */
  sent: number;
  usedPerSecond: number;
}

/** Looks are what costs: so many in a round trip, within these bounds. */
const LOOKS_PER_ROUND_TRIP = 4;
const LOOK_FROM_MS = 4;
const LOOK_UP_TO_MS = 50;
/** What is smoothed follows a change within so many milliseconds, or within two round trips. */
const SMOOTH_MS = 100;
/** A slow range sends a few requests in that time. */
const USED_MS = 2000;
/** The last seconds, of the 503s' part in the answers. */
const SHARE_MS = 5000;
/** Nobody sleeps longer, so that a rate that has grown meanwhile is seen. */
const NAP_UP_TO_MS = 50;
/** 503s as near to each other, in round trips, are one: they are of one partition, in a moment in which it is full. */
const APART = 0.05;
const HITS_UP_TO = 1000;
/** A new range has its rate from so many neighbours on each side. */
const NEIGHBOURS = 2;

const bucketOf = (perSecond: number, tokens: number, nowMs: number): Bucket => ({ perSecond, tokens, filledAtMs: nowMs, limiting: false });

export function createRate({ clock, random, ceilingPerSecond, startPerSecond, inFlightUpTo }: RateOptions): WorkerRate {
  const known = new Map<string, { readonly range: Range; readonly pacer: RangePacer }>();
  const ring = ringOf<Range>();
  const startedAtMs = clock.passed();
  const bounded = (rate: number): number => Math.max(FLOOR_PER_SECOND, Math.min(rate, ceilingPerSecond));
  /** In the order of their names, which is that of their keys. */
  let ranges: Range[] = [];
  let perSecond = bounded(startPerSecond * (0.9 + 0.2 * random()));
  /** Until the first 503 nothing is known of partitions. */
  let ramp: Bucket | null = bucketOf(perSecond, burstOf(perSecond), startedAtMs);
  const ended = endedShares();
  let hits: number[] = [];
  let calmMs = new Float64Array(64);
  const ceiling = bucketOf(ceilingPerSecond, burstOf(ceilingPerSecond), startedAtMs);
  let inFlight = 0;
  let inFlightNow = inFlightFor(perSecond, 0, inFlightUpTo);

  /** Since something has been in flight at every moment, and so many were sent since then. */
  let [busySinceMs, busySent] = [startedAtMs, 0];

  // Since the last look.
  let lookedAtMs = startedAtMs;
  let lookEveryMs = LOOK_FROM_MS;
  let [answers, throttled, latencySumMs] = [0, 0, 0];
  // Smoothed.
  let [latencyMs, usedPerSecond, recentAnswers, recentThrottled] = [0, 0, 0, 0];
  let napping = false;
  /** Until then nobody who waits has a token. */
  let nextTokenAtMs = 0;

  const fill = (bucket: Bucket, nowMs: number) => {
    bucket.tokens = Math.min(burstOf(bucket.perSecond), bucket.tokens + ((nowMs - bucket.filledAtMs) * bucket.perSecond) / 1000);
    bucket.filledAtMs = nowMs;
  };

  const mayGo = ({ bucket }: Range, nowMs: number): boolean => {
    if (bucket.tokens >= 1) return true;
    fill(bucket, nowMs);
    if (bucket.tokens >= 1) return true;
    bucket.limiting = true;
    nextTokenAtMs = Math.min(nextTokenAtMs, nowMs + ((1 - bucket.tokens) * 1000) / bucket.perSecond);
    return false;
  };

  const underCeiling = (nowMs: number): boolean => {
    if (ceiling.tokens < 1) fill(ceiling, nowMs);
    return ceiling.tokens >= 1;
  };

  const go = (range: Range) => {
    ceiling.tokens -= 1;
    range.bucket.tokens -= 1;
    range.sent += 1;
    if (inFlight === 0) [busySinceMs, busySent] = [clock.passed(), 0];
    busySent += 1;
    inFlight += 1;
  };

  /** Time has passed: what was measured in it is taken in, and the rates grow. */
  const look = (nowMs: number) => {
    const ms = nowMs - lookedAtMs;
    const smooth = 1 - Math.exp(-ms / Math.max(SMOOTH_MS, 2 * latencyMs));
    if (answers > 0) latencyMs = latencyMs === 0 ? latencySumMs / answers : latencyMs + (latencySumMs / answers - latencyMs) * smooth;
    const kept = Math.exp(-ms / SHARE_MS);
    recentAnswers = recentAnswers * kept + answers;
    recentThrottled = recentThrottled * kept + throttled;
    const usedSmooth = 1 - Math.exp(-ms / USED_MS);
    let sent = 0;
    for (const range of ranges) {
      range.usedPerSecond += ((range.sent * 1000) / ms - range.usedPerSecond) * usedSmooth;
      sent += range.sent;
      range.sent = 0;
    }
    if (ramp === null) growRanges(nowMs, ms);
    else {
      if (ramp.limiting || (sent * 2000) / ms > ramp.perSecond) ramp.perSecond = bounded(ramp.perSecond * rampedBy(ms, latencyMs));
      ramp.limiting = false;
      perSecond = ramp.perSecond;
    }
    const measured = (sent * 1000) / ms;
    usedPerSecond = usedPerSecond === 0 ? measured : usedPerSecond + (measured - usedPerSecond) * smooth;
    inFlightNow = inFlightFor(Math.min(perSecond, ceilingPerSecond), latencyMs, inFlightUpTo);
    lookEveryMs = Math.max(LOOK_FROM_MS, Math.min(LOOK_UP_TO_MS, latencyMs / LOOKS_PER_ROUND_TRIP));
    lookedAtMs = nowMs;
    answers = throttled = latencySumMs = 0;
  };

  const growRanges = (nowMs: number, ms: number) => {
    if (calmMs.length < ranges.length) calmMs = new Float64Array(2 * ranges.length);
    calmOf(ranges, hits, nowMs, calmMs);
    const mean = perSecond / Math.max(1, ranges.length);
    perSecond = 0;
    for (const [index, range] of ranges.entries()) {
      const { bucket } = range;
      // Without a use for more, calm says nothing: nothing was asked.
      if (bucket.limiting) {
        const factor = grownBy(ms, Math.min(calmMs[index]!, nowMs - range.grownAtMs), latencyMs, bucket.perSecond, mean);
        bucket.perSecond = bounded(bucket.perSecond * factor);
        range.grown *= factor;
        if (isGrown(range.grown)) [range.grown, range.grownAtMs] = [1, nowMs];
      }
      bucket.limiting = false;
      perSecond += bucket.perSecond;
    }
  };

  const endRamp = (nowMs: number) => {
    // Smoothed over a pause, what is used would be next to nothing.
    const sinceBusy = (busySent * 1000) / Math.max(1, latencyMs, nowMs - busySinceMs);
    const each = afterRamp(perSecond, Math.max(usedPerSecond, sinceBusy)) / ranges.length;
    ramp = null;
    perSecond = 0;
    for (const range of ranges) {
      range.bucket = bucketOf(bounded(each), 0, nowMs);
      range.hitAtMs = range.cutAtMs = nowMs;
      range.beforePerSecond = range.bucket.perSecond;
      perSecond += range.bucket.perSecond;
    }
  };

  const slowDown = (range: Range, nowMs: number, ms: number) => {
    if (!range.isMet) return;
    if (ramp !== null) {
      endRamp(nowMs);
      return;
    }
    const roundTripMs = Math.max(1, ms, latencyMs);
    range.hitAtMs = nowMs;
    if (nowMs - (hits.at(-1) ?? -Infinity) >= APART * roundTripMs) hits.push(nowMs);
    if (hits.length > 2 * HITS_UP_TO) hits = hits.slice(-HITS_UP_TO);
    range.grown = 1;
    const { bucket } = range;
    if (nowMs - roundTripMs >= range.cutAtMs) {
      range.cutAtMs = nowMs;
      range.beforePerSecond = bucket.perSecond;
    }
    bucket.perSecond = bounded(afterCut(bucket.perSecond, range.beforePerSecond, roundTripMs));
  };

  /** Lets go who may; sees to it that somebody looks again when a rate is what they wait for. */
  const serve = (nowMs: number) => {
    if (nowMs < nextTokenAtMs) return;
    while (ring.waiting > 0 && inFlight < inFlightNow) {
      nextTokenAtMs = Infinity;
      if (!underCeiling(nowMs)) nextTokenAtMs = nowMs + ((1 - ceiling.tokens) * 1000) / ceilingPerSecond;
      const range = nextTokenAtMs < Infinity ? null : ring.next((line) => mayGo(line, nowMs));
      if (range === null) {
        nextTokenAtMs = Math.min(nextTokenAtMs, nowMs + NAP_UP_TO_MS);
        if (!napping) nap(nextTokenAtMs - nowMs);
        return;
      }
      go(range);
      ring.take(range);
    }
    nextTokenAtMs = 0;
  };

  const nap = (forMs: number) => {
    napping = true;
    void clock.sleep(Math.max(1, forMs)).then(() => {
      napping = false;
      nextTokenAtMs = 0;
      const nowMs = clock.passed();
      if (nowMs - lookedAtMs >= lookEveryMs) look(nowMs);
      serve(nowMs);
    });
  };

  const pacerOf = (range: Range): RangePacer => ({
    room: () => ring.room(range),
    admit: (signal) => {
      if (!range.isMet && known.get(range.name)?.range === range) join(range);
      if (ring.waiting === 0 && inFlight < inFlightNow) {
        if (range.bucket.tokens >= 1 && ceiling.tokens >= 1) {
          go(range);
          return undefined;
        }
        const nowMs = clock.passed();
        if (underCeiling(nowMs) && mayGo(range, nowMs)) {
          go(range);
          return undefined;
        }
      }
      const admitted = ring.wait(range, signal);
      if (range.bucket.tokens >= 1 || ring.waiting === 1) {
        nextTokenAtMs = 0;
        serve(clock.passed());
      }
      return admitted;
    },
    answered: (how, ms) => {
      inFlight -= 1;
      answers += 1;
      latencySumMs += ms;
      const nowMs = clock.passed();
      if (how === 'slow-down') throttled += 1;
      if (nowMs - lookedAtMs >= lookEveryMs) look(nowMs);
      if (how === 'slow-down') slowDown(range, nowMs, ms);
      if (ring.waiting > 0) serve(nowMs);
    },
  });

  /** Most ranges of a migration that is repeated ask for nothing: what they had would be of no use to anybody. */
  const newRange = (name: string, folder: string): Range => ({
    ...newLine(),
    ...{ name, folder, isMet: false, bucket: bucketOf(FLOOR_PER_SECOND, 0, startedAtMs) },
    ...{ hitAtMs: startedAtMs, cutAtMs: -Infinity, beforePerSecond: 0, grown: 1, grownAtMs: startedAtMs, sent: 0, usedPerSecond: 0 },
  });

  /** What a range has that begins: see rate-shares.ts. */
  const shareAt = (at: number, folder: string, nowMs: number): Share => {
    const beside = ranges.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS);
    const ofFolder = beside.filter((other) => other.folder === folder);
    if (ofFolder.length > 0) return sharedAmong(ofFolder);
    return ended.take(nowMs, beside.length === 0) ?? sharedAmong(beside);
  };

  const join = (range: Range) => {
    const found = ranges.findIndex((other) => other.name > range.name);
    const at = found === -1 ? ranges.length : found;
    const nowMs = clock.passed();
    range.isMet = true;
    range.hitAtMs = nowMs;
    if (ramp === null) {
      const { perSecond: share, ...found } = shareAt(at, range.folder, nowMs);
      Object.assign(range, found);
      range.bucket = bucketOf(bounded(share), 1, nowMs);
    } else range.bucket = ramp;
    ranges = ranges.toSpliced(at, 0, range);
  };

  const leave = (range: Range) => {
    range.isMet = false;
    ranges = ranges.toSpliced(ranges.indexOf(range), 1);
    if (ramp === null) ended.add(range, clock.passed());
  };

  return {
    range: (name, folder = name) => {
      const found = known.get(name);
      if (found !== undefined) return found.pacer;
      const range = newRange(name, folder);
      const pacer = pacerOf(range);
      known.set(name, { range, pacer });
      return pacer;
    },
    forget: (name) => {
      const found = known.get(name);
      if (found === undefined) return;
      known.delete(name);
      if (found.range.isMet) leave(found.range);
    },
    facts: () => ({
      perSecond: Math.min(perSecond, ceilingPerSecond),
      usedPerSecond,
      inFlight,
      inFlightUpTo: inFlightNow,
      waiting: ring.waiting,
      throttledShare: recentAnswers + answers === 0 ? 0 : (recentThrottled + throttled) / (recentAnswers + answers),
      latencyMs,
    }),
  };
}
