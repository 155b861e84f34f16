import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { inAccount } from '../../../src/aws/account-guard.ts';
import { MigrationError } from '../../../src/errors.ts';
import type { CredentialProvider, Credentials } from '../../../src/s3/types.ts';
import { fakeClock } from '../../fakes/clock.ts';

const TARGET = '444455556666';
const OTHER = '111122223333';
const KEYS: Credentials = { accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: undefined, expiresAt: undefined };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** An STS on loopback that says whose credentials these are, or does not: null. */
async function guarded(account: string | null, roleArn: string | null = null, credentials: CredentialProvider = () => KEYS) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void request.toArray().then((parts) => {
      asked.push(new URLSearchParams(Buffer.concat(parts as Buffer[]).toString()).get('Action')!);
      response.writeHead(account === null ? 403 : 200, { 'content-type': 'text/xml' });
      response.end(
        account === null
          ? '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>said so</Message></Error></ErrorResponse>'
          : `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/jane</Arn><UserId>U</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const place = { endpoint, clock: fakeClock(), random: () => 0.5 };
  return { asked, provider: inAccount(place, 'us-east-2', credentials, { account: TARGET, roleArn }) };
}

describe('credentials that are to work in the target’s account', () => {
  it('are given when they are of it, and STS is asked once, however many ask', async () => {
    const { asked, provider } = await guarded(TARGET);
    expect(await Promise.all([provider(), provider()])).toEqual([KEYS, KEYS]);
    // Known by now: no promise more for each request of the hot path.
    expect(provider()).toBe(KEYS);
    expect(asked).toEqual(['GetCallerIdentity']);
  });

  it('are refused when they are of another one, which is named beside the right one and with its owner', async () => {
    const { provider } = await guarded(OTHER);
    for (let time = 1; time <= 2; time += 1) {
      await expect(provider()).rejects.toMatchObject({
        code: 'ACCOUNT_MISMATCH',
        exitCode: 4,
        message: expect.stringMatching(`of account ${OTHER} \\(arn:aws:iam::${OTHER}:user/jane\\).*${TARGET}`) as unknown,
      });
    }
  });

  it('of a role are known by the role’s name, without a call', async () => {
    const right = await guarded(null, `arn:aws:iam::${TARGET}:role/bucket-brigade-operate`);
    expect(await right.provider()).toBe(KEYS);
    const wrong = await guarded(null, `arn:aws:iam::${OTHER}:role/bucket-brigade-operate`);
    await expect(wrong.provider()).rejects.toMatchObject({ code: 'ACCOUNT_MISMATCH' });
    expect([...right.asked, ...wrong.asked]).toEqual([]);
  });

  it('are asked about again when nobody knew, or when there were none', async () => {
    const { asked, provider } = await guarded(null);
    for (let time = 1; time <= 2; time += 1)
      await expect(provider()).rejects.toMatchObject({ code: 'AWS_FAILED', message: expect.stringContaining('said so') as unknown });
    expect(asked).toHaveLength(2);
    const none = new MigrationError('CREDENTIALS_MISSING', 'There are none');
    await expect((await guarded(TARGET, null, () => Promise.reject(none))).provider()).rejects.toBe(none);
  });

  it('pass on which ones were refused', async () => {
    const told: unknown[] = [];
    const { provider } = await guarded(TARGET, null, (refused) => (told.push(refused), KEYS));
    await provider(KEYS);
    await provider(KEYS);
    expect(told.filter((refused) => refused === KEYS)).toHaveLength(2);
  });
});
