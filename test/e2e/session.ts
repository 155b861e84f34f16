import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mintToken } from '../../sandbox/oidc/token.ts';
import type { SandboxState } from '../../sandbox/state.ts';

/** A role's session as a person would have it in a terminal, in the environment. */
export async function session(
  { endpoint, oidc, roles, timeScale }: SandboxState,
  role: string,
  subject: string,
): Promise<NodeJS.ProcessEnv> {
  const token = mintToken({
    privateKey: createPrivateKey(readFileSync(oidc.privateKeyFile)),
    keyId: oidc.keyId,
    issuer: oidc.issuer,
    claims: { sub: subject, aud: 'sts.amazonaws.com' },
    nowSeconds: Math.floor(Date.now() / 1000),
  });
  const sts = new STSClient({ endpoint, region: 'us-east-2', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const { Credentials: found } = await sts.send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn: roles[role]!, RoleSessionName: 'terminal', WebIdentityToken: token }),
  );
  sts.destroy();
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: found!.AccessKeyId!,
    AWS_SECRET_ACCESS_KEY: found!.SecretAccessKey!,
    AWS_SESSION_TOKEN: found!.SessionToken!,
    BUCKET_BRIGADE_TIME_SCALE: String(timeScale),
  };
}

export const OPERATE = 'repo:example/checkout-history:environment:operate';
export const APPROVE = 'repo:example/checkout-history:environment:approve';
export const ON_MAIN = 'repo:example/checkout-history:ref:refs/heads/main';
