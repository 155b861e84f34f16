import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelStepsCommand, ListStepsCommand, type Step } from '@aws-sdk/client-emr';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { sandboxPython } from '../laptop-aws.ts';
import { ACCOUNT, BUCKET, groupsOf, LOG_URI, REGION, stepOf, TIME_SCALE, type EmrStage } from './emr-stage.ts';

const ranMs = (step: Step): number => {
  const { StartDateTime, EndDateTime } = step.Status?.Timeline ?? {};
  return (EndDateTime?.getTime() ?? 0) - (StartDateTime?.getTime() ?? 0);
};

/** What a step is given, and what becomes of it. */
export function stepCases(stage: () => EmrStage): void {
  const ended = async (id: string): Promise<readonly Step[]> => {
    await stage().until(id, 'TERMINATED', 'TERMINATED_WITH_ERRORS');
    return (await stage().steps(id)).toReversed();
  };
  const jsonOf = async (id: string, step: Step | undefined) =>
    JSON.parse(await stage().log(id, step?.Id ?? '', 'stdout')) as Record<string, unknown>;

  test('a step has its arguments, settings, region and a session of the job role', async () => {
    const id = await stage().run({ Steps: [stepOf('a step', ['sum', '--folder', '00_', 'ö'])] });
    const [step] = await ended(id);
    expect(step?.Status?.State).toBe('COMPLETED');
    const seen = await jsonOf(id, step);
    expect(seen).toMatchObject({ argv: ['sum', '--folder', '00_', 'ö'], name: 'a step', memory: '4986m', version: '3.5.6', sum: 285 });
    const environment = seen['environment'] as Record<string, string>;
    expect(environment).toMatchObject({
      AWS_ENDPOINT_URL: stage().server.endpoint,
      AWS_REGION: REGION,
      BUCKET_BRIGADE_TIME_SCALE: String(TIME_SCALE),
    });
    const sts = new STSClient({
      endpoint: stage().server.endpoint,
      region: REGION,
      credentials: {
        accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
        sessionToken: environment['AWS_SESSION_TOKEN'] ?? '',
      },
    });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/job/i-${id.slice(2).toLowerCase()}`);
    sts.destroy();
  });

  test('one after another in their order, listed newest first', async () => {
    const names = ['first', 'second', 'third'];
    const id = await stage().run({ Steps: names.map((name) => stepOf(name, ['canary'])) });
    const steps = await ended(id);
    expect(steps.map((step) => step.Name)).toEqual(names);
    for (const [index, step] of steps.slice(1).entries()) {
      const before = steps[index]?.Status?.Timeline?.EndDateTime?.getTime() ?? Number.NaN;
      expect(step.Status?.Timeline?.StartDateTime?.getTime()).toBeGreaterThanOrEqual(before);
    }
    const [first, , third] = steps.map((step) => step.Id ?? '');
    const { Steps } = await stage().emr.send(new ListStepsCommand({ ClusterId: id, StepIds: [first ?? '', third ?? ''] }));
    expect(Steps?.map((step) => step.Name)).toEqual(['first', 'third']);
  });

  test('so many at once as the cluster says', async () => {
    const id = await stage().run({
      StepConcurrencyLevel: 2,
      Steps: [1, 2, 3].map((n) => stepOf(`s${n}`, ['sleep', '1'], ['--num-executors', '3'])),
    });
    const [one, two, three] = (await ended(id)).map((step) => step.Status?.Timeline);
    expect(two?.StartDateTime?.getTime()).toBeLessThan(one?.EndDateTime?.getTime() ?? 0);
    expect(three?.StartDateTime?.getTime()).toBeGreaterThanOrEqual(
      Math.min(one?.EndDateTime?.getTime() ?? 0, two?.EndDateTime?.getTime() ?? 0),
    );
  });

  test('a failure has EMR’s vague reason and the place of the log; what Python says stands in stdout', async () => {
    const id = await stage().run({ Steps: [stepOf('raises', ['fail']), stepOf('leaves', ['exit', '7'])] });
    const [raises, leaves] = await ended(id);
    expect(raises?.Status).toMatchObject({ State: 'FAILED' });
    expect(raises?.Status?.FailureDetails).toEqual({ Reason: 'Unknown Error.', LogFile: `${LOG_URI}${id}/steps/${raises?.Id}/stderr.gz` });
    expect(await stage().log(id, raises?.Id ?? '', 'stdout')).toMatch(/^Traceback[^]*ValueError: the job found nothing\n$/);
    // What tells it from a step that never began.
    expect(await stage().log(id, raises?.Id ?? '', 'stderr')).toMatch(/application_\d+_0001/);
    expect(await stage().log(id, leaves?.Id ?? '', 'controller')).toContain('Step failed with exitCode 7');
  });

  test('logs come late, and none where none are asked for', async () => {
    const { run, until, steps, log, s3 } = stage();
    const id = await run({ Steps: [stepOf('logged', ['canary'])] });
    await until(id, 'TERMINATED');
    const [step] = await steps(id);
    const endedAt = step?.Status?.Timeline?.EndDateTime?.getTime() ?? Number.NaN;
    expect(await log(id, step?.Id ?? '', 'syslog')).toBe('');
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `logs/${id}/` }));
    expect(listed.Contents?.map((one) => one.Key?.split('/').at(-1))).toEqual(['controller.gz', 'stderr.gz', 'stdout.gz', 'syslog.gz']);
    // Five minutes.
    expect(Date.now() - endedAt).toBeGreaterThanOrEqual((300 / TIME_SCALE) * 1000);
    const silent = await run({ LogUri: undefined, Steps: [stepOf('bad', ['fail'])] });
    const [bad] = await ended(silent);
    expect(bad?.Status?.FailureDetails).toEqual({ Reason: 'Unknown Error.' });
  });

  describe('the code', () => {
    test('comes with the job role: refused where it may not read, missing where nothing is', async () => {
      const { role, profile, run } = stage();
      await role('blind', 'ec2.amazonaws.com', []);
      await profile('blind', 'blind');
      const [refused] = await ended(await run({ JobFlowRole: 'blind', Steps: [stepOf('s', ['canary'])] }));
      expect(refused?.Status?.FailureDetails?.Message).toMatch(/AccessDeniedException.*main\.py/);
      const [missing] = await ended(await run({ Steps: [stepOf('s', ['canary'], [], `s3://${BUCKET}/gone.py`)] }));
      expect(missing?.Status?.FailureDetails?.Message).toMatch(/FileNotFoundException.*gone\.py/);
    });

    test('of each cluster is its own, in the driver and in the tasks', async () => {
      const { dir, put, run } = stage();
      const main = await readFile(join(import.meta.dirname, 'fixture-job.py'), 'utf8');
      const ids = [];
      for (const version of ['one', 'two']) {
        const [module, zip] = [join(dir, 'of_the_step.py'), join(dir, `code-${version}.zip`)];
        await writeFile(module, `WHO = '${version}'\n`);
        execFileSync(sandboxPython(), ['-m', 'zipfile', '-c', zip, module]);
        await put(`${version}/code.zip`, await readFile(zip));
        await put(`${version}/main.py`, `${main}\n# ${version}\n`);
        const py = ['--py-files', `s3://${BUCKET}/${version}/code.zip`];
        const step = stepOf(version, ['module'], py, `s3://${BUCKET}/${version}/main.py`);
        ids.push(await run({ Steps: [step, step] }));
      }
      for (const [index, version] of ['one', 'two'].entries()) {
        const id = ids[index] ?? '';
        for (const step of await ended(id)) expect(await jsonOf(id, step)).toMatchObject({ driver: version, tasks: [version] });
      }
    });
  });

  test('a running step is cancelled gently or not, a waiting one at once, an ended one not at all', async () => {
    const { emr, run, steps, until, untilStep } = stage();
    const id = await run({
      Instances: groupsOf('r5.2xlarge', 'c5.4xlarge', 2, true),
      Steps: [
        stepOf('done', ['canary']),
        stepOf('gently', ['sleep', '60']),
        stepOf('killed', ['task-sleep', '60']),
        stepOf('waiting', ['canary']),
      ],
    });
    const byName = Object.fromEntries((await steps(id)).map((step) => [step.Name ?? '', step.Id ?? '']));
    const cancel = async (name: string, how: 'SEND_INTERRUPT' | 'TERMINATE_PROCESS') => {
      const answer = await emr.send(new CancelStepsCommand({ ClusterId: id, StepIds: [byName[name] ?? ''], StepCancellationOption: how }));
      return answer.CancelStepsInfoList?.[0]?.Status;
    };
    await untilStep(id, byName['gently'] ?? '', 'RUNNING');
    expect(await cancel('done', 'SEND_INTERRUPT')).toBe('FAILED');
    expect(await cancel('waiting', 'SEND_INTERRUPT')).toBe('SUBMITTED');
    expect(await cancel('gently', 'SEND_INTERRUPT')).toBe('SUBMITTED');
    await untilStep(id, byName['killed'] ?? '', 'RUNNING');
    expect(await cancel('killed', 'TERMINATE_PROCESS')).toBe('SUBMITTED');
    await until(id, 'WAITING');
    expect((await steps(id)).map((step) => step.Status?.State)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED', 'COMPLETED']);
  });
}

/** For itself: it measures. */
export function overheadCases(stage: () => EmrStage): void {
  test('a step costs at most 0.3 seconds beside its own work', async () => {
    const id = await stage().run({ Steps: Array.from({ length: 12 }, (_, n) => stepOf(`s${n}`, ['canary'])) });
    await stage().until(id, 'TERMINATED');
    const took = (await stage().steps(id))
      .slice(0, 10)
      .map(ranMs)
      .toSorted((a, b) => a - b);
    const median = took[Math.floor(took.length / 2)] ?? Number.NaN;
    console.log(`warm steps: median ${median} ms, ${took[0]} to ${took.at(-1)} ms`);
    expect(median).toBeLessThanOrEqual(300);
  });
}
