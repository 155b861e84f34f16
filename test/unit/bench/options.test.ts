import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIGURES } from '../../../bench/harness/figure.ts';
import { benchOptions } from '../../../bench/harness/options.ts';

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [path.resolve(import.meta.dirname, '../../../bench/copy.ts'), ...args], { encoding: 'utf8' });

describe('the benchmark', () => {
  it('says what it takes, an option a line, and measures nothing', () => {
    const { status, stderr, stdout } = bench('--help');
    expect([status, stderr]).toEqual([0, '']);
    for (const option of ['--quick', '--only <figure>', '--json <file>', '--engine', '--listing', '--help'])
      expect(stdout).toMatch(new RegExp(`^ .*${option}  +\\S`, 'm'));
    for (const figure of FIGURES) expect(stdout.replace(/\s+/g, ' ')).toContain(figure);
  });

  it.each([
    ['an option that it does not know', ['--quik'], /^error: unknown option '--quik'\n$/],
    ['a figure that it does not know', ['--only', 'speed'], /^error: .*There is no such figure: copy-cpu-per-object, .*\n$/],
    ['an option without its value', ['--json'], /^error: .*--json.* argument missing\n$/],
    ['a word', ['quick'], /^error: too many arguments.*\n$/],
  ])('refuses %s in one line', (_what, args, says) => {
    const { status, stderr, stdout } = bench(...args);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(says)]);
  });

  it('takes what it is given', () => {
    expect(benchOptions([])).toEqual({ quick: false, engine: false, listing: false });
    expect(benchOptions(['--quick', '--only', 'tls', '--only', 'flat-prefix', '--json', 'x.json'])).toMatchObject({
      ...{ quick: true, only: ['tls', 'flat-prefix'], json: 'x.json' },
    });
  });
});
