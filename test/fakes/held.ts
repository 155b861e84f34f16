import type { ObjectChecksum, Tag, WriteManner } from '../../src/s3/object-types.ts';

export interface HeldObject {
  readonly body: Buffer;
  readonly etag: string;
  readonly lastModified: string;
  readonly storageClass: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly contentHeaders?: Readonly<Record<string, string>>;
  readonly tags?: readonly Tag[];
  /** What a copy was told beside the defaults. */
  readonly manner?: WriteManner | undefined;
  /** Of an object that was uploaded in parts. */
  readonly partSizes?: readonly number[];
  readonly missingMetadata?: number;
  readonly archiveStatus?: string;
  /** Of an archived object: there is a restored copy. */
  readonly restored?: true;
  readonly checksum?: ObjectChecksum;
}

/** S3 gives no byte of it away, neither to a reader nor to a copy. */
export const isLocked = ({ restored, storageClass }: HeldObject): boolean => /^(?:GLACIER|DEEP_ARCHIVE)$/.test(storageClass) && !restored;
