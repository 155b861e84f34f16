import { CancelStepsCommand, ListClustersCommand, RunJobFlowCommand, TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import { beforeAll, describe, expect, test } from 'vitest';
import { clusterOf, groupsOf, ROOT, stepOf, TIME_SCALE, type EmrStage } from './emr-stage.ts';

const A_MINUTE_MS = (60 / TIME_SCALE) * 1000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const STEPS = ['canary', 'folder', 'folder'].map((name) => stepOf(name, [name]));

/** The rule that is in force unless another is told; for itself, for it counts launches. */
export function launchCases(stage: () => EmrStage): void {
  /** Of each cluster, its steps' states in their order. */
  const startTogether = async (count: number) => {
    const { run, until, steps } = stage();
    await pause(1.2 * A_MINUTE_MS);
    const ids = await Promise.all(Array.from({ length: count }, () => run({ Steps: STEPS })));
    return Promise.all(
      ids.map(async (id) => {
        await until(id, 'TERMINATED');
        return (await steps(id)).toReversed();
      }),
    );
  };

  describe('launches at one moment', () => {
    test('eight clusters within a minute: nothing happens', async () => {
      const clusters = await startTogether(8);
      expect(clusters.flat().map((step) => step.Status?.State)).toEqual(clusters.flat().map(() => 'COMPLETED'));
    });

    // Nine calls within 0.3 seconds: a busy laptop may need another try.
    test(
      'nine: the first folder of each fails without a message; the canary before it and the folder after it do not',
      { retry: 2 },
      async () => {
        const clusters = await startTogether(9);
        for (const steps of clusters) {
          expect(steps.map((step) => step.Status?.State)).toEqual(['COMPLETED', 'FAILED', 'COMPLETED']);
          const failed = steps[1];
          expect(failed?.Status?.FailureDetails).toEqual({ Reason: 'Unknown Error.', LogFile: expect.stringContaining(failed?.Id ?? '-') });
          const { StartDateTime, EndDateTime } = failed?.Status?.Timeline ?? {};
          // Two minutes in.
          expect((EndDateTime?.getTime() ?? 0) - (StartDateTime?.getTime() ?? 0)).toBeGreaterThanOrEqual(2 * A_MINUTE_MS - 5);
        }
      },
    );
  });
}

/** What goes wrong by rules, and only where it is meant to. */
export function ruleCases(stage: () => EmrStage): void {
  describe('by rules', () => {
    beforeAll(() =>
      stage().rules(
        { kind: 'bootstrap-failure', name: 'boot-*', times: 2 },
        { kind: 'internal-error', name: 'internal-*' },
        { kind: 'lost-answer', name: 'lost-*' },
        { kind: 'step-hangs', name: 'hangs-*', step: 'stuck' },
        { kind: 'container-killed', name: 'killed-*', step: 'big', exitCode: 137 },
        { kind: 'container-killed', name: 'killed-*', step: 'asked', exitCode: 143 },
      ),
    );

    test.each([
      ['boot-a', 'BOOTSTRAP_FAILURE', 2],
      ['internal-a', 'INTERNAL_ERROR', 1],
    ])('%s ends with %s, the next one lives', async (Name, code, times) => {
      const { run, until } = stage();
      const ends = [];
      for (let n = 0; n <= times; n += 1) ends.push((await until(await run({ Name }), 'TERMINATED', 'TERMINATED_WITH_ERRORS')).Status);
      const failed = Array.from({ length: times }, () => ['TERMINATED_WITH_ERRORS', code]);
      expect(ends.map((status) => [status?.State, status?.StateChangeReason?.Code])).toEqual([
        ...failed,
        ['TERMINATED', 'ALL_STEPS_COMPLETED'],
      ]);
    });

    test('the answer is lost, the cluster is there', async () => {
      const once = stage().emrAs(ROOT);
      const asked = once.send(new RunJobFlowCommand(clusterOf({ Name: 'lost-1' })));
      await expect(asked).rejects.not.toHaveProperty('$metadata.httpStatusCode');
      const find = async () => (await stage().emr.send(new ListClustersCommand({}))).Clusters?.filter((one) => one.Name === 'lost-1');
      expect(await find()).toHaveLength(1);
      await once.send(new RunJobFlowCommand(clusterOf({ Name: 'lost-1' })));
      expect(await find()).toHaveLength(2);
    });

    test('a step hangs until it is cancelled', async () => {
      const { emr, run, steps, until, untilStep } = stage();
      const id = await run({ Name: 'hangs-1', Steps: [stepOf('stuck', ['canary']), stepOf('next', ['canary'])] });
      const stuck = (await steps(id)).find((step) => step.Name === 'stuck')?.Id ?? '';
      await untilStep(id, stuck, 'RUNNING');
      await pause(1_000);
      expect((await steps(id)).map((step) => step.Status?.State)).toEqual(['PENDING', 'RUNNING']);
      await emr.send(new CancelStepsCommand({ ClusterId: id, StepIds: [stuck], StepCancellationOption: 'TERMINATE_PROCESS' }));
      await until(id, 'TERMINATED');
      expect((await steps(id)).map((step) => step.Status?.State)).toEqual(['COMPLETED', 'CANCELLED']);
    });

    test('YARN kills a container for its memory', async () => {
      const { run, steps, until, log } = stage();
      const id = await run({ Name: 'killed-1', Steps: ['big', 'asked', 'spared'].map((name) => stepOf(name, ['canary'])) });
      await until(id, 'TERMINATED');
      const [big, asked, spared] = (await steps(id)).toReversed();
      expect([big, asked, spared].map((step) => step?.Status?.State)).toEqual(['FAILED', 'FAILED', 'COMPLETED']);
      expect(big?.Status?.FailureDetails?.Message).toMatch(/ExecutorLostFailure.*Container killed by YARN for exceeding memory limits/);
      expect(await log(id, big?.Id ?? '', 'stderr')).toContain('exit status: 137');
      expect(await log(id, asked?.Id ?? '', 'stderr')).toContain('exit status: 143');
    });

    test('instances are lost: the cluster ends with errors, its running step is interrupted', async () => {
      const { admin, run, steps, until, untilStep } = stage();
      const id = await run({ Steps: [stepOf('long', ['sleep', '60']), stepOf('never', ['canary'])] });
      const long = (await steps(id)).find((step) => step.Name === 'long')?.Id ?? '';
      await untilStep(id, long, 'RUNNING');
      expect((await admin('POST', 'emr/kill', { clusterId: id })).status).toBe(200);
      const { Status } = await until(id, 'TERMINATED_WITH_ERRORS');
      expect(Status?.StateChangeReason?.Code).toBe('INSTANCE_FAILURE');
      expect((await steps(id)).map((step) => step.Status?.State)).toEqual(['CANCELLED', 'INTERRUPTED']);
      expect((await admin('POST', 'emr/kill', { clusterId: id })).status).toBe(404);
    });
  });
}

/** After all others: it tells what fired. */
export function adminCases(stage: () => EmrStage): void {
  describe('the admin door', () => {
    test('tells what fired, and takes no rule that it does not know', async () => {
      const { admin } = stage();
      const report = async () => (await admin('GET', 'emr/rules')).answer['rules'] as readonly { kind: string; fired: number }[];
      expect((await report()).map((rule) => [rule.kind, rule.fired])).toEqual([
        ['bootstrap-failure', 2],
        ['internal-error', 1],
        ['lost-answer', 1],
        ['step-hangs', 1],
        ['container-killed', 1],
        ['container-killed', 1],
      ]);
      const before = await report();
      for (const rules of [[{ kind: 'nonsense' }], [{ kind: 'lost-answer', tiems: 1 }], [{ kind: 'first-step-silent' }], 'all']) {
        expect(await admin('POST', 'emr/rules', { rules })).toMatchObject({ status: 400, answer: { error: expect.any(String) } });
      }
      expect(await report()).toEqual(before);
      const stranger = await fetch(`${stage().server.endpoint}/_bucket-brigade/emr/rules`, { headers: { authorization: 'Bearer no' } });
      expect(stranger.status).toBe(401);
    });

    test('shows what is rented, as ListClusters does', async () => {
      const { admin, emr, run, until } = stage();
      const id = await run({ Name: 'rented', Instances: groupsOf('m5.xlarge', 'm5.xlarge', 3, true) });
      const rented = async () =>
        ((await admin('GET', 'emr/clusters')).answer['clusters'] as readonly { id: string; state: string; instances: number }[]).find(
          (one) => one.id === id,
        );
      expect(await rented()).toMatchObject({ name: 'rented', state: 'STARTING', instances: 4 });
      await emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
      expect(await rented()).toMatchObject({ state: 'TERMINATING', instances: 4 });
      await until(id, 'TERMINATED');
      expect(await rented()).toMatchObject({ state: 'TERMINATED', reason: 'USER_REQUEST', instances: 0 });
    });
  });
}
