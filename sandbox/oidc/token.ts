import { sign, type KeyObject } from 'node:crypto';

/** As GitHub's own: good for 5 minutes, and from 10 minutes before (docs.github.com, OpenID Connect reference, "Understanding the OIDC token"). */
const LASTS_SECONDS = 300;
const BACKDATED_SECONDS = 600;

export interface TokenClaims {
  readonly sub: string;
  readonly aud: string;
  readonly [claim: string]: unknown;
}

export interface TokenInput {
  readonly privateKey: KeyObject;
  readonly keyId: string;
  readonly issuer: string;
  /** `iss` and the times are added; a claim given here wins over them. */
  readonly claims: TokenClaims;
  /** Since 1970. */
  readonly nowSeconds: number;
}

/** A signed token (JWS compact, RS256). */
export function mintToken({ privateKey, keyId, issuer, claims, nowSeconds }: TokenInput): string {
  const iat = Math.floor(nowSeconds);
  const header = { alg: 'RS256', typ: 'JWT', kid: keyId };
  const payload = { iss: issuer, iat, nbf: iat - BACKDATED_SECONDS, exp: iat + LASTS_SECONDS, ...claims };
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
