import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { byWebIdentity } from '../../../src/aws/credentials.ts';
import type { Clock } from '../../../src/clock.ts';
import { fakeClock } from '../../fakes/clock.ts';

const ROLE = 'arn:aws:iam::444455556666:role/bucket-brigade-operate';
const HOUR_MS = 3_600_000;

/** What STS answers to the n-th call: credentials, or an error by its code. */
type Answer = 'credentials' | 'none' | { readonly code: string; readonly status: number };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const IDP: Answer = { code: 'IDPCommunicationError', status: 400 };
const IDENTITY: Answer = { code: 'InvalidIdentityToken', status: 400 };
const THROTTLED: Answer = { code: 'Throttling', status: 400 };
const BUSY: Answer = { code: 'ServiceUnavailable', status: 503 };

/** An STS on loopback that answers as told, a source of tokens that are numbered, and one provider between them. */
async function anSts(answer: (n: number) => Answer, pick = () => 0.5) {
  const clock = fakeClock();
  const pauses: number[] = [];
  const noting: Clock = { ...clock, sleep: (ms, signal) => (pauses.push(ms), clock.sleep(ms, signal)) };
  const shown: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void (async () => {
      const body = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
      const token = body.get('WebIdentityToken')!;
      shown.push(token);
      const told = answer(shown.length);
      if (told === 'none') return void request.socket.destroy();
      const expires = new Date(clock.now() + HOUR_MS).toISOString();
      response.writeHead(told === 'credentials' ? 200 : told.status, { 'content-type': 'text/xml' });
      response.end(
        told === 'credentials'
          ? `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>key-${shown.length}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expires}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
          : `<ErrorResponse><Error><Type>Sender</Type><Code>${told.code}</Code><Message>said so</Message></Error></ErrorResponse>`,
      );
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  let minted = 0;
  const idToken = (audience: string) => {
    minted += 1;
    const claims = Buffer.from(JSON.stringify({ sub: `subject-${minted}`, aud: audience })).toString('base64url');
    return Promise.resolve(`header.${claims}.signature`);
  };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = byWebIdentity({ endpoint, clock: noting, random: pick }, 'us-east-2', { roleArn: ROLE, session: 'a job', idToken });
  return { clock, minted: () => minted, pauses, provider, shown };
}

const after = (failures: number, failure: Answer) => (n: number) => (n <= failures ? failure : 'credentials');

describe('a role by an OIDC token', () => {
  it.each([
    ['IDPCommunicationError', IDP],
    ['InvalidIdentityToken', IDENTITY],
    ['Throttling', THROTTLED],
    ['ServiceUnavailable', BUSY],
    ['no answer', 'none'],
  ] as const)('is asked for again after %s, each time with a fresh token, after a pause that grows', async (_, failure) => {
    const { minted, pauses, provider, shown } = await anSts(after(2, failure));
    expect(await provider()).toMatchObject({ accessKeyId: 'key-3', sessionToken: 't' });
    expect(minted()).toBe(3);
    expect(new Set(shown).size).toBe(3);
    expect(pauses).toEqual([250, 500]);
  });

  it('pauses by chance, so that the jobs of a matrix do not come back together', async () => {
    const waits = async (chance: number) => {
      const { pauses, provider } = await anSts(after(3, IDP), () => chance);
      await provider();
      return pauses;
    };
    expect(await waits(0)).toEqual([0, 0, 0]);
    expect(await waits(0.25)).toEqual([125, 250, 500]);
    expect(await waits(1)).toEqual([500, 1000, 2000]);
  });

  it('is given up after six tries, with the subject of the last token and STS’s own words', async () => {
    const { minted, provider } = await anSts(() => IDENTITY);
    await expect(provider()).rejects.toMatchObject({
      code: 'ROLE_REFUSED',
      message: expect.stringMatching(/"subject-6".*InvalidIdentityToken\w*: said so/) as unknown,
    });
    expect(minted()).toBe(6);
  });

  it.each(['AccessDenied', 'ExpiredTokenException', 'ValidationError'])('is not asked for again after %s', async (code) => {
    const { minted, pauses, provider, shown } = await anSts(() => ({ code, status: 403 }));
    await expect(provider()).rejects.toMatchObject({ code: 'ROLE_REFUSED', message: expect.stringContaining('"subject-1"') as unknown });
    expect([minted(), shown.length, pauses]).toEqual([1, 1, []]);
  });

  it('is one call for all clients that ask at the same moment, also while it heals, and none while its credentials last', async () => {
    const { minted, provider } = await anSts(after(1, IDP));
    const both = await Promise.all([provider(), provider()]);
    expect(both.map(({ accessKeyId }) => accessKeyId)).toEqual(['key-2', 'key-2']);
    await provider();
    expect(minted()).toBe(2);
  });

  it('is refreshed with a token of its own: one lives five minutes, credentials an hour', async () => {
    const { clock, minted, provider, shown } = await anSts(() => 'credentials');
    await provider();
    clock.pass(HOUR_MS - 299_000);
    expect(await provider()).toMatchObject({ accessKeyId: 'key-2' });
    expect(minted()).toBe(2);
    expect(shown[0]).not.toBe(shown[1]);
  });
});
