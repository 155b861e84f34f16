import { describe, expect, test } from 'vitest';
import { migrationWith, MOST, saidAbout } from './written.ts';

describe('layout.key', () => {
  test.each([
    ['{folder}/{sub}/{document}.json', 'has {document} beside other characters; a placeholder stands alone between slashes'],
    ['x/{folder}/{document}', 'must begin with {folder}/'],
    ['{folder}/{document}/x', 'must end with /{document}'],
    ['{folder}/{sub}/{sub}/{document}', 'has {sub} twice'],
    ['{folder}/{colour}/{document}', 'has the placeholder {colour}; allowed: {folder}, {sub}, {document}'],
    ['{folder}/{sub/{document}', 'has a "{" without its other half'],
    ['{folder}', 'must begin with {folder}/'],
  ])('%s', (key, reason) => {
    expect(saidAbout({ 'layout.key': key })).toEqual([`layout.key: found "${key}", which ${reason}`]);
  });

  test.each(['{folder}/{document}', '{folder}/{sub}/id/{document}', '{folder}/a b/{document}'])('%s is a form', (key) => {
    expect(migrationWith({ 'layout.key': key }).layout.key).toBe(key);
  });
});

describe('folders', () => {
  test.each([
    [{ folders: ['a/b'] }, 'layout.folders[0]: found "a/b", which has a "/"; a folder is one part of the key'],
    [
      { folders: ['{a,b/}c'] },
      'layout.folders[0]: found "{a,b/}c", which names the folder "b/c", which has a "/"; a folder is one part of the key',
    ],
    [{ folders: ['..'] }, 'layout.folders[0]: found "..", which is no name that every tool keeps'],
    [{ folders: ['x'.repeat(513)] }, `layout.folders[0]: found "${'x'.repeat(57)}...", which is longer than 512 bytes`],
    [{ folders: ['{a,b}', 'b'] }, 'layout.folders[1]: found "b", which layout.folders[0] names already'],
    [{ folders: ['{a,b,a}'] }, 'layout.folders[0]: found "{a,b,a}", which names "a" twice'],
    [
      { folders: ['{a,b,c}', 'd', '{c,b,x}'] },
      'layout.folders[2]: found "{c,b,x}", which names "c" and 1 more, as layout.folders[0] does already',
    ],
    [
      { folders: ['{0000..FFFF}', '{00000..50000}'] },
      'layout.folders[1]: found "{00000..50000}", which names 50,001 folders; allowed: at most 100,000 in all',
    ],
    [{ folders: ['a'], except: ['b'] }, 'layout.except[0]: found "b", which layout.folders does not name'],
    [{ folders: ['{a,b}'], except: ['{b,c}'] }, 'layout.except[0]: found "{b,c}", which names "c", which layout.folders does not'],
    [
      { folders: ['{a,b}'], except: ['a', 'b'] },
      'layout.except[0]: found "a", which leaves no folder: every one that layout.folders names is excepted',
    ],
  ])('%j', (layout, said) => {
    expect(saidAbout({ layout: { key: '{folder}/{document}', ...layout } })).toEqual([said]);
  });

  test('100,000 folders are as many as a migration may have', () => {
    expect(migrationWith({ 'layout.folders': ['{00000..99999}'] }).folders).toHaveLength(100_000);
  });
});

describe('workers', () => {
  test('each has a folder', () => {
    const folders = { 'layout.folders': ['{a,b,c}'], 'layout.except': undefined };
    expect(saidAbout({ ...folders, 'copy.shards': 4, 'partition.clusters': 5 }, MOST)).toEqual([
      'copy.shards: found 4, which is more than the 3 folders; a shard needs at least one',
      'partition.clusters: found 5, which is more than the 3 folders; a cluster needs at least one',
    ]);
    expect(saidAbout({ ...folders, 'copy.shards': 3, 'partition.clusters': 3 }, MOST)).toEqual([]);
  });
});

describe('source and target', () => {
  const oneBucket = { 'target.bucket': 'shop-orders', 'target.region': 'us-east-1', 'target.account': '111122223333' };
  test('are two places', () => {
    expect(saidAbout(oneBucket)).toEqual(['target.bucket: found "shop-orders", which is the source itself']);
    expect(saidAbout({ ...oneBucket, 'target.prefix': 'copy/' })).toEqual([
      'target.prefix: found "copy/", which overlaps the source s3://shop-orders/: the copies would be copied again',
    ]);
    expect(saidAbout({ ...oneBucket, 'source.prefix': 'a/b/', 'target.prefix': 'a/' })).toHaveLength(1);
  });
  test('may be two prefixes of one bucket, and two buckets of one account', () => {
    expect(saidAbout({ ...oneBucket, 'source.prefix': 'a/', 'target.prefix': 'b/' })).toEqual([]);
    expect(saidAbout({ 'target.account': '111122223333' })).toEqual([]);
  });
  test('one bucket has one owner and one region', () => {
    expect(saidAbout({ 'target.bucket': 'shop-orders', 'source.prefix': 'a/', 'target.prefix': 'b/' })).toEqual([
      'target.region: found "us-east-2", which differs from source.region, but both are the bucket shop-orders, and a bucket has one region',
      'target.account: found "444455556666", which differs from source.account, but both are the bucket shop-orders, and a bucket has one account',
    ]);
  });
  test('a KMS key is of the target’s region', () => {
    const key = (region: string) => ({ 'copy.objects.kmsKey': `arn:aws:kms:${region}:444455556666:key/k` });
    expect(saidAbout(key('us-east-2'))).toEqual([]);
    expect(saidAbout(key('us-east-1'))).toEqual([
      expect.stringMatching(
        /^copy\.objects\.kmsKey: .*which is a key of us-east-1, and the target is in us-east-2; S3 takes keys of the bucket's own region$/,
      ),
    ]);
  });
  test('are of one cloud', () => {
    expect(saidAbout({ 'target.region': 'cn-north-1' })).toEqual([
      'target.region: found "cn-north-1", which is of the cloud aws-cn, the source\'s us-east-1 of aws; S3 copies within one cloud only',
    ]);
  });
});

describe('the ledger lies apart', () => {
  test.each([
    [
      { ledger: { bucket: 'shop-orders' } },
      'ledger.bucket: found "shop-orders", which is the source\'s bucket, and nothing is ever written there',
    ],
    [
      { ledger: { bucket: 'analytics-orders' } },
      'ledger.bucket: found "analytics-orders", which is the target\'s bucket: whoever may write the target could then write approvals; the ledger needs its own',
    ],
  ])('%j', (changes, said) => {
    expect(saidAbout(changes)).toEqual([said]);
  });
});

describe('the table lies apart', () => {
  test('a folder that is excepted is not in the way', () => {
    expect(saidAbout({ 'partition.table.prefix': 'history/0F_B/t/' }, MOST)).toEqual([]);
  });
  test.each([
    ['history/00_A/t/', "puts the table among the target's folders: it overlaps s3://analytics-orders/history/00_A/"],
    ['history/', "puts the table among the target's folders: it overlaps s3://analytics-orders/history/00_A/"],
  ])('%s', (prefix, reason) => {
    expect(saidAbout({ 'partition.table.prefix': prefix }, MOST)).toEqual([`partition.table.prefix: found "${prefix}", which ${reason}`]);
  });
});

test('date ranges ascend, and end before the cut-off', () => {
  expect(saidAbout({ 'partition.ranges': ['2018-01-01', '2018-01-01', '2017-01-01', '2020-01-15'] }, MOST)).toEqual([
    'partition.ranges[1]: found "2018-01-01", which does not come after 2018-01-01, the day before it in the list',
    'partition.ranges[2]: found "2017-01-01", which does not come after 2018-01-01, the day before it in the list',
    'partition.ranges[3]: found "2020-01-15", which is not before cutoff.document, 2020-01-15: its range would be empty',
  ]);
});

test("a role lives in its side's account", () => {
  expect(saidAbout({ 'access.roles': { survey: 'arn:aws:iam::444455556666:role/s', agent: 'arn:aws:iam::444455556666:role/a' } })).toEqual([
    'access.roles.survey: found "arn:aws:iam::444455556666:role/s", which is not of account 111122223333; the survey role lives in the source\'s account',
  ]);
});

test('a rule keeps silent about fields that are wrong already', () => {
  expect(
    saidAbout({ 'target.bucket': 'shop-orders', 'target.region': 'nowhere', 'target.account': 1, 'target.prefix': 'x' }).map(
      (said) => said.split(':')[0],
    ),
  ).toEqual(['target.region', 'target.account', 'target.prefix']);
});
