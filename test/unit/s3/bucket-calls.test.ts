import { describe, expect, it } from 'vitest';
import { refusal, stage, TO } from './client-stage.ts';
import { answer, error, type Deed } from './fault-server.ts';

const xml = (body: string): Deed => answer(200, `<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
const NS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

describe('whether a bucket keeps versions', () => {
  it.each([
    [`<VersioningConfiguration ${NS}/>`, 'never'],
    [`<VersioningConfiguration ${NS}></VersioningConfiguration>`, 'never'],
    [`<VersioningConfiguration ${NS}><Status>Enabled</Status><MfaDelete>Disabled</MfaDelete></VersioningConfiguration>`, 'on'],
    [`<VersioningConfiguration ${NS}><Status></Status></VersioningConfiguration>`, 'never'],
    [`<VersioningConfiguration ${NS}><Status>Suspended</Status></VersioningConfiguration>`, 'suspended'],
  ])('is in %s', async (body, known) => {
    const { s3, server } = await stage([xml(body)]);
    expect(await s3.versioning(TO)).toBe(known);
    expect(server.seen).toMatchObject([{ method: 'GET', path: '/dst/?versioning=', headers: { 'x-amz-expected-bucket-owner': TO.owner } }]);
    expect(s3.counters).toMatchObject({ get: 1, retries: 0 });
  });

  it.each([`<VersioningConfiguration ${NS}><Status>Enabled</Status>`, ''])('is not taken from %j, but asked for again', async (body) => {
    const { s3, server } = await stage([xml(body), xml(`<VersioningConfiguration/>`)]);
    expect(await s3.versioning(TO)).toBe('never');
    expect(server.seen).toHaveLength(2);
  });

  it.each([
    '<VersioningConfiguration><Status>Perhaps</Status></VersioningConfiguration>',
    '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>',
  ])('is asked once of a server that answers something else: %s', async (body) => {
    const { s3 } = await stage([xml(body)]);
    expect(await refusal(s3.versioning(TO))).toMatchObject({ status: 200, code: 'Unexpected', tries: 1 });
  });

  it('is not known to whoever may not ask', async () => {
    const { s3 } = await stage([error(403, 'AccessDenied')]);
    expect(await refusal(s3.versioning(TO))).toMatchObject({ operation: 'GetBucketVersioning', bucket: 'dst', tries: 1 });
  });
});

describe('the rules of a bucket', () => {
  const rules = (...of: readonly string[]) =>
    xml(`<LifecycleConfiguration ${NS}>${of.map((rule) => `<Rule><ID>r</ID>${rule}</Rule>`).join('')}</LifecycleConfiguration>`);
  const ends = '<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>';
  const on = '<Status>Enabled</Status>';

  it.each([
    ['a filter by prefix', `<Filter><Prefix>a&amp;b/</Prefix></Filter>${on}${ends}`, ['a&b/', false, true]],
    ['a filter of nothing', `<Filter/>${on}${ends}`, ['', false, true]],
    ['no filter', `${on}${ends}`, ['', false, true]],
    ['the prefix of an old rule', `<Prefix>a/</Prefix>${on}${ends}`, ['a/', false, true]],
    ['a tag', `<Filter><Tag><Key>k</Key><Value>v</Value></Tag></Filter>${on}${ends}`, ['', true, true]],
    ['a size', `<Filter><ObjectSizeGreaterThan>1</ObjectSizeGreaterThan></Filter>${on}${ends}`, ['', true, true]],
    [
      'prefix and tag',
      `<Filter><And><Prefix>a/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>${on}${ends}`,
      ['a/', true, true],
    ],
    ['no word of earlier versions', `<Filter/>${on}<Expiration><Days>1</Days></Expiration>`, ['', false, false]],
  ])('with %s', async (_what, rule, [prefix, isNarrower, endsEarlierVersions]) => {
    const { s3, server } = await stage([rules(rule, `<Status>Disabled</Status>${ends}`)]);
    expect(await s3.lifecycle(TO)).toEqual([{ prefix, isNarrower, endsEarlierVersions }]);
    expect(server.seen[0]?.path).toBe('/dst/?lifecycle=');
  });

  it('are none where there is no configuration, and not known where the bucket is not there', async () => {
    const { s3 } = await stage([error(404, 'NoSuchLifecycleConfiguration'), error(404, 'NoSuchBucket')]);
    expect(await s3.lifecycle(TO)).toEqual([]);
    expect(await refusal(s3.lifecycle(TO))).toMatchObject({ code: 'NoSuchBucket' });
  });

  it('are asked for again where one of them is not whole', async () => {
    const { s3, server } = await stage([rules(`<Filter>all${on}</Filter>`), rules(`${on}${ends}`)]);
    expect(await s3.lifecycle(TO)).toHaveLength(1);
    expect(server.seen).toHaveLength(2);
  });
});

describe('whose the objects of a bucket are', () => {
  const rule = (owner: string) =>
    xml(`<OwnershipControls ${NS}><Rule><ObjectOwnership>${owner}</ObjectOwnership></Rule></OwnershipControls>`);

  it('is said, or of whoever writes them where it never was', async () => {
    const { s3, server } = await stage([rule('BucketOwnerEnforced'), rule(''), error(404, 'OwnershipControlsNotFoundError')]);
    expect(await s3.ownership(TO)).toBe('BucketOwnerEnforced');
    expect(await refusal(s3.ownership(TO))).toMatchObject({ code: 'Unexpected', tries: 1 });
    expect(await s3.ownership(TO)).toBe('ObjectWriter');
    expect(server.seen.map(({ path }) => path)).toEqual(Array.from({ length: 3 }, () => '/dst/?ownershipControls='));
  });
});
