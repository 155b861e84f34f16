import type { Reading } from './answer.ts';
import type { Call, Perform } from './call.ts';
import {
  abortUploadRequest,
  byteRequest,
  completeUploadRequest,
  completionBody,
  copyPartRequest,
  createUploadRequest,
  headRequest,
  listUploadsRequest,
  tagsRequest,
} from './multipart.ts';
import { readAbort, readCompletion, readCreatedUpload, readHead, readPartCopy, readTags, readUploads } from './multipart-answers.ts';
import { refusal } from './object-answers.ts';
import type { HeadInput, ObjectCalls, ObjectHead } from './object-types.ts';
import { S3Error, type S3Counters } from './types.ts';

export function createObjectCalls(perform: Perform, counters: S3Counters): ObjectCalls {
  const head = (input: HeadInput, signal: AbortSignal | undefined): Promise<ObjectHead> =>
    perform(
      {
        operation: 'HeadObject',
        bucket: input.from.bucket,
        key: input.key,
        body: null,
        build: (place, stamp) => headRequest(place, input, stamp),
        read: readHead,
      },
      signal,
    );
  /** The answer to a HEAD has no body, so its refusal has no code: expired credentials look like any bad request. */
  const why = (input: HeadInput, signal: AbortSignal | undefined): Promise<null> =>
    perform(
      {
        operation: 'HeadObject',
        bucket: input.from.bucket,
        key: input.key,
        body: null,
        build: (place, stamp) => byteRequest(place, input, stamp),
        // 416: there is an object, and it is empty.
        read: (answer) => (answer.status === 200 || answer.status === 206 || answer.status === 416 ? NOTHING_WRONG : refusal(answer)),
      },
      signal,
    );

  return {
    headObject: async (input, signal) => {
      counters.get += 1;
      try {
        return await head(input, signal);
      } catch (error) {
        if (!(error instanceof S3Error) || !error.code.startsWith('Http4')) throw error;
        counters.get += 2;
        await why(input, signal);
        return await head(input, signal);
      }
    },
    getTags: (from, key, signal) => {
      counters.get += 1;
      const build: Call<unknown>['build'] = (place, stamp) => tagsRequest(place, from, key, stamp);
      return perform({ operation: 'GetObjectTagging', bucket: from.bucket, key, body: null, build, read: readTags }, signal);
    },
    createUpload: async (input, signal) => {
      counters.put += 1;
      const { key, to } = input;
      const build: Call<unknown>['build'] = (place, stamp) => createUploadRequest(place, input, stamp);
      const call = { operation: 'CreateMultipartUpload' as const, bucket: to.bucket, key, body: null, build };
      const uploadId = await perform({ ...call, read: readCreatedUpload }, signal);
      return { to, key, uploadId };
    },
    copyPart: (input, signal) => {
      counters.copy += 1;
      return perform(
        {
          operation: 'UploadPartCopy',
          bucket: input.upload.to.bucket,
          key: input.upload.key,
          sourceBucket: input.source.bucket,
          body: null,
          pacer: input.pacer,
          build: (place, stamp) => copyPartRequest(place, input, stamp),
          read: readPartCopy,
        },
        signal,
      );
    },
    completeUpload: (input, signal) => {
      counters.put += 1;
      const body = completionBody(input.etags);
      const { key, to } = input.upload;
      const build: Call<unknown>['build'] = (place, stamp) => completeUploadRequest(place, input, body, stamp);
      return perform({ operation: 'CompleteMultipartUpload', bucket: to.bucket, key, body, build, read: readCompletion }, signal);
    },
    abortUpload: (upload, signal) => {
      counters.delete += 1;
      const build: Call<unknown>['build'] = (place, stamp) => abortUploadRequest(place, upload, stamp);
      const call = { operation: 'AbortMultipartUpload' as const, bucket: upload.to.bucket, key: upload.key, body: null, build };
      return perform({ ...call, read: readAbort }, signal);
    },
    listUploads: (input, signal) => {
      counters.list += 1;
      const build: Call<unknown>['build'] = (place, stamp) => listUploadsRequest(place, input, stamp);
      const call = { operation: 'ListMultipartUploads' as const, bucket: input.from.bucket, key: input.prefix, body: null, build };
      return perform({ ...call, read: readUploads }, signal);
    },
  };
}

const NOTHING_WRONG: Reading<null> = { kind: 'read', value: null };
