/**
 * How fast requests may go, as arithmetic: from what was, and what happened, to what is. S3 says neither how many
 * partitions a prefix has nor when it splits one; all it says is 503. So the rate is found by asking for a little more
 * until it says so, and asked for again, faster and faster, for as long as it does not.
 */

/**
 * The controller of one area (areas.ts). `ramp` ends with the first 503.
 * Moments are those of `Clock.passed`.
 */
export interface Controller {
  readonly phase: 'ramp' | 'steady';
  readonly perSecond: number;
  /** When it was cut last; for one that never was, when it began. */
  readonly cutAtMs: number;
  /** For how long it has since been used to its limit, and no 503 came. */
  readonly calmMs: number;
  /** When it grew last. */
  readonly atMs: number;
}

/** Low enough that any partition grants it, and never nothing: a controller at zero would see no answer and stay there. */
export const FLOOR_PER_SECOND = 1;
/** A ramp doubles in so many round trips: what is on its way when the first 503 comes is then no more than a fifth too much. */
const RAMP_ROUND_TRIPS = 4;
/** What is left at the end of a ramp, of the rate at which it ended. */
const RAMP_CUT_TO = 0.7;
/** The longest pause between two looks that growth is paid for: nobody asked in it. */
const LOOK_UP_TO_MS = 250;
/** Nothing grows faster than to the double within a second, once it has met a 503. */
const STEADY_GROWTH_UP_TO = Math.LN2;

/** What a cut leaves. Many workers share a partition, and each 503 meets one of them: more would leave part of it unused. */
const CUT_TO = 0.85;
/** Requests per second that are added in each second, whatever the rate: small ones catch up with large ones. */
const ADD_PER_SECOND = 10;
/** Relative growth per second, for each second without a 503: a partition that has split is used within seconds. */
const GROWTH_PER_SECOND = 0.06;
/** An area of a few ranges asks for more as seldom as they are few, or many areas would ask a partition for too much; up to a point. */
const PART_FROM = 1 / 8;

export function start(perSecond: number, ceilingPerSecond: number, nowMs: number): Controller {
  return { phase: 'ramp', perSecond: bounded(perSecond, ceilingPerSecond), cutAtMs: nowMs, calmMs: 0, atMs: nowMs };
}

/**
 * Time has passed; `limiting`: somebody had to wait for the rate, so that there is a use for more. `part`: of the worker's
 * ranges, 0 to 1. A latency of 0 is not known yet.
 */
export function grow(
  controller: Controller,
  {
    nowMs,
    latencyMs,
    limiting,
    part,
  }: { readonly nowMs: number; readonly latencyMs: number; readonly limiting: boolean; readonly part: number },
  ceilingPerSecond: number,
): Controller {
  const { phase, perSecond, calmMs, atMs } = controller;
  if (nowMs <= atMs) return controller;
  if (latencyMs === 0) return { ...controller, atMs: nowMs };
  // Without a use for more, time does not count as time without a 503 either: nothing was asked.
  if (!limiting) return { ...controller, atMs: nowMs };
  const ms = Math.min(nowMs - atMs, LOOK_UP_TO_MS);
  const seconds = ms / 1000;
  const exponent =
    phase === 'ramp'
      ? Math.min(1, ms / (RAMP_ROUND_TRIPS * latencyMs)) * Math.LN2
      : Math.min(STEADY_GROWTH_UP_TO, Math.max(part, PART_FROM) * GROWTH_PER_SECOND * (calmMs / 1000)) * seconds;
  const added = phase === 'ramp' ? 0 : ADD_PER_SECOND * Math.max(part, PART_FROM) * seconds;
  return { ...controller, perSecond: bounded(perSecond * Math.exp(exponent) + added, ceilingPerSecond), calmMs: calmMs + ms, atMs: nowMs };
}

/**
 * A try was throttled. One that was sent before the last cut says nothing about the rate since: so there is at most one
 * cut in a round trip. `usedPerSecond` is what really went out: a rate that nobody had used is not cut, it is forgotten.
 */
export function cut(
  controller: Controller,
  { nowMs, roundTripMs, usedPerSecond }: { readonly nowMs: number; readonly roundTripMs: number; readonly usedPerSecond: number },
  ceilingPerSecond: number,
): Controller {
  const { phase, perSecond, cutAtMs } = controller;
  if (phase === 'steady' && nowMs - roundTripMs < cutAtMs) return controller;
  const from = Math.min(perSecond, Math.max(usedPerSecond, FLOOR_PER_SECOND));
  const left = from * (phase === 'ramp' ? RAMP_CUT_TO : CUT_TO);
  return { phase: 'steady', perSecond: bounded(left, ceilingPerSecond), cutAtMs: nowMs, calmMs: 0, atMs: nowMs };
}

const bounded = (perSecond: number, ceilingPerSecond: number): number => Math.max(FLOOR_PER_SECOND, Math.min(perSecond, ceilingPerSecond));

/** Fewer than this in flight would let one slow answer hold up a worker. */
const IN_FLIGHT_FROM = 64;
/** Of what Little's law asks for: latencies vary, and answers come in heaps. */
const HEADROOM = 2;

/** Requests in flight that hold the rate at that latency; all that may be while the latency is not known (0). */
export function inFlightFor(perSecond: number, latencyMs: number, inFlightUpTo: number): number {
  if (latencyMs === 0) return inFlightUpTo;
  return Math.min(inFlightUpTo, Math.max(IN_FLIGHT_FROM, Math.ceil((perSecond * latencyMs * HEADROOM) / 1000)));
}

/** Tokens that may be saved up: answers come in heaps, and a timer fires a millisecond late. */
const BURST_MS = 20;
const BURST_FROM = 4;

export const burstOf = (perSecond: number): number => Math.max(BURST_FROM, (perSecond * BURST_MS) / 1000);
