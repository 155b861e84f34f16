import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../../../src/s3/types.ts';
import type { Unsigned } from '../../../src/s3/sign.ts';

/** SHA-256 in the form that the SDK's signer takes. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', typeof secret === 'string' ? secret : bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {
    throw new Error('not used by the signer');
  }
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView) =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);

class Seen extends SignatureV4 {
  canonical = '';
  override createCanonicalRequest(...args: Parameters<SignatureV4['createCanonicalRequest']>): string {
    this.canonical = super.createCanonicalRequest(...args);
    return this.canonical;
  }
}

type ToSign = Parameters<Seen['createCanonicalRequest']>[0];

export interface PeerSignature {
  readonly canonicalRequest: string;
  readonly authorization: string;
}

/** What the AWS SDK for JavaScript makes of the same request. */
export async function smithySignature(unsigned: Unsigned, region: string, credentials: Credentials, at: Date): Promise<PeerSignature> {
  const signer = new Seen({
    service: 's3',
    region,
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
    },
    sha256: Sha256,
    uriEscapePath: false,
  });
  const headers: Record<string, string> = {};
  for (let i = 0; i < unsigned.headers.length; i += 2) headers[unsigned.headers[i] as string] = unsigned.headers[i + 1] as string;
  const query: Record<string, string> = {};
  for (const pair of unsigned.query === '' ? [] : unsigned.query.split('&')) {
    const equals = pair.indexOf('=');
    query[decodeURIComponent(pair.slice(0, equals))] = decodeURIComponent(pair.slice(equals + 1));
  }
  const request: ToSign = { method: unsigned.method, protocol: 'https:', hostname: 'not.used', path: unsigned.path, query, headers };
  const signed = await signer.sign(request, { signingDate: at });
  return { canonicalRequest: signer.canonical, authorization: signed.headers['authorization'] as string };
}
