import { z } from 'zod';
import { MigrationError } from '../errors.ts';

/**
 * What crosses a process is a versioned contract, parsed on arrival: agents outlive the commit that launched them.
 * @throws MigrationError CONTRACT_MISMATCH that names the document, the version found and the one understood.
 */
export function parseContract<S extends z.ZodObject>(schema: S, text: string, where: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MigrationError('CONTRACT_MISMATCH', `${where} is not JSON`, {
      cause,
      next: 'Delete the damaged document and run the stage that writes it again.',
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const found = typeof value === 'object' && value !== null && 'contract' in value ? String(value.contract) : 'nothing';
  const expected = contractName(schema);
  if (found !== expected) {
    throw new MigrationError('CONTRACT_MISMATCH', `${where} is of contract ${found}; this version understands ${expected}`, {
      next: 'Use the version of bucket-brigade that wrote it, or run the stage that writes it again.',
    });
  }
  throw new MigrationError('CONTRACT_MISMATCH', `${where} does not fit ${expected}: ${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
    next: 'Run the stage that writes it again.',
  });
}

function contractName(schema: z.ZodObject): string {
  const field = schema.shape['contract'];
  return field instanceof z.ZodLiteral ? String(field.value) : 'an unnamed contract';
}

/** JSON with sorted keys and no white space: the form that digests are taken of. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export const count = z.number().int().nonnegative();
export const moment = z.iso.datetime({ offset: true });
export const digest = z.string().regex(/^[0-9a-f]{16,64}$/, 'a digest in lower-case hex');
export const account = z.string().regex(/^\d{12}$/, 'an AWS account id of 12 digits');

/** A bucket with the account that must own it; `prefix` is empty or ends in a slash. */
export const side = z.object({ bucket: z.string(), region: z.string(), account, prefix: z.string() });
export type Side = z.output<typeof side>;

/** One kind of decision for each digest: identity = what is copied, transform = what the table is, operational = how. */
export const digests = z.object({ identity: digest, transform: digest, operational: digest });
export type Digests = z.output<typeof digests>;
