import type { Clock } from '../clock.ts';
import type { Pacer } from '../s3/types.ts';
import { alike, divide } from './areas.ts';
import { burstOf, cut, grow, inFlightFor, start, type Controller } from './rate-law.ts';
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
  /** Stretches of ranges that have a rate of their own. */
  readonly areas: number;
}

export interface WorkerRate {
  /** The same pacer for the same name, until the range is forgotten. */
  range(name: string): Pacer;
  /** A range is done. What is still in flight of it is counted all the same. */
  forget(name: string): void;
  facts(): RateFacts;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** A stretch of ranges, in the order of their names, that share a rate. */
interface Area extends Bucket {
  /** The names from here on, up to the next area's. */
  from: string;
  controller: Controller;
  ranges: Range[];
  hits: { readonly range: Range; readonly atMs: number }[];
  /** Somebody waited for this rate since the last look. */
  limiting: boolean;
  sent: number;
}

interface Range extends Line {
  readonly name: string;
  area: Area;
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
/** The last seconds, of the 503s' part in the answers. */
const SHARE_MS = 5000;
/** Nobody sleeps longer, so that a rate that has grown meanwhile is seen. */
const NAP_UP_TO_MS = 50;
const HITS_UP_TO = 16;
const HITS_MS = 30_000;
/** A part that turns out not to be throttled has been held back by the others. */
const CALM_OF_THE_FREE_MS = 10_000;

export function createRate({ clock, random, ceilingPerSecond, startPerSecond, inFlightUpTo }: RateOptions): WorkerRate {
  const known = new Map<string, { readonly range: Range; readonly pacer: Pacer }>();
  const ring = ringOf<Range>();
  const startedAtMs = clock.passed();
  const areaOf = (from: string, controller: Controller, ranges: Range[], tokens: number): Area => {
    const area: Area = { from, controller, ranges, tokens, filledAtMs: controller.atMs, hits: [], limiting: false, sent: 0 };
    for (const range of ranges) range.area = area;
    return area;
  };
  const first = start(startPerSecond * (0.9 + 0.2 * random()), ceilingPerSecond, startedAtMs);
  let areas = [areaOf('', first, [], burstOf(first.perSecond))];
  const ceiling: Bucket = { tokens: burstOf(ceilingPerSecond), filledAtMs: startedAtMs };
  let inFlight = 0;
  let inFlightNow = inFlightFor(first.perSecond, 0, inFlightUpTo);
  let perSecond = first.perSecond;

  // Since the last look.
  let lookedAtMs = startedAtMs;
  let lookEveryMs = LOOK_FROM_MS;
  let [answers, throttled, latencySumMs] = [0, 0, 0];
  // Smoothed.
  let [latencyMs, usedPerSecond, recentAnswers, recentThrottled] = [0, 0, 0, 0];
  let napping = false;
  /** Until then nobody who waits has a token. */
  let nextTokenAtMs = 0;

  const fill = (bucket: Bucket, rate: number, nowMs: number) => {
    bucket.tokens = Math.min(burstOf(rate), bucket.tokens + ((nowMs - bucket.filledAtMs) * rate) / 1000);
    bucket.filledAtMs = nowMs;
  };

  const mayGo = ({ area }: Range, nowMs: number): boolean => {
    if (area.tokens >= 1) return true;
    fill(area, area.controller.perSecond, nowMs);
    if (area.tokens >= 1) return true;
    area.limiting = true;
    nextTokenAtMs = Math.min(nextTokenAtMs, nowMs + ((1 - area.tokens) * 1000) / area.controller.perSecond);
    return false;
  };

  const underCeiling = (nowMs: number): boolean => {
    if (ceiling.tokens < 1) fill(ceiling, ceilingPerSecond, nowMs);
    return ceiling.tokens >= 1;
  };

  const go = (range: Range) => {
    ceiling.tokens -= 1;
    range.area.tokens -= 1;
    range.area.sent += 1;
    range.sent += 1;
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
    let sent = 0;
    perSecond = 0;
    const ranges = Math.max(1, known.size);
    for (const area of areas) {
      for (const range of area.ranges) {
        range.usedPerSecond += ((range.sent * 1000) / ms - range.usedPerSecond) * smooth;
        range.sent = 0;
      }
      const limiting = area.limiting || (area.controller.phase === 'ramp' && (area.sent * 2000) / ms > area.controller.perSecond);
      area.controller = grow(area.controller, { nowMs, latencyMs, limiting, part: area.ranges.length / ranges }, ceilingPerSecond);
      perSecond += area.controller.perSecond;
      sent += area.sent;
      area.sent = 0;
      area.limiting = false;
    }
    const measured = (sent * 1000) / ms;
    usedPerSecond = usedPerSecond === 0 ? measured : usedPerSecond + (measured - usedPerSecond) * smooth;
    inFlightNow = inFlightFor(Math.min(perSecond, ceilingPerSecond), latencyMs, inFlightUpTo);
    lookEveryMs = Math.max(LOOK_FROM_MS, Math.min(LOOK_UP_TO_MS, latencyMs / LOOKS_PER_ROUND_TRIP));
    lookedAtMs = nowMs;
    answers = throttled = latencySumMs = 0;
  };

  const factsOf = ({ controller, ranges, hits }: Area, nowMs: number) => ({
    perSecond: controller.perSecond,
    ranges: ranges.length,
    throttled: hits.some(({ atMs }) => nowMs - atMs <= HITS_MS),
  });

  /** The area as it is after it has taken in the neighbours that are like it. */
  const merged = (area: Area, nowMs: number): Area => {
    for (const step of [-1, 1]) {
      const at = areas.indexOf(area);
      const other = areas[at + step];
      if (other === undefined || !alike(factsOf(area, nowMs), factsOf(other, nowMs))) continue;
      const [left, right] = step === 1 ? [area, other] : [other, area];
      const one = areaOf(
        left.from,
        { ...area.controller, perSecond: left.controller.perSecond + right.controller.perSecond },
        [...left.ranges, ...right.ranges],
        left.tokens + right.tokens,
      );
      areas = areas.toSpliced(areas.indexOf(left), 2, one);
      return one;
    }
    return area;
  };

  const slowDown = (range: Range, nowMs: number, ms: number) => {
    let { area } = range;
    if (!area.ranges.includes(range)) return;
    const roundTripMs = Math.max(ms, latencyMs);
    if (areas.length > 1) area = merged(area, nowMs);
    // One in a round trip: those that come together lie side by side, because that is how ranges take turns.
    if (area.controller.phase === 'steady' && nowMs - roundTripMs < area.controller.cutAtMs) return;
    area.hits = area.hits.filter(({ atMs }) => nowMs - atMs <= HITS_MS).slice(1 - HITS_UP_TO);
    area.hits.push({ range, atMs: nowMs });
    const hits = area.hits.map((hit) => area.ranges.indexOf(hit.range)).filter((index) => index !== -1);
    const borders = divide(
      hits.toSorted((a, b) => a - b),
      area.ranges.length,
    );
    const facts = { nowMs, roundTripMs, usedPerSecond: area.controller.phase === 'ramp' ? usedPerSecond * 1.5 : area.controller.perSecond };
    if (borders.length === 0) {
      area.controller = cut(area.controller, facts, ceilingPerSecond);
      return;
    }
    const used = (ranges: readonly Range[]) => ranges.reduce((sum, one) => sum + one.usedPerSecond, 0);
    const all = Math.max(1, used(area.ranges));
    const parts = [0, ...borders].map((from, index) => {
      const ranges = area.ranges.slice(from, borders[index] ?? area.ranges.length);
      const share = Math.max(0.01, used(ranges) / all);
      const mine = { ...area.controller, perSecond: area.controller.perSecond * share };
      const part = areaOf(from === 0 ? area.from : ranges[0]!.name, mine, ranges, area.tokens * share);
      part.hits = area.hits.filter((hit) => ranges.includes(hit.range));
      if (part.hits.length === 0) part.controller = { ...mine, calmMs: Math.max(mine.calmMs, CALM_OF_THE_FREE_MS) };
      else part.controller = cut(mine, { ...facts, usedPerSecond: mine.perSecond }, ceilingPerSecond);
      return part;
    });
    areas = areas.toSpliced(areas.indexOf(area), 1, ...parts);
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

  const pacerOf = (range: Range): Pacer => ({
    admit: (signal) => {
      if (ring.waiting === 0 && inFlight < inFlightNow) {
        if (range.area.tokens >= 1 && ceiling.tokens >= 1) {
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
      if (range.area.tokens >= 1 || ring.waiting === 1) {
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

  return {
    range: (name) => {
      const found = known.get(name);
      if (found !== undefined) return found.pacer;
      const area = areas.findLast(({ from }) => from <= name)!;
      const range: Range = { ...newLine(), name, area, sent: 0, usedPerSecond: 0 };
      const at = area.ranges.findIndex((other) => other.name > name);
      area.ranges = at === -1 ? [...area.ranges, range] : area.ranges.toSpliced(at, 0, range);
      const pacer = pacerOf(range);
      known.set(name, { range, pacer });
      return pacer;
    },
    forget: (name) => {
      const found = known.get(name);
      if (found === undefined) return;
      known.delete(name);
      const { area } = found.range;
      area.ranges = area.ranges.filter((one) => one !== found.range);
      if (area.ranges.length > 0 || areas.length === 1) return;
      areas = areas.filter((one) => one !== area);
      areas[0]!.from = '';
    },
    facts: () => ({
      perSecond: Math.min(perSecond, ceilingPerSecond),
      usedPerSecond,
      inFlight,
      inFlightUpTo: inFlightNow,
      waiting: ring.waiting,
      throttledShare: recentAnswers + answers === 0 ? 0 : (recentThrottled + throttled) / (recentAnswers + answers),
      latencyMs,
      areas: areas.length,
    }),
  };
}
