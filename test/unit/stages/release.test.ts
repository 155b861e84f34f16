import { describe, expect, it } from 'vitest';
import { ensureGrant, type BucketPolicy } from '../../../src/access/grant.ts';
import { grantSid, grantsIn } from '../../../src/access/policy.ts';
import { MigrationError } from '../../../src/errors.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { releaseStage } from '../../../src/stages/release.ts';
import { openPlanOf, someFacts } from '../../builders/partition.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

/** A grant, two machines and a cluster. A machine that is stubborn is ended in vain. */
async function aScene({ stubborn = [] as readonly string[] } = {}) {
  const open = openPlanOf(someFacts());
  const state: { policy: string | null; refuses: boolean } = { policy: null, refuses: false };
  const policy: BucketPolicy = {
    read: () => Promise.resolve(state.policy),
    write: (text) => {
      if (state.refuses) return Promise.reject(new MigrationError('ACCESS_DENIED', 's3:PutBucketPolicy'));
      state.policy = text;
      return Promise.resolve();
    },
  };
  const rent = { instances: ['i-1', 'i-2'], clusters: ['j-1'] };
  const end = (of: 'instances' | 'clusters') => (ids: readonly string[]) => {
    rent[of] = rent[of].filter((id) => !ids.includes(id) || stubborn.includes(id));
    return Promise.resolve();
  };
  const lines: string[] = [];
  const deps = {
    policy,
    otherRun: null,
    rented: () => Promise.resolve({ ...rent }),
    terminate: { instances: end('instances'), clusters: end('clusters') },
    ledger: s3Ledger(memoryS3(OWNERS), LEDGER),
    clock: fakeClock(),
    random: () => 0.5,
    holder: 'test',
    signal: new AbortController().signal,
    log: (line: string) => void lines.push(line),
  };
  const { migration, digests, roles, source } = open.plan;
  const sid = grantSid(migration, digests.identity);
  await ensureGrant(deps, { sid, agentRole: roles.agent, bucket: source.bucket, prefix: source.prefix }, 1);
  const grants = () => grantsIn(state.policy, source.bucket, migration).length;
  return { deps, grants, lines, open, rent, state };
}

describe('release', () => {
  it('ends everything and takes the grant back', async () => {
    const { deps, grants, open, rent } = await aScene();
    expect(grants()).toBe(1);
    expect(await releaseStage(deps, open)).toEqual({
      grant: 'revoked',
      ended: { instances: ['i-1', 'i-2'], clusters: ['j-1'] },
      kept: [],
    });
    expect(rent).toEqual({ instances: [], clusters: [] });
    expect(grants()).toBe(0);
  });

  it('leaves alone the machine that copies on, and its grant; everything else ends', async () => {
    const { deps, grants, open, rent } = await aScene();
    expect(await releaseStage(deps, open, ['i-2'])).toEqual({
      grant: 'kept',
      ended: { instances: ['i-1'], clusters: ['j-1'] },
      kept: ['i-2'],
    });
    expect(rent).toEqual({ instances: ['i-2'], clusters: [] });
    expect(grants()).toBe(1);
  });

  it('takes the grant back although a cluster goes on: it reads the target only', async () => {
    const { deps, grants, open, rent } = await aScene();
    expect(await releaseStage(deps, open, ['j-1'])).toMatchObject({ grant: 'revoked', kept: ['j-1'] });
    expect(rent).toEqual({ instances: [], clusters: ['j-1'] });
    expect(grants()).toBe(0);
  });

  it('leaves everything to another run that works on the migration by now, says to which, and is not done', async () => {
    const { deps, grants, open, rent } = await aScene();
    await expect(releaseStage({ ...deps, otherRun: 'run 7' }, open)).rejects.toMatchObject({
      code: 'RELEASE_PENDING',
      message: expect.stringContaining('run 7 works on this migration'),
    });
    expect(rent).toEqual({ instances: ['i-1', 'i-2'], clusters: ['j-1'] });
    expect(grants()).toBe(1);
  });

  it('takes the grant back although a machine does not end, and then names the machine', async () => {
    const { deps, grants, open } = await aScene({ stubborn: ['i-1'] });
    await expect(releaseStage(deps, open)).rejects.toMatchObject({ code: 'RELEASE_PENDING', message: expect.stringContaining('i-1') });
    expect(grants()).toBe(0);
  });

  it('says both when neither can be given back', async () => {
    const { deps, lines, open, state } = await aScene({ stubborn: ['i-1'] });
    state.refuses = true;
    await expect(releaseStage(deps, open)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(lines.join('\n')).toContain('RELEASE_PENDING: Still rented after 10 minutes: i-1');
  });
});
