import type { S3 } from '../../src/s3/types.ts';

const BEHIND_NOTHING = 'behind an empty page';

/** A page of S3 may be empty although keys follow (API_ListObjectsV2: "may contain fewer keys"): here each listing begins with one. */
export function emptyFirst(s3: S3): Pick<S3, 'listPage'> {
  return {
    listPage: async ({ continuation, ...input }, signal) => {
      if (continuation === undefined) return { objects: [], continuation: BEHIND_NOTHING };
      return await s3.listPage(continuation === BEHIND_NOTHING ? input : { ...input, continuation }, signal);
    },
  };
}
