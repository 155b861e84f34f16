import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateOpenIDConnectProviderCommand } from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oidcHandler, type Jwks, type PublicKey } from '../../../sandbox/oidc/issuer.ts';
import { mintToken } from '../../../sandbox/oidc/token.ts';
import { ALPHA, BETA, keysOf, makeRole, openStage, policy, roleArn, rootOf, verdict, type Keys, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const whoIs = (keys: Keys) => stage.sts(keys).send(new GetCallerIdentityCommand({}));

describe('AssumeRoleWithWebIdentity', () => {
  interface Key {
    readonly privateKey: KeyObject;
    readonly keyId: string;
    readonly jwk: PublicKey;
  }
  const makeKey = (keyId: string): Key => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
    return { privateKey, keyId, jwk: { kty: 'RSA', alg: 'RS256', use: 'sig', kid: keyId, n, e } };
  };
  const AUDIENCE = 'sts.amazonaws.com';
  const SUBJECT = 'repo:acme/orders:environment:operate';
  const NAME = 'web';

  let server: Server;
  let issuer: string;
  let published: Jwks;
  let fetches: number;
  const key = makeKey('one');
  const next = makeKey('two');
  const stranger = makeKey('one');

  beforeAll(async () => {
    server = createServer((request, response) => {
      const answer = oidcHandler({ issuer, jwks: published })({ method: request.method ?? '', path: request.url ?? '' });
      if (request.url?.endsWith('/jwks') === true) fetches += 1;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_oidc`;
    published = { keys: [key.jwk] };
    fetches = 0;
    const host = issuer.replace('http://', '');
    await stage.iam(rootOf(BETA)).send(new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: [AUDIENCE] }));
    const trust = policy({
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${BETA}:oidc-provider/${host}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${host}:aud`]: AUDIENCE, [`${host}:sub`]: SUBJECT } },
    });
    await makeRole(stage, { account: BETA, name: NAME, allows: [], trust });
    await makeRole(stage, { account: BETA, name: 'not-for-the-web', allows: [] });
    // The same trust in an account where the issuer is not registered.
    await makeRole(stage, { account: ALPHA, name: NAME, allows: [], trust: trust.replaceAll(BETA, ALPHA) });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const nowSeconds = () => Math.floor(Date.now() / 1000);
  const token = (claims: Record<string, unknown> = {}, by: Key = key, at = nowSeconds()) =>
    mintToken({ privateKey: by.privateKey, keyId: by.keyId, issuer, claims: { sub: SUBJECT, aud: AUDIENCE, ...claims }, nowSeconds: at });
  const become = (webToken: string, arn = roleArn(BETA, NAME), rest: object = {}) =>
    stage
      .sts(null)
      .send(new AssumeRoleWithWebIdentityCommand({ RoleArn: arn, RoleSessionName: 'a-run', WebIdentityToken: webToken, ...rest }));
  const part = (webToken: string, at: number) => webToken.split('.')[at] ?? '';
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test('a token of the issuer makes a session of the role', async () => {
    const answer = await become(token());
    const identity = await whoIs(keysOf(answer));
    expect([answer.SubjectFromWebIdentityToken, answer.Audience, answer.Provider, identity.Arn, identity.Account]).toEqual([
      SUBJECT,
      AUDIENCE,
      `arn:aws:iam::${BETA}:oidc-provider/${issuer.replace('http://', '')}`,
      `arn:aws:sts::${BETA}:assumed-role/${NAME}/a-run`,
      BETA,
    ]);
  });

  test.each<[string, () => string, string, string?]>([
    ['another subject', () => token({ sub: 'repo:acme/orders:ref:refs/heads/main' }), '403 AccessDenied'],
    ['another audience', () => token({ aud: 'https://github.com/acme' }), '400 InvalidIdentityToken'],
    ['another issuer', () => token({ iss: 'https://token.actions.githubusercontent.com' }), '400 InvalidIdentityToken'],
    ['the issuer under https', () => token({ iss: issuer.replace('http:', 'https:') }), '400 InvalidIdentityToken'],
    ['another key by the same name', () => token({}, stranger), '400 InvalidIdentityToken'],
    ['a key that is not published', () => token({}, next), '400 InvalidIdentityToken'],
    ['its time over', () => token({}, key, nowSeconds() - 301), '400 ExpiredTokenException'],
    ['its time to come', () => token({}, key, nowSeconds() + 3600), '400 InvalidIdentityToken'],
    ['no end', () => token({ exp: undefined }), '400 InvalidIdentityToken'],
    ['an end before all time', () => token({ exp: -1e30 }), '400 InvalidIdentityToken'],
    ['an end that is no number', () => token({ exp: 'never' }), '400 InvalidIdentityToken'],
    [
      'claims changed after it was signed',
      () => [part(token(), 0), part(token({ sub: SUBJECT, extra: 1 }), 1), part(token(), 2)].join('.'),
      '400 InvalidIdentityToken',
    ],
    ['no signature', () => `${encoded({ alg: 'none', kid: 'one' })}.${part(token(), 1)}.`, '400 InvalidIdentityToken'],
    [
      'a signature by another algorithm',
      () => `${encoded({ alg: 'HS256', kid: 'one' })}.${part(token(), 1)}.${part(token(), 2)}`,
      '400 InvalidIdentityToken',
    ],
    [
      'a good signature that calls itself another’s',
      () => {
        const signed = `${encoded({ alg: 'RS384', kid: 'one' })}.${part(token(), 1)}`;
        return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key.privateKey).toString('base64url')}`;
      },
      '400 InvalidIdentityToken',
    ],
    ['no form', () => 'a.b', '400 InvalidIdentityToken'],
    ['nothing wrong, for a role that trusts accounts only', () => token(), '403 AccessDenied', roleArn(BETA, 'not-for-the-web')],
    ['nothing wrong, for a role that does not exist', () => token(), '403 AccessDenied', roleArn(BETA, 'nobody')],
    ['nothing wrong, for an account that does not know the issuer', () => token(), '400 InvalidIdentityToken', roleArn(ALPHA, NAME)],
  ])('a token with %s is refused', async (_what, made, expected, arn) => {
    expect(await verdict(become(made(), arn))).toBe(expected);
  });

  test('no longer than the role allows', async () => {
    expect([
      await verdict(become(token(), undefined, { DurationSeconds: 3600 })),
      await verdict(become(token(), undefined, { DurationSeconds: 3601 })),
    ]).toEqual(['ok', '400 ValidationError']);
  });

  test('the issuer’s keys are kept, and asked for again when one is not among them or was taken back', async () => {
    await become(token());
    const before = fetches;
    await become(token());
    expect(fetches).toBe(before);
    published = { keys: [next.jwk] };
    expect([await verdict(become(token({}, next))), await verdict(become(token()))]).toEqual(['ok', '400 InvalidIdentityToken']);
    published = { keys: [key.jwk] };
    expect(await verdict(become(token()))).toBe('ok');
  });

  test('a request written in two ways is judged by what is carried out', async () => {
    const form = (values: Record<string, string>) => new URLSearchParams({ Version: '2011-06-15', ...values }).toString();
    const forged = form({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: roleArn(BETA, NAME),
      RoleSessionName: 'a-run',
      WebIdentityToken: token({}, stranger),
    });
    const harmless = form({ Action: 'GetCallerIdentity' });
    const scope = (kind: string) => ({ host: 'sts.us-east-1.amazonaws.com', 'content-type': kind });
    const ask = async (query: string, body: string | undefined, kind: string, method = 'POST') => {
      const response = await fetch(`${stage.server.endpoint}/${query === '' ? '' : `?${query}`}`, {
        method,
        headers: scope(kind),
        ...(body === undefined ? {} : { body }),
      });
      return (await response.text()).includes('<SessionToken>');
    };
    expect([
      await ask('', forged, 'application/x-www-form-urlencoded'),
      await ask(harmless, forged, 'application/x-www-form-urlencoded'),
      await ask(forged, harmless, 'application/x-www-form-urlencoded'),
      await ask(forged, undefined, 'application/x-www-form-urlencoded', 'GET'),
      await ask('', forged, 'application/x-amz-json-1.1'),
    ]).toEqual([false, false, false, false, false]);
  });

  test('an issuer that does not answer', async () => {
    const gone = 'http://127.0.0.1:1/_oidc';
    await stage.iam(rootOf(BETA)).send(new CreateOpenIDConnectProviderCommand({ Url: gone, ClientIDList: [AUDIENCE] }));
    expect(await verdict(become(token({ iss: gone })))).toBe('400 IDPCommunicationError');
  });

  test('plain http from another machine is not taken', async () => {
    const far = 'http://issuer.example/_oidc';
    await stage.iam(rootOf(BETA)).send(new CreateOpenIDConnectProviderCommand({ Url: far, ClientIDList: [AUDIENCE] }));
    expect(await verdict(become(token({ iss: far })))).toBe('400 IDPCommunicationError');
  });
});
