import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateOpenIDConnectProviderCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oidcHandler, type Jwks, type PublicKey } from '../../../sandbox/oidc/issuer.ts';
import { mintToken } from '../../../sandbox/oidc/token.ts';
import {
  ALPHA,
  assume,
  BETA,
  keysOf,
  makeBucket,
  makeRole,
  openStage,
  policy,
  roleArn,
  rootOf,
  sessionOf,
  verdict,
  type Keys,
  type Stage,
} from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const whoIs = (keys: Keys) => stage.sts(keys).send(new GetCallerIdentityCommand({}));

describe('a signature', () => {
  const wrong = (keys: Keys): Keys => ({ ...keys, secretAccessKey: `${keys.secretAccessKey}x` });
  test.each([
    ['root’s own', () => rootOf(ALPHA), 'ok', 'ok'],
    ['root with another secret', () => wrong(rootOf(ALPHA)), '403 SignatureDoesNotMatch', '403 SignatureDoesNotMatch'],
    [
      'a session’s own',
      () =>
        sessionOf(stage, {
          account: ALPHA,
          name: `r-${randomUUID()}`,
          allows: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
        }),
      'ok',
      'ok',
    ],
    [
      'a session with another secret',
      async () => wrong(await sessionOf(stage, { account: ALPHA, name: `r-${randomUUID()}`, allows: [] })),
      '403 SignatureDoesNotMatch',
      '403 SignatureDoesNotMatch',
    ],
    [
      'a session without its token',
      async () => {
        const { accessKeyId, secretAccessKey } = await sessionOf(stage, { account: ALPHA, name: `r-${randomUUID()}`, allows: [] });
        return { accessKeyId, secretAccessKey };
      },
      '403 InvalidAccessKeyId',
      '403 InvalidClientTokenId',
    ],
    [
      'a key that nobody gave',
      () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }),
      '403 InvalidAccessKeyId',
      '403 InvalidClientTokenId',
    ],
  ])('%s', async (_what, keys, atS3, atSts) => {
    const given = await keys();
    expect([await verdict(stage.s3(given).send(new ListBucketsCommand({}))), await verdict(whoIs(given))]).toEqual([atS3, atSts]);
  });

  test('what is not signed, or not for AWS, is refused', async () => {
    const s3 = await makeBucket(stage, ALPHA, 'alpha-closed');
    await s3.send(new PutObjectCommand({ Bucket: 'alpha-closed', Key: 'a', Body: 'text' }));
    const get = async (path: string, authorization?: string) =>
      (await fetch(`${stage.server.endpoint}${path}`, { headers: authorization === undefined ? {} : { authorization } })).status;
    expect([
      await get('/alpha-closed/a'),
      await get('/alpha-closed?list-type=2'),
      await get('/alpha-closed/a', 'Bearer anything'),
      await get(
        '/alpha-closed/a',
        'AWS4-HMAC-SHA256 Credential=111111111111/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00',
      ),
      await get('/?Action=ListUsers&Version=2010-05-08', 'Bearer anything'),
      // A root's number in a query string, with no signature or any.
      await get('/alpha-closed/a?AWSAccessKeyId=111111111111&Signature=x&Expires=9999999999'),
      await get('/alpha-closed/a?X-Amz-Credential=111111111111/20260101/us-east-1/s3/aws4_request'),
      await get('/alpha-closed/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=111111111111/20260101/us-east-1/s3/aws4_request'),
      await get('/?Action=ListUsers&Version=2010-05-08&AWSAccessKeyId=111111111111'),
      await get(
        `/?Action=ListUsers&Version=2010-05-08&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent('111111111111/20260101/us-east-1/s3/aws4_request')}&X-Amz-Signature=00`,
      ),
      // What ministack serves to anyone: wiping every account, changing its settings, reading messages.
      await get('/_ministack/reset'),
      await get('/_ministack/config'),
      await get('/_aws/sqs/messages'),
    ]).toEqual([403, 403, 400, 400, 400, 400, 400, 400, 400, 403, 404, 404, 404]);
  });

  test('a body other than the one that was signed is refused', async () => {
    const client = stage.s3(rootOf(ALPHA), { requestChecksumCalculation: 'WHEN_REQUIRED' });
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = 'left';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'otherBody' },
    );
    expect(await verdict(client.send(new PutObjectCommand({ Bucket: 'alpha-closed', Key: 'b', Body: 'sent' })))).toBe(
      '400 XAmzContentSHA256Mismatch',
    );
  });

  test('S3 takes the action from the path, whatever else is named', async () => {
    const keys = await sessionOf(stage, {
      account: ALPHA,
      name: `r-${randomUUID()}`,
      allows: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }],
    });
    const client = stage.s3(keys);
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { query: Record<string, string>; headers: Record<string, string> };
        request.query['Action'] = 'ListBucket';
        request.headers['x-amz-target'] = 'Any.ListBucket';
        return next(args);
      },
      { step: 'build', name: 'liar' },
    );
    expect(await verdict(client.send(new GetObjectCommand({ Bucket: 'alpha-closed', Key: 'a' })))).toBe('403 AccessDenied');
  });
});

describe('AssumeRole', () => {
  const MAY_ASSUME = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] as const;
  const trusting = (principal: unknown, condition?: unknown) =>
    policy({
      Effect: 'Allow',
      Principal: principal,
      Action: 'sts:AssumeRole',
      ...(condition === undefined ? {} : { Condition: condition }),
    });
  let operate: Keys;
  let other: Keys;
  let idle: Keys;
  beforeAll(async () => {
    operate = await sessionOf(stage, { account: BETA, name: 'operate', allows: MAY_ASSUME });
    other = await sessionOf(stage, { account: BETA, name: 'other', allows: MAY_ASSUME });
    idle = await sessionOf(stage, { account: BETA, name: 'idle', allows: [] });
  });

  test.each([
    ['the role of the same account', BETA, trusting({ AWS: roleArn(BETA, 'operate') }), ['ok', '403 AccessDenied']],
    ['the role from another account', ALPHA, trusting({ AWS: roleArn(BETA, 'operate') }), ['ok', '403 AccessDenied']],
    ['the account', ALPHA, trusting({ AWS: `arn:aws:iam::${BETA}:root` }), ['ok', 'ok']],
    ['another account', ALPHA, trusting({ AWS: `arn:aws:iam::${ALPHA}:root` }), ['403 AccessDenied', '403 AccessDenied']],
    ['a service', BETA, trusting({ Service: 'ec2.amazonaws.com' }), ['403 AccessDenied', '403 AccessDenied']],
    [
      'the account, under a condition that fails',
      ALPHA,
      trusting({ AWS: BETA }, { StringEquals: { 'sts:ExternalId': 'x' } }),
      ['403 AccessDenied', '403 AccessDenied'],
    ],
  ])('of a role that trusts %s', async (_what, account, trust, [forOperate, forOther]) => {
    const name = `trusts-${randomUUID()}`;
    await makeRole(stage, { account, name, allows: [], trust });
    const by = (keys: Keys) => verdict(assume(stage, keys, roleArn(account, name)));
    // Whoever's own policy does not allow sts:AssumeRole is refused, whatever the role trusts.
    expect([await by(operate), await by(other), await by(idle)]).toEqual([forOperate, forOther, '403 AccessDenied']);
  });

  test('of a role that does not exist', async () => {
    expect(await verdict(assume(stage, operate, roleArn(BETA, 'nobody')))).toBe('403 AccessDenied');
  });

  test('lasts as long as the role and its way allow', async () => {
    await makeRole(stage, { account: BETA, name: 'long', allows: MAY_ASSUME, maxSeconds: 7200 });
    await makeRole(stage, { account: BETA, name: 'usual', allows: [] });
    const asRoot = (seconds: number, name = 'long') => verdict(assume(stage, rootOf(BETA), roleArn(BETA, name), seconds));
    const chained = (seconds: number) => verdict(assume(stage, operate, roleArn(BETA, 'long'), seconds));
    expect({
      whole: await asRoot(7200),
      longer: await asRoot(7201),
      usual: await asRoot(3601, 'usual'),
      short: await asRoot(899),
      chained: await chained(3600),
      chainedLonger: await chained(3601),
    }).toEqual({
      whole: 'ok',
      longer: '400 ValidationError',
      usual: '400 ValidationError',
      short: '400 ValidationError',
      chained: 'ok',
      chainedLonger: '400 ValidationError',
    });
  });

  test('a session that is over is told as expired, also once others have begun', async () => {
    const keys = await sessionOf(stage, {
      account: ALPHA,
      name: 'ends',
      allows: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }],
    });
    const list = () => verdict(stage.s3(keys).send(new ListObjectsV2Command({ Bucket: 'alpha-closed' })));
    const before = await list();
    expect(await stage.admin('sessions/expire', JSON.stringify({ accessKeyId: keys.accessKeyId }))).toEqual({
      status: 200,
      answer: { expired: keys.accessKeyId },
    });
    await assume(stage, rootOf(ALPHA), roleArn(ALPHA, 'ends'));
    expect([before, await list(), await verdict(whoIs(keys))]).toEqual(['ok', '400 ExpiredToken', '403 ExpiredToken']);
    expect((await stage.admin('sessions/expire', JSON.stringify({ accessKeyId: 'ASIANOBODY' }))).status).toBe(404);
  });

  test('a policy that changes holds for sessions that began before', async () => {
    const keys = await sessionOf(stage, { account: ALPHA, name: 'changes', allows: [] });
    const list = () => verdict(stage.s3(keys).send(new ListObjectsV2Command({ Bucket: 'alpha-closed' })));
    const before = await list();
    await stage.iam(rootOf(ALPHA)).send(
      new PutRolePolicyCommand({
        RoleName: 'changes',
        PolicyName: 'allows',
        PolicyDocument: policy({ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }),
      }),
    );
    expect([before, await list()]).toEqual(['403 AccessDenied', 'ok']);
  });
});

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
