import { mkdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { processesOf, scratch } from './commands.ts';
import { interruptedAfter, interruptThenFinish } from './interrupt.ts';

const at = scratch();
afterAll(() => at.remove());

describe('Ctrl-C', () => {
  it('while jobs copy leaves no process behind', async () => {
    mkdirSync(at.path('tmp'));
    process.env['TMPDIR'] = at.path('tmp');
    const { code, output } = await interruptedAfter(['--quick', '--runs', at.path('runs')], 9000);
    expect([code, output]).toEqual([130, expect.any(String)]);
    expect(processesOf(at.dir)).toEqual([]);
  });

  it('while jobs copy into a kept sandbox keeps checkpoints, and the next run finishes the work', () =>
    interruptThenFinish(at.path('kept'), 9000));
});
