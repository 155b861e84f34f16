import { rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { JobOutcome } from '../../../sandbox/workflow-runner/outcome.ts';
import { ancestorsOf, planRerun } from '../../../sandbox/workflow-runner/rerun.ts';
import { CHECKOUT, folderOf, JOB, rule, run } from './harness.ts';

const chain = { a: { needs: [] }, b: { needs: ['a'] }, c: { needs: ['b'] }, d: { needs: ['a'] } };
const before = (outcomes: Record<string, string>) =>
  Object.entries(outcomes).map(([id, outcome]) => ({ id, outcome, legs: [{}] }) as unknown as JobOutcome);

describe(rule('rerun.failed'), () => {
  it.each([
    [
      { a: 'success', b: 'failure', c: 'skipped', d: 'success' },
      { a: 'keep', b: 'legs', c: 'anew', d: 'keep' },
    ],
    [
      { a: 'failure', b: 'skipped', c: 'skipped', d: 'skipped' },
      { a: 'legs', b: 'anew', c: 'anew', d: 'anew' },
    ],
    [
      { a: 'success', b: 'cancelled', c: 'failure', d: 'skipped' },
      { a: 'keep', b: 'legs', c: 'anew', d: 'keep' },
    ],
    [{ a: 'success' }, { a: 'keep', b: 'anew', c: 'anew', d: 'anew' }],
  ])('after %j: %j', (outcomes, expected) => {
    const plan = planRerun(chain, before(outcomes));
    expect(Object.fromEntries([...plan].map(([id, { kind }]) => [id, kind]))).toEqual(expected);
  });

  it('knows all ancestors', () => {
    expect(ancestorsOf(chain, 'c').toSorted()).toEqual(['a', 'b']);
    expect(ancestorsOf(chain, 'a')).toEqual([]);
  });

  const yaml = `on: {workflow_dispatch: {inputs: {name: {type: string}}}}
jobs:
  plan:
    ${JOB}
    outputs: {legs: "\${{ steps.x.outputs.legs }}", id: "\${{ steps.x.outputs.id }}"}
    steps:
      - id: x
        run: printf 'legs=[1,2,3,4]\\nid=%s\\n' "$RANDOM$RANDOM" >> "$GITHUB_OUTPUT"
  copy:
    ${JOB}
    needs: plan
    strategy: {fail-fast: false, matrix: {x: "\${{ fromJSON(needs.plan.outputs.legs) }}"}}
    outputs: {from1: "\${{ steps.x.outputs.from1 }}", from2: "\${{ steps.x.outputs.from2 }}"}
    steps:
      - ${CHECKOUT}
      - id: x
        run: |
          echo "attempt $GITHUB_RUN_ATTEMPT of $GITHUB_RUN_ID leg \${{ matrix.x }} id \${{ needs.plan.outputs.id }} name \${{ inputs.name }}"
          echo "from\${{ matrix.x }}=$GITHUB_RUN_ATTEMPT" >> "$GITHUB_OUTPUT"
          test ! -e "broken-\${{ matrix.x }}"
  aside:
    ${JOB}
    needs: plan
    steps: [{run: "true"}]
  verify:
    needs: copy
    uses: ./.github/workflows/inner.yml
    with: {note: "\${{ needs.copy.outputs.from1 }}-\${{ needs.copy.outputs.from2 }}"}
  report:
    ${JOB}
    needs: [verify, aside]
    if: always()
    steps:
      - run: echo "verify was \${{ needs.verify.result }}"
`;
  const inner = `on: {workflow_call: {inputs: {note: {type: string}}}}
jobs:
  good:
    ${JOB}
    steps:
      - run: echo "note \${{ inputs.note }}"
  bad:
    ${JOB}
    steps:
      - ${CHECKOUT}
      - run: test ! -e broken-inner
`;

  it('repeats the failed legs and what follows, keeps the rest with their outputs; then a called workflow’s failed job only', async () => {
    const root = await folderOf({
      '.github/workflows/w.yml': yaml,
      '.github/workflows/inner.yml': inner,
      'broken-2': '',
      'broken-inner': '',
    });
    const first = await run('', { root, inputs: { name: 'n' } });
    expect(first.results).toEqual({ plan: 'success', copy: 'failure', aside: 'success', verify: 'skipped', report: 'success' });

    await rm(`${root}/broken-2`);
    const second = await run('', { root, rerunFailed: '1' });
    expect(second.outcome).toMatchObject({ number: 1, attempt: 2, id: first.outcome.id, conclusion: 'failure' });
    expect(second.results).toEqual({ plan: 'success', copy: 'success', aside: 'success', verify: 'failure', report: 'success' });
    expect(second.job('copy').legs.map(({ attempt }) => attempt)).toEqual([1, 2, 1, 1]);
    expect([second.leg('plan').attempt, second.leg('aside').attempt, second.leg('report').attempt]).toEqual([1, 1, 2]);
    expect(second.job('copy').outputs).toEqual({ from1: '1', from2: '2' });
    expect(await second.log('copy.1')).toContain(`\nattempt 2 of ${first.outcome.id} leg 2 id ${first.job('plan').outputs['id']} name n\n`);
    expect(await second.log('report')).toContain('\nverify was failure\n');
    expect(second.events.filter(({ type }) => type === 'leg-started').map((event) => ('leg' in event ? event.leg : ''))).toEqual([
      'copy.1',
      'verify',
      'verify/good',
      'verify/bad',
      'report',
    ]);

    await rm(`${root}/broken-inner`);
    const third = await run('', { root, rerunFailed: `${root}/.runs/1` });
    expect(third.outcome).toMatchObject({ attempt: 3, conclusion: 'success' });
    expect(third.leg('verify').jobs?.map(({ id, legs }) => [id, legs[0]?.attempt])).toEqual([
      ['good', 2],
      ['bad', 3],
    ]);
    await expect(run('', { root, rerunFailed: '1' })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('no failed job') as string,
    });
  });

  it('does not ask again for an environment that was approved', async () => {
    const gated = `jobs:\n  job:\n    ${JOB}\n    environment: approve\n    steps:\n      - ${CHECKOUT}\n      - run: test -e fixed\n`;
    const asked: string[] = [];
    const approve = (environment: string) => {
      asked.push(environment);
      return Promise.resolve(true);
    };
    const { root, results } = await run(gated, { approve });
    expect(results).toEqual({ job: 'failure' });
    await writeFile(`${root}/fixed`, '');
    expect((await run('', { root, rerunFailed: '1', approve })).results).toEqual({ job: 'success' });
    expect(asked).toEqual(['approve']);
  });

  it('of a run that is not there is refused by name', async () => {
    await expect(run(`jobs:\n  job:\n    ${JOB}\n    steps: [{run: "true"}]\n`, { rerunFailed: '77' })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('77') as string,
    });
  });
});

describe(rule('environment.reviewers'), () => {
  const yaml = `jobs:\n  gate: {${JOB}, environment: approve, steps: [{run: "true"}]}\n  work: {${JOB}, environment: {name: operate, url: "https://x/\${{ github.run_id }}"}, steps: [{run: "true"}]}\n`;

  it.each([
    [true, { gate: 'success', work: 'success' }],
    [false, { gate: 'failure', work: 'success' }],
  ])('approved: %s', async (answer, expected) => {
    const { results, messages } = await run(yaml, { approve: () => Promise.resolve(answer) });
    expect(results).toEqual(expected);
    expect(messages('error')).toEqual(answer ? [] : ["The environment 'approve' was not approved for this job (--approve approve)"]);
  });

  it('every job asks for itself', async () => {
    const asked: string[] = [];
    await run(yaml.replace('operate', 'approve'), {
      approve: (environment, job) => (asked.push(`${environment} ${job}`), Promise.resolve(true)),
    });
    expect(asked.toSorted()).toEqual(['approve gate', 'approve work']);
  });
});
