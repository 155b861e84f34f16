import { describe, expect, it } from 'vitest';
import { planMarkdown } from '../../../src/report/markdown.ts';
import { aPlan } from '../../builders/plan.ts';

const machine = {
  instanceType: 'm5.large',
  imageId: 'ami-1',
  subnetId: null,
  securityGroupId: null,
  instanceProfileArn: 'arn:aws:iam::444455556666:instance-profile/agent',
  ttlSeconds: 3600,
};

describe('the page of a plan', () => {
  it('tells who approves it that a machine will verify, and for how long', () => {
    const plain = aPlan();
    const said = (plan: typeof plain) => planMarkdown(plan, 'd'.repeat(32), 's3://ledger/plan.json');
    expect(said(plain)).not.toContain('machine');
    const there = { ...plain, verify: { machine }, estimate: { ...plain.estimate, machineHours: 1.75 } };
    expect(said(there)).toMatch(/\| verify +\| on a machine of type m5\.large, about 1\.75 h/);
    const more = { ...there, folders: [{ folder: 'A', keys: 1000, bytes: 1, more: true }] };
    expect(said(more)).toContain('about ≥ 1.75 h');
  });
});
