import { parse } from 'yaml';
import { z } from 'zod';
import { MigrationError } from '../../src/errors.ts';
import { OPERATION_NAMES } from './operations.ts';

/**
 * Faults as data. Each rule says which requests it is about and for how long; what it does to them is its kind.
 * Rules are asked in order, the first that fires decides.
 */
const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case words with hyphens');
const times = z.int().positive();
const prefixes = z.array(z.string()).nonempty();

/** The bucket with whose owner's root the front looks at it. */
const place = z.strictObject({
  bucket: z.string().min(3),
  region: z.string().min(1),
  account: z.string().regex(/^\d{12}$/, 'an AWS account id of 12 digits'),
});
export type Place = z.output<typeof place>;

const match = z.strictObject({
  operations: z.array(z.enum(OPERATION_NAMES)).nonempty().optional(),
  bucket: z.string().min(3).optional(),
  /** Of the key, or of a listing's prefix. Left out: every request, also those without a key. */
  keyPrefixes: prefixes.optional(),
  principals: z.array(z.string()).nonempty().optional(),
});
export type Match = z.output<typeof match>;

/** A share of the requests, drawn from the seed, the rule, the request and its how-manieth time: not from the order of arrival. */
const drawn = { share: z.number().min(0).max(1).default(1), seed: z.int().nonnegative().default(0) };

const copyTarget = { target: place, source: place, keyPrefixes: prefixes, timesPerKey: times.default(1) };
const codes = z.enum(['SlowDown', 'InternalError', 'ServiceUnavailable', 'RequestTimeout']);

const faultRule = z.discriminatedUnion('kind', [
  /** CopyObject answers 200 and a proper result, and stores nothing. */
  z.strictObject({ name, kind: z.literal('lose-copies'), ...copyTarget }),
  /** CopyObject answers 200 with an error inside, and stores nothing. */
  z.strictObject({ name, kind: z.literal('error-in-200'), ...copyTarget, code: codes.default('SlowDown') }),
  /** 503 SlowDown, from the first match on for a time, or for a number of requests. */
  z
    .strictObject({ name, kind: z.literal('unavailable'), match, forMilliseconds: times.optional(), times: times.optional(), ...drawn })
    .refine((rule) => (rule.forMilliseconds === undefined) !== (rule.times === undefined), 'either forMilliseconds or times'),
  z.strictObject({ name, kind: z.literal('internal-error'), match, times, ...drawn }),
  /** TCP reset: before S3 has seen the request, or after it did the work, so that only the answer is lost. */
  z.strictObject({ name, kind: z.literal('reset'), match, times, when: z.enum(['before-forwarding', 'after-forwarding']), ...drawn }),
  /** The first CopyObject of each of these source keys finds another body, one second younger. */
  z.strictObject({ name, kind: z.literal('change-source'), source: place, keys: z.array(z.string()).nonempty() }),
  /** The first CopyObject of each of these source keys finds nothing. */
  z.strictObject({ name, kind: z.literal('vanish-source'), source: place, keys: z.array(z.string()).nonempty() }),
  /** Before the first of these requests goes on, somebody else stores an object: the content of a file on this machine. */
  z.strictObject({ name, kind: z.literal('arrive-object'), match, target: place, key: z.string().min(1), file: z.string().min(1) }),
]);
export type FaultRule = z.output<typeof faultRule>;
export type FaultKind = FaultRule['kind'];

export const faultRules = z
  .strictObject({ version: z.literal(1), rules: z.array(faultRule) })
  .refine(({ rules }) => new Set(rules.map((rule) => rule.name)).size === rules.length, 'each rule needs a name of its own');
export type FaultRules = z.output<typeof faultRules>;

/**
 * YAML or JSON (which is YAML).
 * @throws MigrationError CONFIG_INVALID that names the place and every problem.
 */
export function parseRules(text: string, where: string): readonly FaultRule[] {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new MigrationError('CONFIG_INVALID', `${where} is neither YAML nor JSON`, {
      cause,
      next: 'Write the fault rules as {"version": 1, "rules": […]}.',
    });
  }
  const parsed = faultRules.safeParse(value);
  if (parsed.success) return parsed.data.rules;
  throw new MigrationError('CONFIG_INVALID', `${where} holds no valid fault rules:\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
    next: 'The kinds of rules and their fields are in sandbox/proxy/rules.ts.',
  });
}
