import { headOf } from './http.ts';
import { copyRequest, isPlainCopy, USER_AGENT, type Place } from './request.ts';
import { authorizationPrefix, encodeKey, signedHeaders, trimmed, type Signature, type Signer } from './sign.ts';
import type { CopyInput, Credentials } from './types.ts';

/**
 * Copies are what we send by the hundred million, and between two of one client only keys, ETag and moment differ. So
 * everything else is put together once for each pair of buckets, from the request of `copyRequest`: its canonical form in
 * five pieces, and its head, in which the parts that differ come last (their order on the wire means nothing).
 */
export interface CopyHeads {
  /** The signed head, ready to be sent; null for a copy that is not of the usual kind: then `copyRequest` is right. */
  of(place: Place, input: CopyInput, credentials: Credentials, amzDate: string): string | null;
}

/** Storage classes times folders' buckets: a handful. A caller with more only loses the advantage. */
const TEMPLATES_UP_TO = 32;

export function createCopyHeads(signer: Signer): CopyHeads {
  let templates: Template[] = [];
  let last: Template | null = null;
  return {
    of(place, input, credentials, amzDate) {
      if (!isPlainCopy(input) || !PLAIN_ETAG.test(input.source.etag)) return null;
      if (last === null || !last.fits(place, input, credentials, amzDate)) {
        last = templates.find((template) => template.fits(place, input, credentials, amzDate)) ?? null;
        if (last === null) {
          if (templates.length >= TEMPLATES_UP_TO) templates = [];
          last = new Template(place, input, credentials, amzDate, signer.signature(credentials, amzDate));
          templates.push(last);
        }
      }
      return last.head(input, amzDate);
    },
  };
}

/** Nothing that a header cannot hold, and no space: those are folded before they are signed. */
const PLAIN_ETAG = /^[!-~]+$/;

const DAY_CHARACTERS = 8;

class Template {
  readonly #place: Place;
  readonly #like: CopyInput;
  readonly #credentials: Credentials;
  readonly #signature: Signature;
  readonly #day: string;
  /** The canonical request: … target key … source key … ETag … date … */
  readonly #canonical: readonly [string, string, string, string, string];
  /** The head: … target key … date … signature … source key … ETag … */
  readonly #wire: readonly [string, string, string, string, string];
  #amzDate = '';
  /** The pieces around the date, with it. */
  #canonicalEnd = '';
  #wireMiddle = '';

  constructor(place: Place, input: CopyInput, credentials: Credentials, amzDate: string, signature: Signature) {
    this.#place = place;
    this.#like = input;
    this.#credentials = credentials;
    this.#signature = signature;
    this.#day = amzDate.slice(0, DAY_CHARACTERS);
    const like = { ...input, source: { ...input.source, key: '', etag: '' }, target: { ...input.target, key: '' } };
    const request = copyRequest(place, like, { credentials, amzDate: '' });
    const names = signedHeaders(request.headers);
    const pieces = [`${request.method}\n${request.path}`, `\n${request.query}\n`, '', '', ''] as [string, string, string, string, string];
    const constant: string[] = [];
    let piece = 1;
    for (let i = 0; i < request.headers.length; i += 2) {
      const name = request.headers[i] as string;
      const value = trimmed(request.headers[i + 1] as string);
      if (name === 'x-amz-copy-source-if-match') {
        pieces[piece] += `${name}:"`;
        pieces[(piece += 1)] += '"\n';
      } else if (name === 'x-amz-copy-source' || name === 'x-amz-date') {
        pieces[piece] += `${name}:${value}`;
        pieces[(piece += 1)] += '\n';
      } else {
        pieces[piece] += `${name}:${value}\n`;
        constant.push(name, value);
      }
    }
    pieces[4] += `\n${names}\n${request.payloadSha256}`;
    this.#canonical = pieces;
    const checked = headOf(request.method, request.path, [...constant, 'user-agent', USER_AGENT], 0);
    const afterPath = checked.indexOf(' HTTP/1.1\r\n');
    this.#wire = [
      checked.slice(0, afterPath),
      `${checked.slice(afterPath, -2)}x-amz-date: `,
      `\r\nauthorization: ${authorizationPrefix(credentials, signature.scope, names)}`,
      `\r\nx-amz-copy-source: ${input.source.bucket}/`,
      '\r\nx-amz-copy-source-if-match: "',
    ];
  }

  fits(place: Place, { source, target, storageClass }: CopyInput, credentials: Credentials, amzDate: string): boolean {
    const like = this.#like;
    const own = this.#credentials;
    return (
      this.#place === place &&
      like.source.bucket === source.bucket &&
      like.source.owner === source.owner &&
      like.target.owner === target.owner &&
      like.storageClass === storageClass &&
      (own === credentials ||
        (own.accessKeyId === credentials.accessKeyId &&
          own.secretAccessKey === credentials.secretAccessKey &&
          own.sessionToken === credentials.sessionToken)) &&
      (this.#amzDate === amzDate || amzDate.startsWith(this.#day))
    );
  }

  head({ source, target }: CopyInput, amzDate: string): string {
    const canonical = this.#canonical;
    const wire = this.#wire;
    if (amzDate !== this.#amzDate) {
      this.#canonicalEnd = `${canonical[3]}${amzDate}${canonical[4]}`;
      this.#wireMiddle = `${wire[1]}${amzDate}${wire[2]}`;
      this.#amzDate = amzDate;
    }
    const targetKey = encodeKey(target.key);
    const sourceKey = source.key === target.key ? targetKey : encodeKey(source.key);
    const toHash = canonical[0] + targetKey + canonical[1] + sourceKey + canonical[2] + source.etag + this.#canonicalEnd;
    const signature = this.#signature.of(toHash, amzDate);
    return wire[0] + targetKey + this.#wireMiddle + signature + wire[3] + sourceKey + wire[4] + source.etag + '"\r\n\r\n';
  }
}
