import { isAscii, isUtf8 } from 'node:buffer';
import { readErrorAnswer, unquotedEtag, unreadable, type Reading } from './answer.ts';
import { childrenOf, elementsIn, leavesIn, type Element } from './elements.ts';
import type { WireAnswer } from './http.ts';
import { decodeKey } from './list-keys.ts';
import { header, metadataOf, refusal } from './object-answers.ts';
import type {
  AbortOutcome,
  CompleteAnswer,
  ListedUpload,
  ObjectChecksum,
  ObjectHead,
  PartAnswer,
  Tag,
  UploadsPage,
} from './object-types.ts';
import { unescapeXml, unquoted } from './xml.ts';

/** The answers about one object and its parts, read strictly: a result element that is not whole is not one. */

const CONTENT_HEADERS = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires'];

export function readHead(answer: WireAnswer): Reading<ObjectHead> {
  if (answer.status !== 200 && answer.status !== 206) return refusal(answer);
  const etag = header(answer, 'etag');
  const bytes = wholeNumber(header(answer, 'content-length'));
  if (etag === undefined || bytes === null)
    return unreadable(`the object is described without its ${etag === undefined ? 'ETag' : 'size'}`);
  return {
    kind: 'read',
    value: {
      etag: unquotedEtag(etag),
      bytes,
      // Not sent for STANDARD (API_HeadObject).
      storageClass: header(answer, 'x-amz-storage-class') ?? 'STANDARD',
      contentHeaders: Object.fromEntries(
        CONTENT_HEADERS.flatMap((name) => {
          const value = header(answer, name);
          return value === undefined ? [] : [[name, inUtf8(value)]];
        }),
      ),
      metadata: Object.fromEntries(Object.entries(metadataOf(answer)).map(([name, value]) => [name, inUtf8(value)])),
      missingMetadata: wholeNumber(header(answer, 'x-amz-missing-meta')) ?? 0,
      parts: wholeNumber(header(answer, 'x-amz-mp-parts-count')),
      checksum: checksumIn(answer),
      archiveStatus: header(answer, 'x-amz-archive-status') ?? null,
    },
  };
}

/** Headers are read byte by byte; S3 keeps to ASCII, and servers of other makes send UTF-8 as it is. */
function inUtf8(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  return isAscii(bytes) || !isUtf8(bytes) ? value : bytes.toString('utf8');
}

const CHECKSUM = 'x-amz-checksum-';

function checksumIn(answer: WireAnswer): ObjectChecksum | null {
  const type = header(answer, `${CHECKSUM}type`);
  const name = Object.keys(answer.headers).find(
    (one) => one.startsWith(CHECKSUM) && one !== `${CHECKSUM}type` && one !== `${CHECKSUM}algorithm`,
  );
  const value = name === undefined ? undefined : header(answer, name);
  return type === undefined || name === undefined || value === undefined ? null : { algorithm: name.slice(CHECKSUM.length), value, type };
}

export function readTags(answer: WireAnswer): Reading<readonly Tag[]> {
  if (answer.status !== 200) return refusal(answer);
  const children = childrenOf(answer, 'Tagging');
  if ('kind' in children) return children;
  const set = children.find(({ name }) => name === 'TagSet');
  if (set === undefined) return unreadable('the tags came without their set');
  const tags: Tag[] = [];
  for (const { value } of elementsIn(set.value) ?? [BROKEN]) {
    const leaves = leavesIn(value);
    const { Key, Value } = leaves ?? {};
    if (Key === undefined || Value === undefined) return unreadable('a tag came without its key or its value');
    tags.push({ key: unescapeXml(Key), value: unescapeXml(Value) });
  }
  return { kind: 'read', value: tags };
}

export function readCreatedUpload(answer: WireAnswer): Reading<string> {
  if (answer.status !== 200) return refusal(answer);
  const leaves = resultLeaves(answer, 'InitiateMultipartUploadResult');
  if ('kind' in leaves) return leaves;
  const id = leaves.leaves['UploadId'];
  return id === undefined || id === '' ? unreadable('the upload began without an id') : { kind: 'read', value: unescapeXml(id) };
}

/** As a copy's answer: a 200 may hold an error, or nothing (API_UploadPartCopy). */
export function readPartCopy(answer: WireAnswer): Reading<PartAnswer> {
  if (answer.status !== 200) return refusal(answer);
  const leaves = resultLeaves(answer, 'CopyPartResult');
  if ('kind' in leaves) return leaves;
  const { ETag } = leaves.leaves;
  return ETag === undefined
    ? unreadable('the part was copied without an ETag')
    : { kind: 'read', value: { etag: unquoted(ETag, 0, ETag.length) } };
}

/** "A 200 OK response can contain either a success or an error" (API_CompleteMultipartUpload). */
export function readCompletion(answer: WireAnswer): Reading<CompleteAnswer> {
  if (answer.status !== 200) return refusal(answer);
  const result = resultLeaves(answer, 'CompleteMultipartUploadResult');
  if ('kind' in result) return result;
  const { ETag, ChecksumType } = result.leaves;
  if (ETag === undefined) return unreadable('the upload was completed without an ETag');
  const [name, value] = Object.entries(result.leaves).find(([one]) => one.startsWith('Checksum') && one !== 'ChecksumType') ?? [];
  return {
    kind: 'read',
    value: {
      etag: unquoted(ETag, 0, ETag.length),
      checksum:
        name === undefined || value === undefined || ChecksumType === undefined
          ? null
          : { algorithm: name.slice('Checksum'.length).toLowerCase(), value: unescapeXml(value), type: ChecksumType },
      encryption: header(answer, 'x-amz-server-side-encryption') ?? null,
    },
  };
}

export function readAbort(answer: WireAnswer): Reading<AbortOutcome> {
  if (answer.status === 204 || answer.status === 200) return { kind: 'read', value: 'aborted' };
  const error = readErrorAnswer(answer.status, answer.body);
  return answer.status === 404 && error.code === 'NoSuchUpload' ? { kind: 'read', value: 'gone' } : { kind: 'error', error };
}

export function readUploads(answer: WireAnswer): Reading<UploadsPage> {
  if (answer.status !== 200) return refusal(answer);
  const children = childrenOf(answer, 'ListMultipartUploadsResult');
  if ('kind' in children) return children;
  const leaf = (wanted: string) => children.find(({ name }) => name === wanted)?.value;
  const keyOf = (text: string): string | null => (leaf('EncodingType') === 'url' ? decodeKey(text) : unescapeXml(text));
  const uploads: ListedUpload[] = [];
  for (const { name, value } of children) {
    if (name !== 'Upload') continue;
    const { Key, UploadId, Initiated, Initiator } = leavesIn(value) ?? {};
    const key = Key === undefined ? null : keyOf(Key);
    if (key === null || UploadId === undefined || Initiated === undefined)
      return unreadable('an upload is listed without its key, id or time');
    const initiator = unescapeXml(leavesIn(Initiator ?? '')?.['ID'] ?? '');
    uploads.push({ key, uploadId: unescapeXml(UploadId), initiated: Initiated, initiator });
  }
  const truncated = leaf('IsTruncated');
  if (truncated === 'false') return { kind: 'read', value: { uploads, next: null } };
  const key = keyOf(leaf('NextKeyMarker') ?? '');
  const uploadId = unescapeXml(leaf('NextUploadIdMarker') ?? '');
  if (truncated !== 'true' || key === null || key === '' || uploadId === '')
    return unreadable('the list of uploads does not say whether more follows, or how to go on');
  return { kind: 'read', value: { uploads, next: { key, uploadId } } };
}

const BROKEN: Element = { name: '', value: '' };

function resultLeaves(answer: WireAnswer, wanted: string): { readonly leaves: Readonly<Record<string, string>> } | Reading<never> {
  const children = childrenOf(answer, wanted);
  return 'kind' in children ? children : { leaves: Object.fromEntries(children.map(({ name, value }) => [name, value])) };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
