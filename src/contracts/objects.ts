import { z } from 'zod';

/** The storage classes that a copy can be given (API_CopyObject, x-amz-storage-class). */
export const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
  'REDUCED_REDUNDANCY',
] as const;

/** userguide/qfacts: every part but the last has 5 MiB to 5 GiB. */
export const LEAST_PART_BYTES = 5 * 1024 ** 2;
export const MOST_PART_BYTES = 5 * 1024 ** 3;

/** What becomes of that which an object has beside its bytes. */
export const objectPolicy = z.object({
  /** `if-allowed`: where S3 refuses to read or write tags, the object is written without, and counted as such. */
  tags: z.enum(['copy', 'if-allowed', 'drop']),
  storageClass: z.enum(['keep', ...STORAGE_CLASSES]),
  /** The full ARN of the key that objects are encrypted with; null: as the target bucket does by default. */
  kmsKey: z.string().nullable(),
  acl: z.enum(['none', 'bucket-owner-full-control']),
  annotations: z.enum(['exclude', 'copy']),
  /** `never`: what lies at the target and differs is a failure of class `exists`. */
  overwrite: z.enum(['always', 'never']),
  requesterPays: z.boolean(),
  /** Objects that were uploaded in parts are copied in the same parts, so that their ETag stays; above 5 GiB that is tried anyway. */
  keepPartLayout: z.boolean(),
  /** The size of a part; more where 10,000 parts would not do. */
  partBytes: z.int().min(LEAST_PART_BYTES).max(MOST_PART_BYTES),
});
export type ObjectPolicy = z.output<typeof objectPolicy>;

export const DEFAULT_OBJECT_POLICY: ObjectPolicy = {
  tags: 'copy',
  storageClass: 'keep',
  kmsKey: null,
  acl: 'none',
  annotations: 'exclude',
  overwrite: 'always',
  requesterPays: false,
  keepPartLayout: false,
  partBytes: 128 * 1024 ** 2,
};

/** As a plan says it: what differs from the default, and no more, so that a field of a later version changes no earlier plan. */
export const plannedObjects = objectPolicy.partial();
export type PlannedObjects = z.output<typeof plannedObjects>;

/** As a migration says it: null is the default, said or not. */
export type WrittenObjects = { readonly [Field in keyof ObjectPolicy]: ObjectPolicy[Field] | null };

/** The whole policy from what was said of it. */
export function objectPolicyOf(said: PlannedObjects = {}): ObjectPolicy {
  return { ...DEFAULT_OBJECT_POLICY, ...(besideNothing(said) as Partial<ObjectPolicy>) };
}

/** For a plan: undefined when nothing differs from the default. */
export function plannedObjectsOf(written: WrittenObjects): PlannedObjects | undefined {
  const said = besideNothing(written) as PlannedObjects;
  return Object.keys(said).length === 0 ? undefined : said;
}

function besideNothing(of: object): object {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== null && value !== undefined));
}
