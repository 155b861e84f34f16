import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oidcHandler, type PublicKey } from '../../../sandbox/oidc/issuer.ts';
import { createIssuerKey, readIssuerKey, type IssuerKey } from '../../../sandbox/oidc/key.ts';
import { mintToken } from '../../../sandbox/oidc/token.ts';

const issuer = 'http://127.0.0.1:4566/_oidc';
let dir: string;
let key: IssuerKey;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bb-oidc-'));
  key = await createIssuerKey(dir);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;

/** Reads a token the way AWS does: only what the issuer serves is trusted. */
function readToken(token: string): { header: Record<string, unknown>; payload: Record<string, unknown> } | null {
  const handle = oidcHandler({ issuer, jwks: key.jwks });
  const configuration = JSON.parse(handle({ method: 'GET', path: '/_oidc/.well-known/openid-configuration' }).body) as Record<
    string,
    string
  >;
  const served = JSON.parse(handle({ method: 'GET', path: new URL(configuration['jwks_uri']!).pathname }).body) as { keys: PublicKey[] };
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const jwk = served.keys.find(({ kid }) => kid === decode(header)['kid']);
  if (jwk === undefined) return null;
  const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const good = verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url'));
  return good ? { header: decode(header), payload: decode(payload) } : null;
}

describe('a token', () => {
  test('any claims arrive as they were given, under a signature that the served keys verify', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.dictionary(fc.string({ minLength: 4 }), fc.jsonValue()),
        fc.integer({ min: 0, max: 4e9 }),
        (sub, aud, rest, now) => {
          const claims = { ...rest, sub, aud };
          const token = mintToken({ ...key, issuer, claims, nowSeconds: now });
          const read = readToken(token);
          expect(read?.header).toEqual({ alg: 'RS256', typ: 'JWT', kid: key.keyId });
          expect(read?.payload).toEqual(JSON.parse(JSON.stringify({ iss: issuer, iat: now, nbf: now - 600, exp: now + 300, ...claims })));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a changed claim breaks the signature', () => {
    const token = mintToken({
      ...key,
      issuer,
      claims: { sub: 'repo:a/b:environment:approve', aud: 'sts.amazonaws.com' },
      nowSeconds: 1_000,
    });
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const forged = Buffer.from(JSON.stringify({ ...decode(payload), sub: 'repo:a/b:environment:operate' })).toString('base64url');
    expect(readToken(`${header}.${forged}.${signature}`)).toBeNull();
  });

  test('times are whole seconds', () => {
    const payload = readToken(mintToken({ ...key, issuer, claims: { sub: 's', aud: 'a' }, nowSeconds: 1_000.7 }))?.payload;
    expect(payload).toMatchObject({ iat: 1_000, nbf: 400, exp: 1_300 });
  });
});

describe('the key', () => {
  test('is readable by its owner only, and the same for another process', async () => {
    expect((await stat(key.file)).mode & 0o777).toBe(0o600);
    const again = await readIssuerKey(dir);
    expect(again.jwks).toEqual(key.jwks);
    expect(readToken(mintToken({ ...again, issuer, claims: { sub: 's', aud: 'a' }, nowSeconds: 1 }))).not.toBeNull();
  });

  test('is never overwritten', async () => {
    await expect(createIssuerKey(dir)).rejects.toMatchObject({ code: 'EEXIST' });
  });

  test('the served half holds nothing private', () => {
    expect(Object.keys(key.jwks.keys[0]!).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('the handler', () => {
  const handle = (method: string, path: string) => oidcHandler({ issuer, jwks: key.jwks })({ method, path });

  test('the configuration names the issuer exactly, and its keys', () => {
    const { status, headers, body } = handle('GET', '/_oidc/.well-known/openid-configuration');
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json' });
    expect(JSON.parse(body)).toMatchObject({ issuer, jwks_uri: `${issuer}/jwks`, id_token_signing_alg_values_supported: ['RS256'] });
  });

  test.each([
    ['GET', '/_oidc/jwks?x=1', 200],
    ['HEAD', '/_oidc/jwks', 200],
    ['POST', '/_oidc/jwks', 405],
    ['GET', '/_oidc', 404],
    ['GET', '/jwks', 404],
    ['GET', '/_oidc/jwks/issuer-key.pem', 404],
  ])('%s %s answers %i', (method, path, status) => {
    expect(handle(method, path).status).toBe(status);
  });
});
