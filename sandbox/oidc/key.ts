import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Jwks, PublicKey } from './issuer.ts';

const generate = promisify(generateKeyPair);
const KEY_FILE = 'issuer-key.pem';

export interface IssuerKey {
  readonly privateKey: KeyObject;
  readonly keyId: string;
  readonly jwks: Jwks;
  /** Where the private key lies, readable by its owner only. */
  readonly file: string;
}

/** Makes the issuer's key and keeps it in the directory. Rejects when there is one already: its tokens may still be about. */
export async function createIssuerKey(dir: string): Promise<IssuerKey> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  const file = join(dir, KEY_FILE);
  await mkdir(dir, { recursive: true });
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  return issuerKey(privateKey, file);
}

/** The key that createIssuerKey left in the directory: how another process signs for the same issuer. */
export async function readIssuerKey(dir: string): Promise<IssuerKey> {
  const file = join(dir, KEY_FILE);
  return issuerKey(createPrivateKey(await readFile(file)), file);
}

function issuerKey(privateKey: KeyObject, file: string): IssuerKey {
  const { n, e, kty } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (n === undefined || e === undefined || kty !== 'RSA') throw new TypeError(`${file} holds no RSA key`);
  // RFC 7638: the members in this order, without white space.
  const keyId = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
  const publicKey: PublicKey = { kty, alg: 'RS256', use: 'sig', kid: keyId, n, e };
  return { privateKey, keyId, jwks: { keys: [publicKey] }, file };
}
