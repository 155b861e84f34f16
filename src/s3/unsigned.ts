import type { Place, Stamp } from './request.ts';
import { EMPTY_SHA256, encodeKey, type Method, type Unsigned } from './sign.ts';
import type { BucketRef } from './parties.ts';

/** Headers by name, in lower case. */
export type Named = Record<string, string>;

/** A request with its headers in order, as they are signed. `key` null: the bucket itself. */
export function unsigned(
  method: Method,
  place: Place,
  key: string | null,
  query: string,
  to: BucketRef,
  more: Named,
  stamp: Stamp,
  payloadSha256 = EMPTY_SHA256,
): Unsigned {
  const named: Named = {
    ...more,
    host: place.host,
    'x-amz-content-sha256': payloadSha256,
    'x-amz-date': stamp.amzDate,
  };
  if (to.owner !== null) named['x-amz-expected-bucket-owner'] = to.owner;
  if (to.requesterPays === true) named['x-amz-request-payer'] = 'requester';
  if (stamp.credentials.sessionToken !== undefined) named['x-amz-security-token'] = stamp.credentials.sessionToken;
  const headers = Object.keys(named)
    .toSorted()
    .flatMap((name) => [name, named[name]!]);
  return { method, path: `${place.base}/${key === null ? '' : encodeKey(key)}`, query, headers, payloadSha256 };
}
