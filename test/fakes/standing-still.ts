import type { S3 } from '../../src/s3/types.ts';

/** Empty pages that continue with themselves: each listing of this server says that more follows, and nothing ever does. */
export const standingStill: Pick<S3, 'listPage'> = {
  listPage: () => Promise.resolve({ objects: [], continuation: 'the same again' }),
};
