import { usesStatusFunction } from '../../sandbox/workflow-runner/expressions.ts';
import { callsOf, conditionTree, expressionsIn, literal, referencesIn } from './expressions.ts';
import { type Job, lineOf, localPath, mapping, type Path, sourceLine, type WorkflowFile } from './repository.ts';
import type { Rule } from './rule.ts';

/** Rules about which jobs run, and with which legs. */

/**
 * `success()`, which every condition without a status function begins with, looks at all ancestors: one of them was skipped, and everything
 * after it is skipped, also in a perfect run (actions/runner#491).
 */
const afterOptional: Rule = {
  name: 'explicit-condition',
  check: ({ jobs }) =>
    jobs.flatMap((job) => {
      const optional = ancestorsOf(job, jobs).filter(({ condition }) => condition !== undefined);
      if (optional.length === 0 || isExplicit(job.condition)) return [];
      const names = optional.map(({ id }) => `'${id}'`).join(', ');
      return [
        {
          path: job.condition === undefined ? job.path : [...job.path, 'if'],
          found: `the job '${job.id}' is skipped without a word when ${names} ${optional.length === 1 ? 'is' : 'or one of them is'} skipped`,
          fix: `say when it runs: if: \${{ !cancelled() && needs.${job.needs[0]}.result == 'success' }}, or the like`,
        },
      ];
    }),
};

function ancestorsOf(job: Job, jobs: readonly Job[]): readonly Job[] {
  const found = new Set<Job>();
  const visit = ({ needs }: Job): void => {
    for (const parent of jobs) {
      if (!needs.includes(parent.id) || found.has(parent)) continue;
      found.add(parent);
      visit(parent);
    }
  };
  visit(job);
  return jobs.filter((one) => found.has(one));
}

function isExplicit(condition: string | undefined): boolean {
  if (condition === undefined) return false;
  const tree = conditionTree(condition);
  // One that does not parse is GitHub's parser to report, once.
  return tree === undefined || usesStatusFunction(tree);
}

/** Lists that hold something whenever their job succeeded, by the action and its output that makes them. */
const NEVER_EMPTY: Readonly<Record<string, string>> = {
  'actions/plan matrix': 'a plan has as many shards as its folders fill, and is refused without folders',
};
const COUNT = /count|affected/i;
const REASON = /#\s*never empty:\s*\S/i;

/** A matrix without legs is a failed job (and a failed run), not a skipped one. */
const emptyMatrix: Rule = {
  name: 'empty-matrix',
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      dynamicLists(job)
        .filter(({ path, sources }) => !(isGuarded(job, sources) || isKnown(workflow, sources) || isExplained(workflow, path)))
        .map(({ path }) => ({
          path,
          found: `the job '${job.id}' fails when this list is empty`,
          fix: "guard it with a count (if: … && needs.JOB.outputs.NAME-count != '0'), or say above it '# never empty: ' and why",
        })),
    ),
};

interface DynamicList {
  readonly path: Path;
  /** The references that it is read from. */
  readonly sources: readonly (readonly string[])[];
}

function dynamicLists({ value, path }: Job): readonly DynamicList[] {
  const matrix: Path = [...path, 'strategy', 'matrix'];
  return expressionsIn(mapping(value['strategy'])['matrix'], matrix).flatMap(({ path: own, tree }) => {
    const lists = callsOf(tree, 'fromJSON').flatMap(({ args: [from] }) =>
      from === undefined || literal(from) !== undefined ? [] : [from],
    );
    return lists.length === 0 ? [] : [{ path: own, sources: lists.flatMap(referencesIn) }];
  });
}

/** By a count of the same job, or of the same place, such as the inputs. */
function isGuarded({ condition }: Job, sources: DynamicList['sources']): boolean {
  const tree = condition === undefined ? undefined : conditionTree(condition);
  const counts = tree === undefined ? [] : referencesIn(tree).filter((parts) => COUNT.test(parts.at(-1) ?? ''));
  return sources.some((parts) => parts.length > 1 && counts.some((count) => placeOf(count) === placeOf(parts)));
}

const placeOf = (parts: readonly string[]): string => parts.slice(0, -1).join('.').toLowerCase();

function isKnown({ jobs }: WorkflowFile, sources: DynamicList['sources']): boolean {
  return sources.some(([context, id, kind, name = '']) => {
    const job = context === 'needs' && kind === 'outputs' ? jobs.find((one) => one.id === id) : undefined;
    return expressionsIn(job?.outputs[name]).some(({ tree }) =>
      referencesIn(tree).some(([steps, step, , output]) => {
        const uses = steps === 'steps' ? job?.steps.find((one) => one.id === step)?.uses : undefined;
        return uses !== undefined && `${localPath(uses)} ${output}` in NEVER_EMPTY;
      }),
    );
  });
}

function isExplained(workflow: WorkflowFile, path: Path): boolean {
  const line = lineOf(workflow, path);
  return [line - 1, line].some((one) => REASON.test(sourceLine(workflow, one)));
}

export const ORDER_RULES: readonly Rule[] = [afterOptional, emptyMatrix];
