import { objectPolicyOf } from '../../../src/contracts/objects.ts';
import { piecesOf, readProgress } from '../../../src/ledger/checkpoint.ts';
import { readManifest } from '../../../src/ledger/manifest.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { copyStage, type CopyProgress, type CopyTask } from '../../../src/stages/copy.ts';
import { LEDGER, OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

export const calm = { stop: new AbortController().signal, abort: new AbortController().signal };

export const TASK: CopyTask = {
  source: SOURCE,
  target: TARGET,
  rules: { cutoffMs: null },
  policy: objectPolicyOf(),
  options: {},
  inFlight: 4,
  dryRun: false,
  resume: false,
};

export function aWorld(count = 50, pageKeys = 10): MemoryS3 {
  const s3 = memoryS3(OWNERS);
  s3.pageKeys = pageKeys;
  for (let n = 0; n < count; n += 1) s3.put('source', keyOf(n), `body ${n}`);
  return s3;
}

export const keyOf = (n: number): string => `A/${String(n).padStart(4, '0')}`;

export function copy(s3: MemoryS3, more: Partial<CopyTask> = {}, signals = calm, onBegin?: (read: () => CopyProgress) => void) {
  const clock = virtualClock();
  const deps = { s3: { source: s3, target: s3 }, ledger: s3Ledger(s3, LEDGER), clock, holder: 'here-1' };
  return clock.until(copyStage(deps, { ...TASK, ...more }, signals, onBegin));
}

/** The process is gone at its nth request. */
export async function killed(s3: MemoryS3, atRequest: number, more: Partial<CopyTask> = {}): Promise<void> {
  let requests = 0;
  s3.before = () => {
    requests += 1;
    if (requests > atRequest) throw new Error('the process is gone');
  };
  await copy(s3, more).catch(() => undefined);
  s3.before = () => undefined;
}

export const copiesOf = (s3: MemoryS3): string[] => s3.requests.filter(({ operation }) => operation === 'copy').map(({ key }) => key);

export async function manifestOf(s3: MemoryS3, { names, parts }: Awaited<ReturnType<typeof copy>>): Promise<string[]> {
  const ledger = s3Ledger(s3, LEDGER);
  const keys: string[] = [];
  for (const part of parts) {
    const { checkpoint } = (await readProgress(ledger, names, part))!;
    for await (const entries of readManifest(ledger, names, part, piecesOf(checkpoint))) keys.push(...entries.map(({ key }) => key));
  }
  return keys;
}
