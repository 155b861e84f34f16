import { randomUUID } from 'node:crypto';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ALPHA,
  assume,
  BETA,
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
    ]).toEqual([403, 403, 400, 400, 400, 400, 400, 400, 400, 403]);
  });

  test('what ministack serves to anyone is closed: wiping every account, changing its settings, reading mailboxes', async () => {
    const s3 = await makeBucket(stage, ALPHA, 'alpha-kept');
    const ask = async (method: string, path: string) => (await fetch(`${stage.server.endpoint}${path}`, { method })).status;
    expect([
      await ask('POST', '/_ministack/reset'),
      await ask('POST', '/_ministack/config'),
      await ask('GET', '/_ministack/health'),
      await ask('GET', '/_localstack/health'),
      await ask('GET', '/_aws/ses/messages'),
    ]).toEqual([404, 404, 404, 404, 404]);
    expect(await verdict(s3.send(new ListObjectsV2Command({ Bucket: 'alpha-kept' })))).toBe('ok');
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
