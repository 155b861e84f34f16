import type { BucketRef, Pacer } from './parties.ts';

/** The words of the calls that copy one large object in parts, and of those that look at one object. */

/** A checksum that S3 keeps of an object. Two can be compared only when algorithm and type are the same (userguide/checking-object-integrity). */
export interface ObjectChecksum {
  /** In lower case, as in the header's name: crc64nvme, crc32, crc32c, sha1, sha256 … */
  readonly algorithm: string;
  readonly value: string;
  /** FULL_OBJECT, or COMPOSITE: a checksum of the parts' checksums. */
  readonly type: string;
}

export interface HeadInput {
  readonly from: BucketRef;
  readonly key: string;
  /** Rejects with 412 when the object is another one (If-Match). */
  readonly etag?: string | undefined;
  /** 1 to 10,000: `bytes` is then the size of this part, and `parts` says how many there are. */
  readonly part?: number | undefined;
}

export interface ObjectHead {
  readonly etag: string;
  /** Of the object, or of the part that was asked for. */
  readonly bytes: number;
  readonly storageClass: string;
  /** content-type, cache-control and the like, those that are set; names in lower case. */
  readonly contentHeaders: Readonly<Record<string, string>>;
  /** User-defined, names in lower case and without `x-amz-meta-`; values as they stand in the header. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Metadata that S3 could not put into headers, by its count (x-amz-missing-meta). */
  readonly missingMetadata: number;
  /** Only when a part was asked for, and the object was uploaded in parts. */
  readonly parts: number | null;
  readonly checksum: ObjectChecksum | null;
  /** ARCHIVE_ACCESS or DEEP_ARCHIVE_ACCESS: an Intelligent-Tiering object that has to be restored first. */
  readonly archiveStatus: string | null;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** How objects are written, where that is not S3's default; the plain copy has none of it. */
export interface WriteManner {
  /** `copy` by default: CopyObject takes them along. `drop`: written without. */
  readonly tags?: 'drop' | undefined;
  /** The full ARN of a KMS key; absent: the bucket's default encryption. */
  readonly kmsKey?: string | undefined;
  readonly acl?: 'bucket-owner-full-control' | undefined;
  readonly annotations?: 'copy' | undefined;
  /** The requester pays for reading the source (x-amz-request-payer). */
  readonly requesterPays?: boolean | undefined;
}

export interface CreateUploadInput {
  readonly to: BucketRef;
  readonly key: string;
  readonly storageClass: string;
  readonly contentHeaders: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly manner?: WriteManner | undefined;
}

/** One upload in parts that is under way at the target. */
export interface UploadRef {
  readonly to: BucketRef;
  readonly key: string;
  readonly uploadId: string;
}

export interface CopyPartInput {
  readonly upload: UploadRef;
  readonly source: BucketRef & { readonly key: string; readonly etag: string };
  /** 1 to 10,000. */
  readonly part: number;
  /** First and last byte, both belonging to it; null: the whole source, which may then be of 5 MB or less (API_UploadPartCopy). */
  readonly range: { readonly first: number; readonly last: number } | null;
  readonly manner?: WriteManner | undefined;
  readonly pacer?: Pacer | undefined;
}

export interface PartAnswer {
  readonly etag: string;
}

export interface CompleteUploadInput {
  readonly upload: UploadRef;
  /** The parts' ETags, of part 1 first. */
  readonly etags: readonly string[];
  /** All parts together: S3 refuses when it counts otherwise (x-amz-mp-object-size). */
  readonly bytes: number;
  /** Only where nothing is (If-None-Match: *): 412 when there is an object; 409 when somebody wrote there meanwhile. */
  readonly ifAbsent?: boolean | undefined;
}

export interface CompleteAnswer {
  readonly etag: string;
  readonly checksum: ObjectChecksum | null;
  /** As the answer's header says it: AES256, aws:kms …; null when it does not. */
  readonly encryption: string | null;
}

/** `gone`: no such upload (404), perhaps since an earlier try, or because it was completed. */
export type AbortOutcome = 'aborted' | 'gone';

export interface UploadsPageInput {
  readonly from: BucketRef;
  readonly prefix: string;
  readonly after?: UploadsMarker | undefined;
}

export interface UploadsMarker {
  readonly key: string;
  readonly uploadId: string;
}

export interface ListedUpload {
  readonly key: string;
  readonly uploadId: string;
  /** As S3 wrote it: ISO 8601, UTC. */
  readonly initiated: string;
  /** The ARN of the user or session that began it, or an account's canonical id; empty when the server does not say. */
  readonly initiator: string;
}

export interface UploadsPage {
  readonly uploads: readonly ListedUpload[];
  /** Where the next page begins; null at the end, and only then. */
  readonly next: UploadsMarker | null;
}

export interface ObjectCalls {
  /** Rejects with S3Error 404 when there is no such key, and 412 when it is not the one that was meant. */
  headObject(input: HeadInput, signal?: AbortSignal): Promise<ObjectHead>;
  getTags(from: BucketRef, key: string, signal?: AbortSignal): Promise<readonly Tag[]>;
  createUpload(input: CreateUploadInput, signal?: AbortSignal): Promise<UploadRef>;
  /** Pinned to `source.etag`, as a copy is. */
  copyPart(input: CopyPartInput, signal?: AbortSignal): Promise<PartAnswer>;
  completeUpload(input: CompleteUploadInput, signal?: AbortSignal): Promise<CompleteAnswer>;
  abortUpload(upload: UploadRef, signal?: AbortSignal): Promise<AbortOutcome>;
  listUploads(input: UploadsPageInput, signal?: AbortSignal): Promise<UploadsPage>;
}
