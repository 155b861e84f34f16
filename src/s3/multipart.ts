import { encryptionAndAcl } from './manner.ts';
import type { Place, Stamp } from './request.ts';
import { sha256Of } from './request.ts';
import { encodeKey, encodeQueryValue, type Unsigned } from './sign.ts';
import { unsigned, type Named } from './unsigned.ts';
import type { CompleteUploadInput, CopyPartInput, CreateUploadInput, HeadInput, Tag, UploadRef, UploadsPageInput } from './object-types.ts';
import type { BucketRef } from './types.ts';

/** The requests about one object and its parts. Few of them are sent, so they are written to be read. */

export function headRequest(place: Place, { from, key, etag, part }: HeadInput, stamp: Stamp): Unsigned {
  const named: Named = { 'x-amz-checksum-mode': 'ENABLED' };
  if (etag !== undefined) named['if-match'] = `"${etag}"`;
  return unsigned('HEAD', place, key, part === undefined ? '' : `partNumber=${part}`, from, named, stamp);
}

/** One byte of an object: what a HEAD refuses without a word, this refuses with a code. */
export function byteRequest(place: Place, { from, key, etag }: HeadInput, stamp: Stamp): Unsigned {
  const named: Named = { range: 'bytes=0-0' };
  if (etag !== undefined) named['if-match'] = `"${etag}"`;
  return unsigned('GET', place, key, '', from, named, stamp);
}

export function tagsRequest(place: Place, from: BucketRef, key: string, stamp: Stamp): Unsigned {
  return unsigned('GET', place, key, 'tagging=', from, {}, stamp);
}

/** Parts carry nothing but bytes: all else is said here, once (API_CreateMultipartUpload). */
export function createUploadRequest(place: Place, input: CreateUploadInput, stamp: Stamp): Unsigned {
  const named: Named = { ...encryptionAndAcl(input.manner), 'x-amz-storage-class': input.storageClass };
  for (const [name, value] of Object.entries(input.contentHeaders)) named[name] = inAscii(value);
  for (const [name, value] of Object.entries(input.metadata)) named[`x-amz-meta-${name}`] = inAscii(value);
  if (input.tags.length > 0) named['x-amz-tagging'] = tagsInHeader(input.tags);
  return unsigned('POST', place, input.key, 'uploads=', input.to, named, stamp);
}

export function copyPartRequest(place: Place, { upload, source, part, range, manner }: CopyPartInput, stamp: Stamp): Unsigned {
  const named: Named = {
    'x-amz-copy-source': `${source.bucket}/${encodeKey(source.key)}`,
    'x-amz-copy-source-if-match': `"${source.etag}"`,
  };
  if (source.owner !== null) named['x-amz-source-expected-bucket-owner'] = source.owner;
  if (range !== null) named['x-amz-copy-source-range'] = `bytes=${range.first}-${range.last}`;
  if (manner?.requesterPays === true) named['x-amz-request-payer'] = 'requester';
  return unsigned('PUT', place, upload.key, `partNumber=${part}&${uploadQuery(upload)}`, upload.to, named, stamp);
}

/** The body of a completion, made once for all tries. */
export function completionBody(etags: readonly string[]): Buffer {
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>&quot;${etag}&quot;</ETag></Part>`);
  return Buffer.from(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`,
  );
}

export function completeUploadRequest(place: Place, input: CompleteUploadInput, body: Buffer, stamp: Stamp): Unsigned {
  const { upload, bytes, ifAbsent } = input;
  const named: Named = { 'content-type': 'application/xml', 'x-amz-mp-object-size': String(bytes) };
  if (ifAbsent === true) named['if-none-match'] = '*';
  return unsigned('POST', place, upload.key, uploadQuery(upload), upload.to, named, stamp, sha256Of(body));
}

export function abortUploadRequest(place: Place, upload: UploadRef, stamp: Stamp): Unsigned {
  return unsigned('DELETE', place, upload.key, uploadQuery(upload), upload.to, {}, stamp);
}

/** 1 to 1,000 at a time, in key order, and by the time they began within a key (API_ListMultipartUploads). */
export function listUploadsRequest(place: Place, { from, prefix, after }: UploadsPageInput, stamp: Stamp): Unsigned {
  let query = 'encoding-type=url';
  if (after !== undefined) query += `&key-marker=${encodeQueryValue(after.key)}`;
  query += `&max-uploads=1000&prefix=${encodeQueryValue(prefix)}`;
  if (after !== undefined) query += `&upload-id-marker=${encodeQueryValue(after.uploadId)}`;
  return unsigned('GET', place, null, `${query}&uploads=`, from, {}, stamp);
}

function uploadQuery({ uploadId }: UploadRef): string {
  return `uploadId=${encodeQueryValue(uploadId)}`;
}

/** As a query string (API_CreateMultipartUpload, x-amz-tagging). */
function tagsInHeader(tags: readonly Tag[]): string {
  return tags.map(({ key, value }) => `${encodeQueryValue(key)}=${encodeQueryValue(value)}`).join('&');
}

const ASCII = /^[\t\x20-\x7e]*$/;

/** S3 gives what is not ASCII in the words of RFC 2047, and understands them (userguide/UsingMetadata); other servers send it bare. */
function inAscii(value: string): string {
  return ASCII.test(value) ? value : `=?UTF-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}
