import { describe, expect, it } from 'vitest';
import { described, policyOfOptions, type CopyOptions } from '../../../cli/src/copy-options.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { copyStage } from '../../../src/stages/copy.ts';
import { LEDGER, OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const OPTIONS: CopyOptions = { tags: 'copy', storageClass: 'keep', acl: 'none', annotations: 'exclude' };
const AWS = { source: null, target: null };

describe('what a copy is held to when it is resumed', () => {
  it('is nothing where all is as usual, at AWS', () => {
    expect(described(OPTIONS, AWS)).toEqual({});
  });

  it('is the endpoint of each side, however it is spelt', () => {
    const said = (source: string) => described(OPTIONS, { source, target: null })['source-endpoint'];
    expect(described(OPTIONS, { source: 'http://one:9000', target: 'https://two/s3/' })).toEqual({
      'source-endpoint': 'http://one:9000',
      'target-endpoint': 'https://two/s3',
    });
    expect(new Set(['http://one:9000', 'http://one:9000/', 'HTTP://ONE:9000'].map(said)).size).toBe(1);
    expect(new Set(['http://one:80', 'http://one', 'http://one/'].map(said)).size).toBe(1);
    expect(said('http://one:9001')).not.toBe(said('http://one:9000'));
  });
});

describe('a copy between buckets of the same names on another server', () => {
  const calm = { stop: new AbortController().signal, abort: new AbortController().signal };
  function copy(s3: MemoryS3, ledgerAt: MemoryS3, endpoint: string, resume: boolean) {
    const clock = virtualClock();
    const deps = { s3: { source: s3, target: s3 }, ledger: s3Ledger(ledgerAt, LEDGER), clock, holder: 'h' };
    const options = described(OPTIONS, { source: endpoint, target: endpoint });
    const policy = policyOfOptions(OPTIONS);
    const task = { source: SOURCE, target: TARGET, rules: { cutoffMs: null }, policy, options, inFlight: 4, dryRun: false, resume };
    return clock.until(copyStage(deps, task, calm));
  }

  it('is not taken for done, nor gone on with: it is refused, and the difference named', async () => {
    const [one, two] = [memoryS3(OWNERS), memoryS3(OWNERS)];
    for (const s3 of [one, two]) for (let n = 0; n < 5; n += 1) s3.put('source', `${s3 === one ? 'k' : 'other'}${n}`, 'x');
    await copy(one, one, 'http://one:9000', false);
    expect(await copy(two, one, 'http://two:9000', true)).toMatchObject({
      verdict: 'failed',
      error: {
        ...{ code: 'CHECKPOINT_OPTIONS', exitCode: 2 },
        message: expect.stringMatching(
          /source-endpoint was "http:\/\/one:9000" and is "http:\/\/two:9000"; target-endpoint was "http:\/\/one:9000" and is "http:\/\/two:9000"/,
        ),
      },
    });
    expect(two.keys('target')).toEqual([]);
    expect(await copy(one, one, 'http://one:9000/', true)).toMatchObject({ verdict: 'equal' });
  });
});
