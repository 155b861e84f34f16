import { rm, symlink } from 'node:fs/promises';
import { evaluateString } from './expressions.ts';
import type { UsesStep } from './model.ts';
import type { BodyEnd, Execution } from './step-run.ts';

/** Inputs that would make the workspace another one than the whole repository at the run's commit. */
const CHANGE_THE_WORKSPACE = new Set(['path', 'sparse-checkout', 'submodules', 'lfs']);

/** Stands in for actions/checkout: the workspace becomes the repository's folder itself, which steps may only read. */
export async function executeCheckout({ leg, contexts, annotate }: Execution, step: UsesStep): Promise<BodyEnd> {
  const { facts, tree } = leg.services;
  for (const [name, value] of Object.entries(step.with)) {
    const text = evaluateString(value, { contexts });
    const sameAlready: Readonly<Record<string, readonly string[]>> = {
      repository: [facts.repository],
      ref: [facts.ref, facts.sha],
      path: ['.'],
      submodules: ['false'],
      lfs: ['false'],
    };
    const matters = name in sameAlready || CHANGE_THE_WORKSPACE.has(name);
    if (text !== '' && matters && sameAlready[name]?.includes(text) !== true) {
      annotate('error', `The local runner stands in for actions/checkout of this repository as it is: '${name}: ${text}' is not supported`);
      return { failed: true };
    }
  }
  const { root } = tree.entry.repository;
  leg.log.line(`The workspace is ${root} itself: steps may read it, and must not change it`);
  leg.log.line('##[endgroup]');
  if (leg.hasCheckout) return { failed: false };
  await rm(leg.workspace, { recursive: true });
  await symlink(root, leg.workspace);
  leg.hasCheckout = true;
  return { failed: false };
}
