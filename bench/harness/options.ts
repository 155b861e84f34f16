import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { FIGURES, type FigureName } from './figure.ts';

export interface BenchOptions {
  readonly quick: boolean;
  readonly only?: readonly FigureName[] | undefined;
  readonly json?: string | undefined;
  readonly engine: boolean;
  readonly listing: boolean;
}

/** What the benchmark is asked for; or, where that is help or a mistake, which is said then, the exit code. */
export function benchOptions(args: readonly string[]): BenchOptions | { readonly exitCode: number } {
  const program = new Command('npm run bench:copy --')
    .description(
      'Measures this program and its peers at the same work, in turns. Exit code 0 when everything could be measured; 1 otherwise; 2 usage.',
    )
    .option('--quick', 'the first two figures, within five minutes; with --only, any figure smaller')
    .option('--only <figure>', `this figure alone, may be given again: ${FIGURES.join(', ')}`, figures)
    .option('--json <file>', 'write the figures as JSON, anew after each')
    .option('--engine', 'measure the engine without the command around it')
    .option('--listing', 'the figures of listing alone, as npm run bench:list does')
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    return { quick: false, engine: false, listing: false, ...program.parse(args, { from: 'user' }).opts<Partial<BenchOptions>>() };
  } catch (thrown) {
    if (thrown instanceof CommanderError) return { exitCode: thrown.exitCode === 0 ? 0 : 2 };
    throw thrown;
  }
}

function figures(text: string, before: readonly FigureName[] = []): readonly FigureName[] {
  const name = FIGURES.find((figure) => figure === text);
  if (name === undefined) throw new InvalidArgumentError(`There is no such figure: ${FIGURES.join(', ')}.`);
  return [...before, name];
}
