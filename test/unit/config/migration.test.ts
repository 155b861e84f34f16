import { describe, expect, test } from 'vitest';
import { migrationWith, MOST } from './written.ts';

describe('what is left out', () => {
  test('the least file becomes a whole migration', () => {
    const { folders, ...migration } = migrationWith({});
    expect(folders).toHaveLength(32);
    expect(migration).toEqual({
      version: 1,
      name: 'orders',
      source: { bucket: 'shop-orders', region: 'us-east-1', account: '111122223333', prefix: '' },
      target: { bucket: 'analytics-orders', region: 'us-east-2', account: '444455556666', prefix: '' },
      ledger: { bucket: 'analytics-state', region: 'us-east-2', account: '444455556666', prefix: '' },
      layout: { key: '{folder}/{sub}/id/{document}' },
      cutoff: { lastModified: null, document: null },
      copy: {
        shards: 16,
        executor: 'runner',
        machine: { type: 'm5.4xlarge', subnet: null, securityGroup: null },
        inFlight: 256,
        jobsAtOnce: 16,
        copiesPerSecond: null,
        threads: null,
        objects: {
          tags: null,
          storageClass: null,
          kmsKey: null,
          acl: null,
          annotations: null,
          overwrite: null,
          requesterPays: null,
          keepPartLayout: null,
          partBytes: null,
        },
      },
      verify: { executor: null, machine: { type: null, subnet: null, securityGroup: null } },
      partition: null,
      access: { mode: 'managed', hours: 24 },
      roles: {
        plan: 'arn:aws:iam::444455556666:role/bucket-brigade-plan',
        operate: 'arn:aws:iam::444455556666:role/bucket-brigade-operate',
        approve: 'arn:aws:iam::444455556666:role/bucket-brigade-approve',
        agent: 'arn:aws:iam::444455556666:role/bucket-brigade-agent',
        job: 'arn:aws:iam::444455556666:role/bucket-brigade-job',
        emr: 'arn:aws:iam::444455556666:role/bucket-brigade-emr',
        publish: 'arn:aws:iam::444455556666:role/bucket-brigade-publish',
        survey: 'arn:aws:iam::111122223333:role/bucket-brigade-survey',
        grant: 'arn:aws:iam::111122223333:role/bucket-brigade-grant',
      },
      limits: { usd: null, hours: null },
    });
  });

  test('fewer folders than workers: one worker for each', () => {
    expect(migrationWith({ 'layout.folders': ['a', 'b', 'c'] }).copy.shards).toBe(3);
    expect(
      migrationWith(
        { 'layout.folders': ['a', 'b', 'c'], 'layout.except': undefined, 'copy.shards': undefined, 'partition.clusters': undefined },
        MOST,
      ).partition?.clusters,
    ).toBe(3);
  });
});

test('folders are in UTF-8 byte order, which is not the order of JavaScript, without the exceptions', () => {
  const { folders } = migrationWith({ 'layout.folders': ['b', '😀', 'ﬀ', '{a,Z}', 'É'], 'layout.except': ['b'] });
  expect(folders).toEqual(['Z', 'a', 'É', 'ﬀ', '😀']);
});

test('moments are in UTC; a day is its beginning', () => {
  const { cutoff } = migrationWith({ cutoff: { lastModified: '2020-01-15T01:30:00+01:30', document: '2019-12-31' } });
  expect(cutoff).toEqual({ lastModified: '2020-01-15T00:00:00Z', document: '2019-12-31T00:00:00Z' });
  expect(migrationWith({ cutoff: { lastModified: '2020-01-15T00:00:00.250Z' } }).cutoff.lastModified).toBe('2020-01-15T00:00:00.250Z');
});

test('date ranges leave no gap, from the oldest document to the newest', () => {
  expect(migrationWith({}, MOST).partition?.ranges).toEqual([
    { from: null, until: '2018-01-01' },
    { from: '2018-01-01', until: '2019-01-01' },
    { from: '2019-01-01', until: null },
  ]);
  expect(migrationWith({ 'partition.ranges': undefined }, MOST).partition?.ranges).toEqual([{ from: null, until: null }]);
});

test('roles: one that is named stays as it is; the others are of the cloud of their region', () => {
  const { roles } = migrationWith({
    'source.region': 'us-gov-east-1',
    'target.region': 'us-gov-west-1',
    'access.roles.agent': 'arn:aws-us-gov:iam::444455556666:role/path/ours',
  });
  expect(roles.agent).toBe('arn:aws-us-gov:iam::444455556666:role/path/ours');
  expect(roles.survey).toBe('arn:aws-us-gov:iam::111122223333:role/bucket-brigade-survey');
});
