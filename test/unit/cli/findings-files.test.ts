import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FindingsWriter } from '../../../cli/src/findings-files.ts';
import type { Finding } from '../../../src/contracts/findings.ts';

const finding = (n: number): Finding => ({
  ...{ class: 'missing-object', folder: 'A', shard: '', key: `A/document-${n}.json`, detail: null },
  ...{ source: { size: 1, etag: 'e', lastModified: '2026-01-01T00:00:00.000Z' }, target: null },
});

describe('the files of a verify', () => {
  it('that can no longer be written say so, whoever writes next: nobody waits for room that will not be', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'findings-'));
    try {
      const pipe = path.join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
      const files = await FindingsWriter.open({ combined: pipe });
      await reader.close();
      const writing = (async () => {
        for (let n = 0; n < 5000; n += 1) {
          await files.finding(finding(n));
          // Time in which the failure comes when nobody waits.
          if (n % 100 === 0) await sleep(1);
        }
      })();
      const late = sleep(5000).then(() => 'nobody was told');
      await expect(Promise.race([writing, late])).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining(`${pipe} cannot be written: EPIPE`),
      });
      await expect(files.end(null)).rejects.toMatchObject({ code: 'USAGE' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
