/**
 * How fast requests may go, as arithmetic: from what was, and what happened, to what is. S3 says neither how many
 * partitions a prefix has nor when it splits one; all it says is 503. So the rate is found by asking for a little more
 * until it says so, and asked for again, faster and faster, for as long as it does not. Rates are in requests per second.
 */

/** Low enough that any partition grants it, and never nothing: a range at zero would see no answer and stay there. */
export const FLOOR_PER_SECOND = 1;
/** A ramp doubles in so many round trips: what is on its way when the first 503 comes is then no more than a fifth too much. */
const RAMP_ROUND_TRIPS = 4;
/** Of what was really used when the first 503 came: what is left, and how far a rate that has just grown may be ahead of it. */
const RAMP_CUT_TO = 0.7;
const RAMP_AHEAD_UP_TO = 1.5;

/** The longest pause between two looks that growth is paid for: nobody asked in it. */
const LOOK_UP_TO_MS = 250;
/**
 * Relative growth per second after a second of calm. It goes with the fourth power of calm: a partition that has split is used within
 * seconds, and one that has not is asked for little more.
 */
const GROWTH_PER_SECOND = 0.002;
const GROWTH_POWER = 4;
/** Of calm, and so many round trips where that is longer: growth must not be ahead of what is said of it. */
const CALM_FROM_MS = 1000;
const CALM_ROUND_TRIPS = 10;
/** As an exponent: to 1.6 times as much within a second. Faster, and workers that share a partition go too far together. */
const GROWTH_UP_TO = 0.5;
/**
 * What has grown by so much without a 503 must find calm anew. A partition that splits grants the double, and who has more of it learns so sooner:
 * without this bound one worker has taken what is new before the others know of it, at each split more.
 */
const GROWN_UP_TO = 2.6;
/** A slow range grows by as many requests as the others, up to so many times its part. */
const EVENLY_UP_TO = 4;

/**
 * What a 503 takes from its range, in requests a second: a part of one request in a round trip, as more 503s of the same excess are on their way;
 * no more than two where answers come sooner, as what is cut must be found again by growth. And a little of its rate.
 */
const CUT_REQUESTS = 0.2;
const CUT_PER_SECOND_UP_TO = 2;
const CUT_SHARE = 0.004;
/** In all. With a half, the ranges of a partition swing between too much and too little: what a cut has brought is known a round trip later. */
const CUT_REQUESTS_UP_TO = 0.35;
/** Of a slow range no more than so much at once, and in a round trip of any no more than so much. */
const CUT_UP_TO = 0.5;
const ROUND_TRIP_CUT_UP_TO = 0.2;

/** Before the first 503: what the rate grows by in so many ms, as a factor. A latency of 0 is not known yet. */
export function rampedBy(ms: number, latencyMs: number): number {
  return latencyMs === 0 ? 1 : 2 ** Math.min(1, ms / (RAMP_ROUND_TRIPS * latencyMs));
}

/** What is left at the first 503. */
export function afterRamp(perSecond: number, usedPerSecond: number): number {
  return Math.max(FLOOR_PER_SECOND, Math.min(perSecond, usedPerSecond * RAMP_AHEAD_UP_TO) * RAMP_CUT_TO);
}

/**
 * What a range's rate grows by in so many ms, as a factor, after so much calm. Ranges of a worker grow by the same number of requests, and 503s come to each by what it asks for:
 * so those that share a partition come to the same rate, and folders that began together end together.
 * @param meanPerSecond of the worker's ranges
 */
export function grownBy(ms: number, calmMs: number, latencyMs: number, perSecond: number, meanPerSecond: number): number {
  const calm = calmMs / Math.max(CALM_FROM_MS, CALM_ROUND_TRIPS * latencyMs);
  const exponent = Math.min(GROWTH_UP_TO, GROWTH_PER_SECOND * calm ** GROWTH_POWER);
  const mean = Math.expm1((exponent * Math.min(ms, LOOK_UP_TO_MS)) / 1000);
  return 1 + mean * Math.min(EVENLY_UP_TO, meanPerSecond / perSecond);
}

/** Whether calm must be found anew. @param grown what a range's rate has grown by since its last 503, or since this was so, as a factor */
export const isGrown = (grown: number): boolean => grown >= GROWN_UP_TO;

/** What a 503 leaves of a range's rate. @param beforePerSecond what it was a round trip ago, or at the first 503 since */
export function afterCut(perSecond: number, beforePerSecond: number, roundTripMs: number): number {
  const one = 1000 / roundTripMs;
  const some = Math.min(CUT_PER_SECOND_UP_TO, CUT_REQUESTS * one) + CUT_SHARE * perSecond;
  const cut = Math.min(CUT_UP_TO * perSecond, CUT_REQUESTS_UP_TO * one, some);
  const from = beforePerSecond - Math.max(ROUND_TRIP_CUT_UP_TO * beforePerSecond, CUT_REQUESTS * one);
  return Math.max(FLOOR_PER_SECOND, Math.min(perSecond, Math.max(perSecond - cut, from)));
}

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
