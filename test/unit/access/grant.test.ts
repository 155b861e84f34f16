import { describe, expect, it } from 'vitest';
import { ensureGrant, revokeGrants, type BucketPolicy } from '../../../src/access/grant.ts';
import { grantedUntil, grantSid, grantsIn, grantStatement, withGrant } from '../../../src/access/policy.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const HOUR = 3_600_000;
const grant = {
  sid: grantSid('a-migration', 'a'.repeat(32)),
  agentRole: 'arn:aws:iam::444455556666:role/agent',
  bucket: 'source',
  prefix: '',
};
const place = { bucket: 'source', migration: 'a-migration' };
const foreign = { Sid: 'Theirs', Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::source/*' };

function aWorld(policy: string | null = null) {
  const state = { policy, writes: 0 };
  const port: BucketPolicy = {
    read: () => Promise.resolve(state.policy),
    write: (text) => {
      state.policy = text;
      state.writes += 1;
      return Promise.resolve();
    },
  };
  const clock = fakeClock();
  const ledger = s3Ledger(memoryS3(OWNERS), LEDGER);
  const deps = (holder: string) => ({
    policy: port,
    ledger,
    names: ledgerNames('a-migration', 'a'.repeat(32)),
    clock,
    random: () => 0.5,
    holder,
  });
  return { state, port, clock, deps };
}

describe('the grant', () => {
  it('is one statement for one role, with its own end, beside what others wrote', async () => {
    const { state, clock, deps } = aWorld(JSON.stringify({ Version: '2012-10-17', Id: 'kept', Statement: foreign }));
    expect(await ensureGrant(deps('a'), grant, 24)).toEqual({ outcome: 'written', untilMs: clock.now() + 24 * HOUR });
    const written = JSON.parse(state.policy!) as { Id: string; Statement: { Sid: string }[] };
    expect(written.Id).toBe('kept');
    expect(written.Statement[0]).toEqual(foreign);
    expect(written.Statement[1]).toMatchObject({
      Sid: grant.sid,
      Principal: { AWS: grant.agentRole },
      Action: ['s3:ListBucket', 's3:GetObject', 's3:GetObjectTagging'],
      Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-02T00:00:00Z' } },
    });
  });

  it('is written once, however many legs need it at the same moment', async () => {
    const { state, deps } = aWorld();
    const outcomes = await Promise.all(Array.from({ length: 16 }, (_, leg) => ensureGrant(deps(`leg-${leg}`), grant, 24)));
    expect(outcomes.filter(({ outcome }) => outcome === 'written')).toHaveLength(1);
    expect(state.writes).toBe(1);
  });

  it('is extended when it would end before a leg does', async () => {
    const { state, clock, deps } = aWorld();
    await ensureGrant(deps('a'), grant, 24);
    clock.pass(19 * HOUR);
    expect((await ensureGrant(deps('b'), grant, 24)).outcome).toBe('written');
    expect(grantsIn(state.policy, 'source', 'a-migration')).toEqual([grant.sid]);
  });

  it('is taken out again without touching what others wrote; twice is not an error', async () => {
    const { state, deps } = aWorld(JSON.stringify({ Version: '2012-10-17', Statement: [foreign] }));
    await ensureGrant(deps('a'), grant, 24);
    expect(await revokeGrants(deps('a'), place)).toBe('revoked');
    expect((JSON.parse(state.policy!) as { Statement: unknown[] }).Statement).toEqual([foreign]);
    expect(await revokeGrants(deps('a'), place)).toBe('absent');
  });

  it('deletes a policy that held nothing else', async () => {
    const { state, deps } = aWorld();
    await ensureGrant(deps('a'), grant, 24);
    await revokeGrants(deps('a'), place);
    expect(state.policy).toBeNull();
  });

  it('takes the grants of earlier identities with it, and leaves those of other migrations', async () => {
    const { state, deps } = aWorld();
    const earlier = { ...grant, sid: grantSid('a-migration', 'b'.repeat(32)) };
    const others = ['a-migration-2', 'amigration', 'a-migrationb', 'a'].map((name) => ({ ...grant, sid: grantSid(name, 'c'.repeat(32)) }));
    for (const one of [grant, earlier, ...others]) await ensureGrant(deps('a'), one, 24);
    expect(grantsIn(state.policy, 'source', 'a-migration')).toEqual([grant.sid, earlier.sid]);
    await revokeGrants(deps('a'), place);
    const left = (JSON.parse(state.policy!) as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);
    expect(left).toEqual(others.map(({ sid }) => sid));
  });

  it('opens nothing beside the prefix, in the cloud of the role', () => {
    const china = { ...grant, agentRole: 'arn:aws-cn:iam::444455556666:role/agent', prefix: 'a*/' };
    expect(grantStatement({ ...china, untilMs: 0 })).toMatchObject({
      Resource: ['arn:aws-cn:s3:::source', 'arn:aws-cn:s3:::source/a${*}/*'],
      Condition: { StringLikeIfExists: { 's3:prefix': 'a${*}/*' } },
    });
  });

  it('counts only when it lets in exactly what is needed', () => {
    const untilMs = 24 * HOUR;
    const policyOf = (changed: object) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ ...grantStatement({ ...grant, untilMs }), ...changed }] });
    expect(grantedUntil(policyOf({}), grant)).toBe(untilMs);
    expect(grantedUntil(policyOf({ Action: ['s3:GetObjectTagging', 's3:GetObject', 's3:ListBucket'] }), grant)).toBe(untilMs);
    for (const changed of [{ Action: 's3:ListBucket' }, { Resource: 'arn:aws:s3:::source' }, { Effect: 'Deny' }, { Principal: '*' }])
      expect(grantedUntil(policyOf(changed), grant)).toBeNull();
  });

  it('says so when a statement of others vanished while ours was written', async () => {
    const { state, port, deps } = aWorld(JSON.stringify({ Version: '2012-10-17', Statement: [foreign] }));
    const racing: BucketPolicy = {
      ...port,
      write: () => {
        state.policy = withGrant(null, { ...grant, untilMs: 0 });
        return Promise.resolve();
      },
    };
    await expect(ensureGrant({ ...deps('a'), policy: racing }, grant, 24)).rejects.toMatchObject({
      code: 'GRANT_CONFLICT',
      message: expect.stringContaining('Theirs'),
    });
  });

  it('refuses a policy that has no room left', () => {
    const full = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...foreign, Sid: 'x'.repeat(20_400) }] });
    expect(() => withGrant(full, { ...grant, untilMs: 0 })).toThrowError(expect.objectContaining({ code: 'GRANT_CONFLICT' }));
  });
});
