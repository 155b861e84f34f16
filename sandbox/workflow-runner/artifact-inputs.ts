import { evaluateString } from './expressions.ts';
import type { UsesStep } from './model.ts';
import type { StandIn } from './uses.ts';

/** Inputs of the artifact actions that mean here what they mean there. */
const SUPPORTED = {
  'actions/upload-artifact': [
    'name',
    'path',
    'if-no-files-found',
    'retention-days',
    'compression-level',
    'overwrite',
    'include-hidden-files',
    'archive',
  ],
  'actions/download-artifact': ['name', 'path', 'pattern', 'merge-multiple', 'repository', 'run-id', 'skip-decompress', 'digest-mismatch'],
} as const satisfies Partial<Record<StandIn, readonly string[]>>;

/** What of a step the stand-in does not do, before anything runs: by the input's name, or null for the whole step. */
export function standInRefusals(
  standIn: StandIn,
  { uses, with: given }: UsesStep,
): { readonly input: string | null; readonly message: string }[] {
  if (standIn === 'actions/checkout') return [];
  const supported: readonly string[] = SUPPORTED[standIn];
  const strangers = Object.keys(given).filter((name) => !supported.includes(name.toLowerCase()));
  const tooOld = /@v?[123](\.|$)/.test(uses)
    ? [{ input: null, message: `${uses} is gone: artifacts of version 4 and later are supported` }]
    : [];
  return [
    ...tooOld,
    ...strangers.map((input) => ({
      input,
      message: `The input '${input}' of ${standIn} is not supported by the local runner; it knows: ${supported.join(', ')}`,
    })),
  ];
}

/** Why a stand-in fails its step: an annotation, nothing more. */
export class StandInProblem extends Error {
  override readonly name = 'StandInProblem';
}

/** The step's inputs, by name in lower case; an empty one is none. */
export interface StandInInputs {
  readonly text: (name: string) => string;
  readonly flag: (name: string, otherwise: boolean) => boolean;
  /** The one value that does no more than this stand-in does. */
  readonly only: (name: string, values: readonly string[]) => void;
}

export function standInInputs({ with: given }: UsesStep, contexts: Readonly<Record<string, unknown>>): StandInInputs {
  const values = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), evaluateString(value, { contexts }).trim()]));
  const text = (name: string): string => values.get(name) ?? '';
  return {
    text,
    flag: (name, otherwise) => {
      const value = text(name);
      if (value === '') return otherwise;
      // The words of @actions/core's getBooleanInput.
      if (/^(?:true|True|TRUE)$/.test(value)) return true;
      if (/^(?:false|False|FALSE)$/.test(value)) return false;
      throw new StandInProblem(`The input '${name}' must be true or false, not '${value}'`);
    },
    only: (name, allowed) => {
      const value = text(name);
      if (value !== '' && !allowed.includes(value))
        throw new StandInProblem(`'${name}: ${value}' is not supported by the local runner; it takes: ${allowed.join(', ')}`);
    },
  };
}
