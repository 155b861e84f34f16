import {
  AddJobFlowStepsCommand,
  ListClustersCommand,
  paginateListClusters,
  SetTerminationProtectionCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import { clusterOf, groupsOf, stepOf, TIME_SCALE, type EmrStage } from './emr-stage.ts';

const SHAPE = ['r5.2xlarge', 'c5.4xlarge', 2] as const;
const KEPT = { Instances: groupsOf(...SHAPE, true) };

/** What a cluster lives through. */
export function lifeCases(stage: () => EmrStage): void {
  describe('a cluster lives', () => {
    test('through its states in their order, on the sandbox’s clock, until it is ended', async () => {
      const { emr, run, cluster } = stage();
      const id = await run(KEPT);
      const seen: string[] = [];
      for (let ended = false; !ended;) {
        const state = (await cluster(id)).Status?.State ?? '';
        if (seen.at(-1) !== state) seen.push(state);
        if (state === 'WAITING') await emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
        ended = state.startsWith('TERMINATED');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(seen.filter((state) => state !== 'RUNNING')).toEqual(['STARTING', 'BOOTSTRAPPING', 'WAITING', 'TERMINATING', 'TERMINATED']);
      const { Status } = await cluster(id);
      expect(Status?.StateChangeReason).toEqual({ Code: 'USER_REQUEST', Message: 'Terminated by user request' });
      const at = (moment: Date | undefined) => ((moment?.getTime() ?? 0) / 1000) * TIME_SCALE;
      const { CreationDateTime, ReadyDateTime, EndDateTime } = Status?.Timeline ?? {};
      expect(at(ReadyDateTime) - at(CreationDateTime)).toBeGreaterThanOrEqual(200);
      // Four minutes and a seventh, and what a busy laptop adds.
      expect(at(ReadyDateTime) - at(CreationDateTime)).toBeLessThan(280 + TIME_SCALE);
      expect(at(EndDateTime) - at(ReadyDateTime)).toBeGreaterThanOrEqual(60);
    });

    test('no longer than its steps, where it is not kept', async () => {
      const { run, until } = stage();
      const { Status } = await until(await run(), 'TERMINATED');
      expect(Status?.StateChangeReason?.Code).toBe('ALL_STEPS_COMPLETED');
    });

    test('on for more steps, until it was idle for too long; then takes none', async () => {
      const { emr, run, until, untilStep } = stage();
      const id = await run({ ...KEPT, AutoTerminationPolicy: { IdleTimeout: 120 } });
      await until(id, 'WAITING');
      const add = () => emr.send(new AddJobFlowStepsCommand({ JobFlowId: id, Steps: [stepOf('later', ['canary'])] }));
      const { StepIds } = await add();
      await untilStep(id, StepIds?.[0] ?? '', 'COMPLETED');
      const { Status } = await until(id, 'TERMINATED');
      expect(Status?.StateChangeReason?.Message).toContain('auto-termination');
      await expect(add()).rejects.toThrow(/may not be modified/);
      await emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
      expect((await stage().cluster(id)).Status).toEqual(Status);
    });

    test('though asked to end, while it is protected', async () => {
      const { emr, run, until } = stage();
      const id = await run(KEPT);
      const protect = (on: boolean) => emr.send(new SetTerminationProtectionCommand({ JobFlowIds: [id], TerminationProtected: on }));
      const end = () => emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
      await protect(true);
      await expect(end()).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('protected') });
      await protect(false);
      await end();
      await until(id, 'TERMINATED');
    });

    test('not at all with a role that EC2 cannot assume', async () => {
      const { role, profile, run, until } = stage();
      await role('not-for-ec2', 'lambda.amazonaws.com', []);
      await profile('not-for-ec2', 'not-for-ec2');
      const { Status } = await until(await run({ JobFlowRole: 'not-for-ec2' }), 'TERMINATED_WITH_ERRORS');
      expect(Status?.StateChangeReason).toMatchObject({ Code: 'VALIDATION_ERROR', Message: expect.stringContaining('not-for-ec2') });
    });
  });

  describe('a step that fails', () => {
    const failing = (action: 'CONTINUE' | 'CANCEL_AND_WAIT' | 'TERMINATE_CLUSTER') => ({
      Steps: [{ ...stepOf('bad', ['fail']), ActionOnFailure: action }, stepOf('next', ['canary'])],
    });
    test.each([
      ['CONTINUE', 'TERMINATED', 'ALL_STEPS_COMPLETED', 'COMPLETED'],
      ['CANCEL_AND_WAIT', 'TERMINATED', 'ALL_STEPS_COMPLETED', 'CANCELLED'],
      ['TERMINATE_CLUSTER', 'TERMINATED_WITH_ERRORS', 'STEP_FAILURE', 'CANCELLED'],
    ] as const)('%s: the cluster ends %s, %s; the next step %s', async (action, state, code, next) => {
      const { run, until, steps } = stage();
      const id = await run(failing(action));
      const { Status } = await until(id, 'TERMINATED', 'TERMINATED_WITH_ERRORS');
      expect([Status?.State, Status?.StateChangeReason?.Code]).toEqual([state, code]);
      expect((await steps(id)).map((step) => [step.Name, step.Status?.State])).toEqual([
        ['next', next],
        ['bad', 'FAILED'],
      ]);
    });

    test('CANCEL_AND_WAIT on a kept cluster: it waits', async () => {
      const { emr, run, until } = stage();
      const id = await run({ ...KEPT, ...failing('CANCEL_AND_WAIT') });
      expect((await until(id, 'WAITING')).Status?.State).toBe('WAITING');
      await emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
    });
  });

  test('a cluster that is ended takes its steps with it: INTERRUPTED and CANCELLED', async () => {
    const { emr, run, steps, until, untilStep } = stage();
    const id = await run({ Steps: [stepOf('long', ['sleep', '60']), stepOf('never', ['canary'])] });
    const long = (await steps(id)).find((step) => step.Name === 'long');
    await untilStep(id, long?.Id ?? '', 'RUNNING');
    await emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
    expect((await stage().cluster(id)).Status?.State).toBe('TERMINATING');
    await until(id, 'TERMINATED');
    expect((await steps(id)).map((step) => step.Status?.State)).toEqual(['CANCELLED', 'INTERRUPTED']);
  });
}

/** For itself: it counts clusters. */
export function pageCases(stage: () => EmrStage): void {
  test('fifty clusters to a page', async () => {
    const { emr, run } = stage();
    const since = new Date(Date.now() - 1);
    const ids = await Promise.all(Array.from({ length: 55 }, () => run(clusterOf())));
    const pages: string[][] = [];
    for await (const page of paginateListClusters({ client: emr }, { CreatedAfter: since })) {
      pages.push((page.Clusters ?? []).map((one) => one.Id ?? ''));
    }
    expect(pages.map((page) => page.length)).toEqual([50, 5]);
    expect(pages.flat().toSorted()).toEqual(ids.toSorted());
    const { Clusters } = await emr.send(new ListClustersCommand({ ClusterStates: ['WAITING'], CreatedAfter: since }));
    expect(Clusters).toEqual([]);
  });
}
