import { z } from 'zod';
import { LEAST_PART_BYTES, MOST_PART_BYTES, STORAGE_CLASSES } from '../contracts/objects.ts';
import { field } from './field.ts';

/** By its key, never by an alias: S3 resolves an alias in the caller's account (API_CopyObject, "SSE-KMS key ID"). */
const kmsKey = z
  .string()
  .refine((value) => !/(?:^|:)alias\/aws\//.test(value), 'is a key that AWS manages; such a key cannot be used from another account')
  .refine(
    (value) => !/(?:^|:)alias\//.test(value),
    'is an alias; S3 would look for it in the account of whoever copies, so give the ARN of its key',
  )
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+$/);

/** Fields without a default here: what is left out does not count in the digests, whatever the default. */
export const objects = z
  .strictObject({
    tags: field(
      'identity',
      'copy, if-allowed or drop',
      'Tags of objects. "copy" (the default) needs permission to read and write tags; "if-allowed" writes an object without them where S3 refuses, and counts it.',
      z.enum(['copy', 'if-allowed', 'drop']).optional(),
    ),
    storageClass: field(
      'identity',
      `keep, or a storage class: ${STORAGE_CLASSES.join(', ')}`,
      'The storage class of the copies; "keep" (the default) is that of the source.',
      z.enum(['keep', ...STORAGE_CLASSES]).optional(),
    ),
    kmsKey: field(
      'identity',
      'the full ARN of a KMS key, such as arn:aws:kms:us-east-2:444455556666:key/01234567-89ab-cdef-0123-456789abcdef',
      "The KMS key that copies are encrypted with. By default the target bucket's own encryption.",
      kmsKey.optional(),
    ),
    acl: field(
      'identity',
      'none or bucket-owner-full-control',
      'The ACL of the copies. "none" (the default) is right for buckets whose owner owns every object; the other one is for those that still have ACLs.',
      z.enum(['none', 'bucket-owner-full-control']).optional(),
    ),
    annotations: field(
      'identity',
      'exclude or copy',
      'Annotations of objects. Copied ones need two more permissions and are billed as a PUT each; by default they are left out. Objects above 5 GiB never keep them.',
      z.enum(['exclude', 'copy']).optional(),
    ),
    overwrite: field(
      'identity',
      'always or never',
      'What happens when the target has another object under the key: "always" (the default) makes it equal, "never" leaves it and counts a failure of class "exists".',
      z.enum(['always', 'never']).optional(),
    ),
    requesterPays: field(
      'operational',
      'true or false',
      "Whether the target's account pays for reading the source, as buckets with requester pays want it.",
      z.boolean().optional(),
    ),
    keepPartLayout: field(
      'identity',
      'true or false',
      'Whether objects that were uploaded in parts are copied in the same parts, so that their ETag stays. It costs a request for each part. Above 5 GiB it is done anyway.',
      z.boolean().optional(),
    ),
    partBytes: field(
      'operational',
      'a whole number of bytes from 5242880 (5 MiB) to 5368709120 (5 GiB)',
      'The size of the parts in which objects above 5 GiB are copied; by default 128 MiB.',
      z.int().min(LEAST_PART_BYTES).max(MOST_PART_BYTES).optional(),
    ),
  })
  .describe('What becomes of that which objects have beside their bytes.')
  .prefault({});
