/** The paths of an OpenID provider that AWS reads: its configuration, and the public keys of its tokens (OpenID Connect Discovery 1.0, 4). */

export interface PublicKey {
  readonly kty: string;
  readonly alg: string;
  readonly use: string;
  readonly kid: string;
  readonly n: string;
  readonly e: string;
}

export interface Jwks {
  readonly keys: readonly PublicKey[];
}

export interface OidcRequest {
  readonly method: string;
  /** As it came, prefix and query included. */
  readonly path: string;
}

export interface OidcAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers for the issuer at its own URL; which server carries it is not its business. */
export function oidcHandler({ issuer, jwks }: { readonly issuer: string; readonly jwks: Jwks }): (request: OidcRequest) => OidcAnswer {
  const base = new URL(issuer).pathname.replace(/\/$/, '');
  const documents: ReadonlyMap<string, unknown> = new Map<string, unknown>([
    [
      `${base}/.well-known/openid-configuration`,
      {
        issuer,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: ['openid'],
        claims_supported: ['sub', 'aud', 'exp', 'iat', 'nbf', 'iss', 'jti'],
      },
    ],
    [`${base}/jwks`, jwks],
  ]);
  return ({ method, path }) => {
    const document = documents.get(path.split('?', 1)[0] ?? '');
    if (document === undefined) return answer(404, { error: 'not_found' });
    if (method !== 'GET' && method !== 'HEAD') return answer(405, { error: 'method_not_allowed' }, { allow: 'GET, HEAD' });
    const found = answer(200, document);
    return method === 'HEAD' ? { ...found, body: '' } : found;
  };
}

function answer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): OidcAnswer {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }, body: JSON.stringify(value) };
}
