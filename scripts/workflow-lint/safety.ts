import { LIMITS } from '../../sandbox/workflow-runner/semantics.ts';
import { parseUses } from '../../sandbox/workflow-runner/uses.ts';
import { PINS, type Pin } from './pins.ts';
import { type Job, lineOf, mapping, type Path, sourceLine, text, type WorkflowFile } from './repository.ts';
import type { Rule, Violation } from './rule.ts';

/** Rules about what a run may do and what it takes from others. */

const permissionsAtTop: Rule = {
  name: 'permissions',
  check: ({ value }) => {
    const stated = value['permissions'];
    const isEmpty = typeof stated === 'object' && stated !== null && Object.keys(stated).length === 0;
    if (isEmpty) return [];
    const found =
      stated === undefined
        ? 'without permissions at the top, jobs get what the repository gives'
        : 'every job gets the permissions at the top';
    return [{ path: stated === undefined ? [] : ['permissions'], found, fix: 'permissions: {} at the top, and in each job what it needs' }];
  },
};

const LEVELS = /:\s*(?:read|write|none)\s+#\s*\S/;

const permissionsOfJobs: Rule = {
  name: 'permissions',
  check: (workflow) => workflow.jobs.flatMap((job) => jobPermissions(workflow, job)),
};

function jobPermissions(workflow: WorkflowFile, { id, path, value }: Job): readonly Violation[] {
  const stated = value['permissions'];
  if (stated === undefined) {
    return [{ path, found: `the job '${id}' does not state its permissions`, fix: 'permissions with a reason each, or permissions: {}' }];
  }
  const own: Path = [...path, 'permissions'];
  if (typeof stated === 'string')
    return [{ path: own, found: `the job '${id}' asks for ${stated}`, fix: 'name each permission, with its reason' }];
  return Object.keys(mapping(stated))
    .filter((name) => !LEVELS.test(sourceLine(workflow, lineOf(workflow, [...own, name]))))
    .map((name) => ({
      path: [...own, name],
      found: `the job '${id}' asks for ${name} and gives no reason`,
      fix: `end the line with '# ' and what the job does with it, or take it away`,
    }));
}

const checkoutForgets: Rule = {
  name: 'persist-credentials',
  check: ({ jobs }) =>
    stepsOf(jobs)
      .filter(({ uses, with: inputs }) => /^actions\/checkout@/i.test(uses ?? '') && String(inputs['persist-credentials']) !== 'false')
      .map(({ path }) => ({
        path: [...path, 'uses'],
        found: "the checkout leaves the job's token in .git/config, for every later step to read",
        fix: 'with: persist-credentials: false',
      })),
};

const noExpressionInRun: Rule = {
  name: 'expression-in-run',
  check: ({ jobs }) =>
    stepsOf(jobs)
      .filter(({ run }) => run?.includes('${{') === true)
      .map(({ path }) => ({
        path: [...path, 'run'],
        found: 'an expression in a script is code that whoever sets its value writes',
        fix: 'give it through env, and read "$NAME" in the script',
      })),
};

const bash: Rule = {
  name: 'shell',
  check: ({ value }) => {
    const shell = mapping(mapping(value['defaults'])['run'])['shell'];
    if (shell === 'bash') return [];
    return [
      {
        path: value['defaults'] === undefined ? [] : ['defaults'],
        found: 'the default shell has no pipefail: a failure before a pipe passes unseen',
        fix: 'defaults: run: shell: bash at the top',
      },
    ];
  },
};

const timeouts: Rule = {
  name: 'timeout',
  check: ({ jobs }) =>
    jobs
      .filter(({ uses, value }) => uses === undefined && !isWholeMinutes(value['timeout-minutes']))
      .map(({ id, path, value }) => {
        const minutes = value['timeout-minutes'];
        if (minutes === undefined) return { path, found: `the job '${id}' may hang for six hours`, fix: 'timeout-minutes' };
        return {
          path: [...path, 'timeout-minutes'],
          found: `the job '${id}' has timeout-minutes: ${text(minutes) ?? 'nothing'}, of which the platform takes whole ones only`,
          fix: 'a whole number of minutes',
        };
      }),
};

const isWholeMinutes = (minutes: unknown): boolean => typeof minutes === 'number' && Number.isInteger(minutes) && minutes > 0;

const noTargetTrigger: Rule = {
  name: 'pull-request-target',
  check: ({ triggers }) =>
    'pull_request_target' in triggers
      ? [
          {
            path: ['on', 'pull_request_target'],
            found: "pull_request_target gives a stranger's pull request this repository's secrets and write token",
            fix: 'pull_request, and a second job for what needs to write, on branches of this repository only',
          },
        ]
      : [],
};

const fewInputs: Rule = {
  name: 'dispatch-inputs',
  check: ({ triggers }) => {
    const count = Object.keys(mapping(mapping(triggers['workflow_dispatch'])['inputs'])).length;
    if (count <= LIMITS.dispatchInputs) return [];
    return [
      {
        path: ['on', 'workflow_dispatch', 'inputs'],
        found: `workflow_dispatch has ${count} inputs, and GitHub takes ${LIMITS.dispatchInputs}`,
        fix: 'move what belongs to the migration into its file',
      },
    ];
  },
};

/** Commits of others, as a rule that knows which of them were read. */
export function pinned(pins: Readonly<Record<string, Pin>>): Rule {
  return {
    name: 'pin',
    check: (workflow) =>
      [...workflow.jobs, ...stepsOf(workflow.jobs)].flatMap(({ uses, path }) => {
        if (uses === undefined) return [];
        const own = [...path, 'uses'];
        return pinProblem(uses, sourceLine(workflow, lineOf(workflow, own)), pins).map((problem) => ({ path: own, ...problem }));
      }),
  };
}

const COMMIT = /^[0-9a-f]{40}$/;
const DIGEST = /@sha256:[0-9a-f]{64}$/;

function pinProblem(written: string, line: string, pins: Readonly<Record<string, Pin>>): readonly Omit<Violation, 'path'>[] {
  const uses = parseUses(written);
  if (uses?.kind === 'docker') {
    if (DIGEST.test(uses.image)) return [];
    return [{ found: `the image of ${written} may change under its tag`, fix: 'name it by digest: docker://image@sha256:…' }];
  }
  if (uses?.kind !== 'repository') return [];
  const pin = pins[uses.repository.toLowerCase()];
  if (pin === undefined) {
    return [
      {
        found: `${uses.repository} is not in the table of actions that were read`,
        fix: 'read it, then add it to scripts/workflow-lint/pins.ts',
      },
    ];
  }
  const fix = `${written.slice(0, written.lastIndexOf('@'))}@${pin.commit} # ${pin.release}`;
  if (!COMMIT.test(uses.ref)) return [{ found: `'${uses.ref}' of ${uses.repository} may become another commit`, fix }];
  if (uses.ref !== pin.commit) return [{ found: `the commit of ${uses.repository} is not the one in scripts/workflow-lint/pins.ts`, fix }];
  const comment = line.slice(line.indexOf(uses.ref) + uses.ref.length).trim();
  return comment === `# ${pin.release}` ? [] : [{ found: `the commit of ${uses.repository} does not say which release it is`, fix }];
}

const stepsOf = (jobs: readonly Job[]) => jobs.flatMap(({ steps }) => steps);

export const SAFETY_RULES: readonly Rule[] = [
  permissionsAtTop,
  permissionsOfJobs,
  checkoutForgets,
  noExpressionInRun,
  bash,
  timeouts,
  noTargetTrigger,
  fewInputs,
  pinned(PINS),
];
