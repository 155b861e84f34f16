import { describe, expect, it } from 'vitest';
import { rentedIds, runProgram, terminalProgram, wholeNumber } from '../../../src/doors/terminal.ts';
import { MigrationError } from '../../../src/errors.ts';

/** Runs a program with one command that takes --n, as if it had been called with these arguments. */
async function called(
  args: readonly string[],
  action: (given: { keep?: string[] }) => void = () => undefined,
): Promise<{ code: number | undefined; said: string }> {
  const program = terminalProgram('x').configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  program.command('work').option('--n <n>', 'a number', wholeNumber(9)).option('--keep <id...>', 'ids', rentedIds).action(action);
  const { argv } = process;
  process.argv = ['node', 'x', ...args];
  let said = '';
  try {
    return { code: await runProgram(program, (text) => (said += text)), said };
  } finally {
    process.argv = argv;
  }
}

describe('a terminal program', () => {
  it.each([
    [['work', '--n', '3'], undefined],
    [['--help'], 0],
    [['work', '--help'], 0],
    [['work', '--n', '12'], 2],
    [['work', '--n', '-1'], 2],
    [['work', '--n', '1e0'], 2],
    [['work', '--m'], 2],
    [['work', '--keep', 'i-0123456789abcdef0', '--keep', 'j-2AXXXXXXGAPLF'], undefined],
    [['work', '--keep', 'i-0123456789abcdefg'], 2],
    [['work', '--keep', 'i-01 i-02'], 2],
    [['work', '--keep', 'shard-01'], 2],
    [['work', '--keep'], 2],
    [['play'], 2],
  ])('%j ends with %j', async (args, code) => {
    expect((await called(args)).code).toBe(code);
  });

  it('takes ids once or more often', async () => {
    const seen: (string[] | undefined)[] = [];
    for (const args of [['--keep', 'i-01', '--keep', 'j-A1'], ['--keep', 'i-01', 'j-A1'], []])
      await called(['work', ...args], ({ keep }) => seen.push(keep));
    expect(seen).toEqual([['i-01', 'j-A1'], ['i-01', 'j-A1'], undefined]);
  });

  it('ends with the exit code of the error, and says it once', async () => {
    const refuse = () => {
      throw new MigrationError('ACCESS_DENIED', 'S3 refused', { next: 'Ask.' });
    };
    expect(await called(['work'], refuse)).toEqual({ code: 4, said: 'ACCESS_DENIED: S3 refused\n  next: Ask.\n' });
  });
});
