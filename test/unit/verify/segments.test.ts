import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Finding } from '../../../src/contracts/findings.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { LedgerLines } from '../../../src/verify/segments.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const names = { findings: (n: number) => `list/findings/${n}.ndjson.gz`, combined: (n: number) => `list/combined/${n}.txt.gz` };
const fact = { size: 1, etag: 'e', lastModified: '2019-01-01T00:00:00.000Z' };

function aFinding(of: Finding['class'], key: string | null, facts: Partial<Finding> = {}): Finding {
  return { class: of, folder: 'A', shard: '00', key, source: null, target: null, detail: null, ...facts };
}

it('keeps every finding in segments, as NDJSON and in the notation of rclone', async () => {
  const s3 = memoryS3(OWNERS);
  const lines = new LedgerLines(s3Ledger(s3, LEDGER), names);
  for (let n = 0; n < 20_500; n += 1) await lines.finding(aFinding('missing-object', `A/${n}`, { source: fact }));
  expect(await lines.end()).toEqual({
    findings: 's3://ledger/state/list/findings/',
    combined: 's3://ledger/state/list/combined/',
    lines: 20_500,
    segments: 3,
  });
  const read = (name: string) =>
    gunzipSync(s3.buckets.get('ledger')!.objects.get(`state/${name}`)!.body)
      .toString()
      .trimEnd()
      .split('\n');
  const kept = [0, 1, 2].flatMap((n) => read(names.findings(n)).map((line) => (JSON.parse(line) as Finding).key));
  expect(kept).toEqual(Array.from({ length: 20_500 }, (_, n) => `A/${n}`));
  expect(read(names.combined(2)).slice(0, 2)).toEqual(['+ A/20000', '+ A/20001']);
});

it('gives each class its sign, and escapes what would end a line', async () => {
  const s3 = memoryS3(OWNERS);
  const lines = new LedgerLines(s3Ledger(s3, LEDGER), names);
  const all: Finding[] = [
    aFinding('missing-object', 'A/\n'),
    aFinding('size-differs', 'A/2'),
    aFinding('content-differs', 'A/3'),
    aFinding('changed-after-copy', 'A/4'),
    aFinding('target-only', 'A/5'),
    aFinding('archived', 'A/6'),
    aFinding('archived', 'A/7', { target: fact }),
    aFinding('layout-anomaly', 'A/8'),
    aFinding('unverifiable', 'A/9'),
    aFinding('missing-folder', null),
  ];
  for (const finding of all) await lines.finding(finding);
  await lines.end();
  const text = gunzipSync(s3.buckets.get('ledger')!.objects.get(`state/${names.combined(0)}`)!.body).toString();
  expect(text).toBe('+ A/\\u000a\n* A/2\n* A/3\n* A/4\n- A/5\n+ A/6\n* A/7\n! A/9\n');
});

it('writes nothing when nothing was found, and tells whoever waits when it cannot write', async () => {
  const s3 = memoryS3(OWNERS);
  expect(await new LedgerLines(s3Ledger(s3, LEDGER), names).end()).toBeNull();
  s3.before = (operation) => {
    if (operation === 'put') throw new Error('no room');
  };
  const lines = new LedgerLines(s3Ledger(s3, LEDGER), names);
  await lines.finding(aFinding('missing-object', 'A/1'));
  await expect(lines.end()).rejects.toThrow('no room');
});
