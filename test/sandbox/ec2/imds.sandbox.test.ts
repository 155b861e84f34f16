import { fromInstanceMetadata } from '@aws-sdk/credential-providers';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT, AGENT_MAY_SPEAK, BUCKET, eventually, REGION, startStage, terminate, type Stage } from './stage.ts';

let stage: Stage;
let id: string;
let url: string;
beforeAll(async () => {
  stage = await startStage();
  const Arn = await stage.profile('agent', [
    AGENT_MAY_SPEAK,
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` },
  ]);
  const Tags = [{ Key: 'bucket-brigade:worker', Value: '03' }];
  id = await stage.run({
    IamInstanceProfile: { Arn },
    script: '#!/bin/bash\ntrue\n',
    TagSpecifications: [{ ResourceType: 'instance', Tags }],
  });
  await stage.until(id, 'running');
  url = await metadataOf(id);
});
afterAll(async () => await stage.stop());

const metadataOf = async (machine: string): Promise<string> =>
  (await stage.machines()).find(({ instanceId }) => instanceId === machine)?.metadata ?? '';

async function token(of: string = url, seconds = '60'): Promise<string> {
  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': seconds };
  return await (await fetch(`${of}/latest/api/token`, { method: 'PUT', headers })).text();
}

const get = async (path: string, of: string = url): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${of}/latest/${path}`, { headers: { 'x-aws-ec2-metadata-token': await token(of) } });
  return { status: answer.status, text: await answer.text() };
};
interface Held {
  readonly Code: string;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  readonly Expiration: string;
}
const held = async (role = 'agent', of: string = url): Promise<Held> =>
  JSON.parse((await get(`meta-data/iam/security-credentials/${role}`, of)).text) as Held;

describe('metadata', () => {
  it('tells who the machine is', async () => {
    const found = await stage.find(id);
    expect(await get('meta-data/instance-id')).toEqual({ status: 200, text: id });
    expect((await get('meta-data/placement/region')).text).toBe(REGION);
    expect((await get('meta-data/placement/availability-zone')).text).toBe(found.Placement?.AvailabilityZone);
    expect((await get('meta-data/local-ipv4')).text).toBe(found.PrivateIpAddress);
    expect((await get('meta-data/instance-type')).text).toBe('c7i.large');
    expect((await get('meta-data/tags/instance')).text).toBe('bucket-brigade:worker');
    expect((await get('meta-data/tags/instance/bucket-brigade:worker')).text).toBe('03');
    expect((await get('meta-data/')).text.split('\n')).toEqual(expect.arrayContaining(['instance-id', 'iam/', 'placement/', 'tags/']));
    expect((await get('meta-data/iam/security-credentials/')).text).toBe('agent');
    expect(JSON.parse((await get('meta-data/iam/info')).text)).toMatchObject({
      InstanceProfileArn: `arn:aws:iam::${ACCOUNT}:instance-profile/agent`,
    });
    expect(JSON.parse((await get('dynamic/instance-identity/document')).text)).toMatchObject({
      accountId: ACCOUNT,
      instanceId: id,
      region: REGION,
    });
    expect((await get('user-data')).text).toBe('#!/bin/bash\ntrue\n');
    expect((await get('meta-data/nothing')).status).toBe(404);
  });

  it('is told by version 2 only', async () => {
    expect((await fetch(`${url}/latest/meta-data/instance-id`)).status).toBe(401);
    expect((await fetch(`${url}/latest/meta-data/instance-id`, { headers: { 'x-aws-ec2-metadata-token': 'made-up' } })).status).toBe(401);
    for (const seconds of ['0', '21601', 'x', '']) {
      const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': seconds };
      expect((await fetch(`${url}/latest/api/token`, { method: 'PUT', headers })).status).toBe(400);
    }
    expect((await fetch(`${url}/latest/api/token`)).status).toBe(405);
    const forwarded = { 'x-aws-ec2-metadata-token-ttl-seconds': '60', 'x-forwarded-for': '1.2.3.4' };
    expect((await fetch(`${url}/latest/api/token`, { method: 'PUT', headers: forwarded })).status).toBe(403);
    const short = await token(url, '1');
    const headers = { 'x-aws-ec2-metadata-token': short };
    expect((await fetch(`${url}/latest/meta-data/instance-id`, { headers })).status).toBe(200);
    await eventually('its end', async () =>
      (await fetch(`${url}/latest/meta-data/instance-id`, { headers })).status === 401 ? true : undefined,
    );
  });

  it('is each machine’s own, and ends with it', async () => {
    const other = await stage.run({ MetadataOptions: { HttpTokens: 'required' } });
    await stage.until(other, 'running');
    const place = await metadataOf(other);
    const headers = { 'x-aws-ec2-metadata-token': await token() };
    expect((await fetch(`${place}/latest/meta-data/instance-id`, { headers })).status).toBe(401);
    expect((await get('meta-data/instance-id', place)).text).toBe(other);
    // Without a profile there is no role, without the option there are no tags.
    expect((await get('meta-data/iam/security-credentials/', place)).status).toBe(404);
    expect((await get('meta-data/tags/instance', place)).status).toBe(404);
    await terminate(stage, other);
    await stage.until(other, 'terminated');
    await expect(fetch(`${place}/latest/meta-data/instance-id`)).rejects.toThrow();
  });
});

describe('credentials of the role', () => {
  it('are a session of it for this machine, an hour long, and do what the role may', async () => {
    const document = await held();
    expect(document).toMatchObject({ Code: 'Success', AccessKeyId: expect.stringMatching(/^ASIA/) });
    const left = Date.parse(document.Expiration) - Date.now();
    expect(left).toBeGreaterThan(3_590_000);
    expect(left).toBeLessThanOrEqual(3_600_000);
    // The same ones, until they are about to end.
    expect(await held()).toEqual(document);
    const credentials = fromInstanceMetadata({ ec2MetadataV1Disabled: true });
    process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = url;
    const sts = new STSClient({ endpoint: stage.endpoint, region: REGION, credentials });
    const s3 = new S3Client({ endpoint: stage.endpoint, region: REGION, credentials, forcePathStyle: true });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/agent/${id}`);
    await stage.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: 'x' }));
    expect((await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'key' }))).ContentLength).toBe(1);
    await expect(s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: 'y' }))).rejects.toMatchObject({ name: 'AccessDenied' });
    delete process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'];
    sts.destroy();
    s3.destroy();
  });

  it('are changed for new ones before they end, and end when they say', async () => {
    await stage.admin('machines/settings', { credentialSeconds: 4 });
    const machine = await stage.run({ IamInstanceProfile: { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/agent` } });
    await stage.until(machine, 'running');
    const place = await metadataOf(machine);
    const first = await held('agent', place);
    const next = await eventually('new ones', async () => {
      const now = await held('agent', place);
      return now.AccessKeyId === first.AccessKeyId ? undefined : now;
    });
    expect(Date.now()).toBeLessThan(Date.parse(first.Expiration));
    const reader = ({ AccessKeyId, SecretAccessKey, Token }: Held) =>
      new S3Client({
        endpoint: stage.endpoint,
        region: REGION,
        forcePathStyle: true,
        credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token },
      });
    const old = reader(first);
    const look = (s3: S3Client) =>
      s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'key' })).then(
        () => 'ok',
        ({ name }: Error) => name,
      );
    expect(await look(old)).toBe('ok');
    await eventually('their end', async () => ((await look(old)) === 'ExpiredToken' ? true : undefined));
    const fresh = reader(await held('agent', place));
    expect(await look(fresh)).toBe('ok');
    expect(next.Code).toBe('Success');
    await stage.admin('machines/clear', {});
    for (const client of [old, fresh]) client.destroy();
    await terminate(stage, machine);
  });

  it('are not given for a role that does not trust EC2', async () => {
    const Arn = await stage.profile('untrusted', [], {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    const machine = await stage.run({ IamInstanceProfile: { Arn } });
    await stage.until(machine, 'running');
    expect(await held('untrusted', await metadataOf(machine))).toMatchObject({ Code: 'AssumeRoleUnauthorizedAccess' });
    await terminate(stage, machine);
  });
});
