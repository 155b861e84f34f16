import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { asMigrationError, renderError } from '../errors.ts';

/** A program that tells how it ends instead of ending the process. Subcommands inherit that when they are added, so it comes first. */
export function terminalProgram(name: string): Command {
  return new Command(name).exitOverride();
}

/** What a terminal program ends with: its own exit code, commander's 0 for help, 2 for usage, or that of the error it rendered. */
export async function runProgram(program: Command, say: (text: string) => void): Promise<number | undefined> {
  try {
    await program.parseAsync();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const error = asMigrationError(thrown);
    say(`${renderError(error)}\n`);
    return error.exitCode;
  }
}

/** An option that takes a whole number. */
export function wholeNumber(upTo: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > upTo) throw new InvalidArgumentError(`Give a whole number from 0 to ${upTo}.`);
    return value;
  };
}

/** An option that takes ids of machines and clusters, once or more often. A wrong one would keep nothing, and what was meant would be ended. */
export function rentedIds(text: string, before: readonly string[] | undefined): readonly string[] {
  if (!/^(i-[0-9a-f]+|j-[0-9A-Z]+)$/.test(text)) {
    throw new InvalidArgumentError('Give the id of a machine (i-0123456789abcdef0) or of a cluster (j-2AXXXXXXGAPLF).');
  }
  return [...(before ?? []), text];
}
