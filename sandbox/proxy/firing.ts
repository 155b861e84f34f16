import { createHash } from 'node:crypto';
import type { FaultKind, FaultRule, Match } from './rules.ts';
import type { S3Request } from './request.ts';

/** A counter's life. `last` is the match that uses up the limit, `late` one after the rule's time, `undone` a fault that could not be done. */
type State = 'waiting' | 'firing' | 'spent';
type Event = 'matched' | 'last' | 'late' | 'undone';

const TRANSITIONS: Readonly<Record<State, Readonly<Record<Event, { readonly to: State; readonly fires: boolean }>>>> = {
  waiting: {
    matched: { to: 'firing', fires: true },
    last: { to: 'spent', fires: true },
    late: { to: 'spent', fires: false },
    undone: { to: 'waiting', fires: false },
  },
  firing: {
    matched: { to: 'firing', fires: true },
    last: { to: 'spent', fires: true },
    late: { to: 'spent', fires: false },
    undone: { to: 'firing', fires: false },
  },
  spent: {
    matched: { to: 'spent', fires: false },
    last: { to: 'spent', fires: false },
    late: { to: 'spent', fires: false },
    undone: { to: 'firing', fires: false },
  },
};

interface Counter {
  state: State;
  fired: number;
  /** When the first match came: a rule's time begins there. */
  since: number | null;
}

/** One rule with what it has done so far. */
export interface ArmedRule {
  readonly rule: FaultRule;
  readonly counters: Map<string, Counter>;
  /** How often each request came, for the draw of a share. */
  readonly seen: Map<string, number>;
  matched: number;
}

export interface Fired {
  readonly rule: FaultRule;
  /** Takes the count back: the request did not reach what the rule fakes (it was refused, its source is missing). */
  undo(): void;
}

interface Limits {
  readonly times: number;
  readonly forMilliseconds: number;
  readonly share: number;
  readonly seed: number;
}

type RuleOf<K extends FaultKind> = Extract<FaultRule, { kind: K }>;
/** What each kind matches, what it counts by, and its limits. */
interface Reach<K extends FaultKind> {
  readonly matches: (rule: RuleOf<K>, request: S3Request) => boolean;
  readonly counts: (request: S3Request) => string;
  readonly limits: (rule: RuleOf<K>) => Limits;
}

const ALWAYS = { forMilliseconds: Infinity, share: 1, seed: 0 };
const WHOLE_RULE = '';

function isCopyInto(rule: RuleOf<'lose-copies' | 'error-in-200'>, request: S3Request): boolean {
  const { key } = request;
  return (
    request.operation === 'CopyObject' &&
    request.bucket === rule.target.bucket &&
    request.sourceBucket === rule.source.bucket &&
    key !== null &&
    rule.keyPrefixes.some((prefix) => key.startsWith(prefix))
  );
}

const isCopyOf = (rule: RuleOf<'change-source' | 'vanish-source'>, request: S3Request): boolean =>
  request.operation === 'CopyObject' &&
  request.sourceBucket === rule.source.bucket &&
  request.sourceKey !== null &&
  rule.keys.includes(request.sourceKey);

export function isMatch(match: Match, request: S3Request): boolean {
  const subject = request.key ?? request.prefix;
  return (
    (match.operations === undefined || match.operations.some((operation) => operation === request.operation)) &&
    (match.bucket === undefined || match.bucket === request.bucket) &&
    (match.principals === undefined || (request.principal !== null && match.principals.includes(request.principal))) &&
    (match.keyPrefixes === undefined || (subject !== null && match.keyPrefixes.some((prefix) => subject.startsWith(prefix))))
  );
}

const copyReach = {
  matches: isCopyInto,
  counts: (request: S3Request) => request.key ?? WHOLE_RULE,
  limits: (rule: RuleOf<'lose-copies' | 'error-in-200'>) => ({ ...ALWAYS, times: rule.timesPerKey }),
};
const sourceReach = {
  matches: isCopyOf,
  counts: (request: S3Request) => request.sourceKey ?? WHOLE_RULE,
  limits: () => ({ ...ALWAYS, times: 1 }),
};
const matchReach = {
  matches: (rule: RuleOf<'unavailable' | 'internal-error' | 'reset'>, request: S3Request) => isMatch(rule.match, request),
  counts: () => WHOLE_RULE,
  limits: (rule: RuleOf<'internal-error' | 'reset'>) => ({ ...ALWAYS, share: rule.share, seed: rule.seed, times: rule.times }),
};

const REACH: { readonly [K in FaultKind]: Reach<K> } = {
  'lose-copies': copyReach,
  'error-in-200': copyReach,
  'change-source': sourceReach,
  'vanish-source': sourceReach,
  'internal-error': matchReach,
  reset: matchReach,
  'arrive-object': {
    matches: (rule, request) => isMatch(rule.match, request),
    counts: () => WHOLE_RULE,
    limits: () => ({ ...ALWAYS, times: 1 }),
  },
  unavailable: {
    ...matchReach,
    limits: (rule) => ({
      share: rule.share,
      seed: rule.seed,
      times: rule.times ?? Infinity,
      forMilliseconds: rule.forMilliseconds ?? Infinity,
    }),
  },
};

/** The table holds a row for each kind; TypeScript cannot see that rule and row are of the same one. */
const reachOf = (rule: FaultRule): Reach<FaultKind> => REACH[rule.kind] as unknown as Reach<FaultKind>;

export function arm(rules: readonly FaultRule[]): readonly ArmedRule[] {
  return rules.map((rule) => ({ rule, counters: new Map(), seen: new Map(), matched: 0 }));
}

/** The first rule that fires for this request; its counter has moved on when this returns. */
export function fire(armed: readonly ArmedRule[], request: S3Request, now: number): Fired | null {
  for (const one of armed) {
    const reach = reachOf(one.rule);
    if (!reach.matches(one.rule, request)) continue;
    one.matched += 1;
    const limits = reach.limits(one.rule);
    const name = reach.counts(request);
    const counter = one.counters.get(name) ?? { state: 'waiting', fired: 0, since: null };
    one.counters.set(name, counter);
    counter.since ??= now;
    const late = now - counter.since >= limits.forMilliseconds;
    if (!late && !isDrawn(one, request, limits)) continue;
    const event: Event = late ? 'late' : counter.fired + 1 >= limits.times ? 'last' : 'matched';
    const { to, fires } = TRANSITIONS[counter.state][event];
    counter.state = to;
    if (!fires) continue;
    counter.fired += 1;
    return {
      rule: one.rule,
      undo: () => {
        counter.fired -= 1;
        counter.state = TRANSITIONS[counter.state].undone.to;
      },
    };
  }
  return null;
}

function isDrawn(one: ArmedRule, request: S3Request, limits: Limits): boolean {
  if (limits.share >= 1) return true;
  const identity = [request.operation, request.bucket, request.key ?? request.prefix, request.sourceKey].join(' ');
  const time = (one.seen.get(identity) ?? 0) + 1;
  one.seen.set(identity, time);
  const digest = createHash('sha256').update(`${limits.seed}\n${one.rule.name}\n${time}\n${identity}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32 < limits.share;
}

export interface RuleReport {
  readonly rule: FaultRule;
  readonly matched: number;
  readonly fired: number;
  readonly spent: boolean;
  /** For rules that count by key: how often each key was hit. */
  readonly keys: Readonly<Record<string, number>>;
}

export function reportRules(armed: readonly ArmedRule[]): readonly RuleReport[] {
  return armed.map(({ rule, counters, matched }) => {
    const all = [...counters];
    return {
      rule,
      matched,
      fired: all.reduce((sum, [, counter]) => sum + counter.fired, 0),
      spent: all.length > 0 && all.every(([, counter]) => counter.state === 'spent'),
      keys: Object.fromEntries(all.filter(([key]) => key !== WHOLE_RULE).map(([key, counter]) => [key, counter.fired])),
    };
  });
}
