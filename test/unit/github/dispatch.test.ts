import { describe, expect, it } from 'vitest';
import { dispatchWorkflow } from '../../../src/github/dispatch.ts';
import { refusalOf, standIn } from './stand-in.ts';

const JOBS = 'jobs: {a: {runs-on: ubuntu-latest, steps: [{run: "true"}]}}\n';
const taking = (inputs: string): string => `on: {workflow_dispatch: {inputs: {${inputs}}}}\n${JOBS}`;
const FITTING = taking('config: {type: string}, mode: {type: string, default: all}, plan: {type: string, default: ""}');
const WRITES = { permissions: { actions: 'write' } } as const;
const INPUTS = { config: 'migrations/orders.yml', mode: 'all', plan: 's3://ledger/plan.json' };

describe('a successor', () => {
  it('is a run of the caller’s own workflow, with these inputs', async () => {
    const { dispatched, github, token } = await standIn({ ...WRITES, workflow: FITTING });
    const page = await dispatchWorkflow(github, { token, inputs: INPUTS });
    expect(dispatched).toMatchObject([{ workflow: { file: '.github/workflows/caller.yml' }, ref: 'refs/heads/main', inputs: INPUTS }]);
    expect(page).toBe(`https://github.com/example/orders/actions/runs/${dispatched[0]?.id}`);
  });

  it('without its page, where GitHub names none, is on the page of all', async () => {
    const { github, token } = await standIn({ ...WRITES, workflow: FITTING, troubles: [{ status: 204 }] });
    expect(await dispatchWorkflow(github, { token, inputs: INPUTS })).toBe(
      'https://github.com/example/orders/actions/workflows/caller.yml',
    );
  });

  it('is started in spite of a bad minute', async () => {
    const { dispatched, github, token, waits } = await standIn({
      ...WRITES,
      workflow: FITTING,
      troubles: ['hung-up', { status: 503, body: {} }],
    });
    await dispatchWorkflow(github, { token, inputs: INPUTS });
    expect([dispatched.length, waits]).toEqual([1, [1, 2]]);
  });

  it.each([
    [
      'inputs that it does not take',
      taking('config: {type: string}'),
      /does not take mode, plan\n/,
      /Add mode, plan to on\.workflow_dispatch\.inputs of \.github\/workflows\/caller\.yml, .* on refs\/heads\/main \(docs\/guide\.md/,
    ],
    ['no inputs at all', `on: workflow_dispatch\n${JOBS}`, /does not take config, mode, plan\n/, /Add config, mode, plan to /],
    ['no dispatch', `on: push\n${JOBS}`, /it has no workflow_dispatch\n/, /with the inputs config, mode, plan/],
    [
      'an input that only a person gives',
      FITTING.replace('{inputs: {', '{inputs: {ticket: {type: string, required: true}, '),
      /it requires ticket, which no successor is given\n/,
      /Give the input ticket of .* a default/,
    ],
  ])('of a workflow with %s is refused by name', async (_, workflow, message, next) => {
    const { dispatched, github, token } = await standIn({ ...WRITES, workflow });
    const text = await refusalOf(dispatchWorkflow(github, { token, inputs: INPUTS }));
    expect(text).toMatch(/^GITHUB_REFUSED: GitHub cannot start \.github\/workflows\/caller\.yml on refs\/heads\/main as the successor: /);
    expect(text).toMatch(message);
    expect(text).toMatch(new RegExp(`next: .*${next.source}`));
    // Who would rather start it by hand finds what to give.
    expect(text).toContain('given: config=migrations/orders.yml mode=all plan=s3://ledger/plan.json\n');
    expect(dispatched).toEqual([]);
  });

  it('of a workflow that refuses otherwise is refused in GitHub’s words', async () => {
    const { github, token } = await standIn({
      ...WRITES,
      workflow: FITTING.replace('mode: {type: string, ', 'mode: {type: choice, options: [all], '),
    });
    const inputs = { ...INPUTS, mode: 'copy' };
    expect(await refusalOf(dispatchWorkflow(github, { token, inputs }))).toMatch(
      /^GITHUB_REFUSED: GitHub answered 422 .*'copy' for input 'mode' not in the list/,
    );
  });

  it('needs the permission', async () => {
    const { github, token } = await standIn({ permissions: { actions: 'read' }, workflow: FITTING });
    expect(await refusalOf(dispatchWorkflow(github, { token, inputs: INPUTS }))).toMatch(/^GITHUB_REFUSED: .*403.*\n.*"actions: write"/);
  });

  it.each([
    ['GITHUB_WORKFLOW_REF', '', /^USAGE: .*GITHUB_WORKFLOW_REF is missing/],
    ['GITHUB_WORKFLOW_REF', 'dynamic/pages', /^USAGE: .*names no workflow file: dynamic\/pages/],
    ['GITHUB_REPOSITORY', '', /^USAGE: .*GITHUB_REPOSITORY is missing/],
  ])('needs a job: %s is "%s"', async (name, value, message) => {
    const { asked, github, token } = await standIn(WRITES);
    expect(await refusalOf(dispatchWorkflow({ ...github, env: { ...github.env, [name]: value } }, { token, inputs: {} }))).toMatch(message);
    expect(asked).toEqual([]);
  });
});
