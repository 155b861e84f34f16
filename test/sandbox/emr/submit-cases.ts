import type { StepConfig } from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import { groupsOf, MAIN, stepOf, type EmrStage } from './emr-stage.ts';

const command = (...Args: string[]): StepConfig => ({
  Name: Args.join(' ').slice(0, 100) || 'nothing',
  ActionOnFailure: 'CONTINUE',
  HadoopJarStep: { Jar: 'command-runner.jar', Args },
});
const submit = (...options: string[]) => command('spark-submit', ...options, MAIN, 'canary');

/** Commands that Spark 3.5.6 refuses, each with its words; all end with exit code 1. */
const REFUSED: readonly (readonly [StepConfig, RegExp])[] = [
  [submit('--nonsense'), /Error: Unrecognized option: --nonsense/],
  [submit('-x'), /Error: Unrecognized option: -x/],
  [command('spark-submit', '--name'), /Error: Missing argument for option '--name'\./],
  [command('spark-submit', '--master', 'yarn'), /Error: Missing application resource\./],
  [submit('--conf', 'noequals'), /Error: Invalid argument to --conf: noequals/],
  [submit('--executor-memory', '5x'), /SparkException: Executor memory must be a positive number/],
  [submit('--executor-memory', '4.5g'), /SparkException: Executor memory must be a positive number/],
  [submit('--executor-memory', '100m'), /Executor memory 104857600 must be at least 471859200/],
  [submit('--driver-memory', 'abc'), /Invalid maximum heap size: -Xmxabc/],
  [submit('--driver-memory', '0'), /Invalid maximum heap size: -Xmx0/],
  [submit('--num-executors', '0'), /Number of executors must be a positive number/],
  [submit('--num-executors', 'abc'), /Number of executors must be a positive number/],
  [submit('--executor-cores', 'x'), /Executor cores must be a positive number/],
  [submit('--deploy-mode', 'clientele'), /--deploy-mode must be either "client" or "cluster"/],
  [submit('--master', 'nowhere'), /Master must either be yarn or start with/],
  [submit('--conf', 'spark.executor.memoryOverhead=1zz'), /NumberFormatException: .*\n.*1zz/],
  [submit('--conf', 'spark.pyspark.python=python3.12'), /Cannot run program "python3\.12"/],
  [command('spork-submit', MAIN), /Cannot run program "spork-submit"/],
  [{ ...submit(), HadoopJarStep: { Jar: 's3://b/own.jar' } }, /command-runner\.jar only/],
];
/** Ways to write what is right. */
const TAKEN: readonly StepConfig[] = [
  submit('--master=yarn', '--executor-memory=2g', '--driver-memory', '1024m'),
  submit('-c', 'spark.executor.memory=2048', '--verbose'),
  submit('--conf', 'spark.pyspark.python=/usr/bin/python3.9', '--conf', 'a=b=c'),
];

/** How strictly a command is read, and what YARN says to it. */
export function submitCases(stage: () => EmrStage): void {
  test('spark-submit is as strict as it is', async () => {
    const { run, until, steps, log } = stage();
    const Steps = [...REFUSED.map(([step]) => step), ...TAKEN];
    const id = await run({ Steps });
    await until(id, 'TERMINATED');
    const ended = (await steps(id)).toReversed();
    expect(ended.map((step) => step.Status?.State)).toEqual([...REFUSED.map(() => 'FAILED'), ...TAKEN.map(() => 'COMPLETED')]);
    for (const [index, [, words]] of REFUSED.entries()) {
      const stepId = ended[index]?.Id ?? '';
      expect(await log(id, stepId, 'stderr')).toMatch(words);
      expect(await log(id, stepId, 'controller')).toContain('exitCode 1 ');
    }
  });

  test('and is not there without the application Spark', async () => {
    const { run, until, steps } = stage();
    const id = await run({ Applications: [{ Name: 'Hadoop' }], Steps: [stepOf('s', ['canary'])] });
    await until(id, 'TERMINATED');
    expect((await steps(id)).map((step) => step.Status?.State)).toEqual(['FAILED']);
  });

  describe('YARN', () => {
    const one = async (options: readonly string[], nodes = 2, core = 'c5.4xlarge') => {
      const { run, until, steps, log } = stage();
      const id = await run({ Instances: groupsOf('r5.2xlarge', core, nodes), Steps: [stepOf('s', ['canary'], options)] });
      await until(id, 'TERMINATED');
      const [step] = await steps(id);
      return { step, text: (name: string) => log(id, step?.Id ?? '', name) };
    };

    test('gives the exact shape of two c5.4xlarge all its eight executors beside the master', async () => {
      const { step, text } = await one([]);
      expect(step?.Status?.State).toBe('COMPLETED');
      expect(await text('controller')).toMatch(/master: 896 MB\n.*executors: 8 of 5920 MB, 4 cores each\n(?!.*wait)/);
    });

    test('gives fewer where the published 4,992 MB leave no room for the master', async () => {
      // Research's T4: 4,992 MB and their overhead are 5,952 MB; four of them and the master are more than 24,576 MB.
      const { step, text } = await one(['--executor-memory', '4992m', '--conf', 'spark.executor.memoryOverhead=936m']);
      expect(step?.Status?.State).toBe('COMPLETED');
      expect(await text('controller')).toMatch(/executors: 7 of 5952 MB.*\n.*1 of the 8 executors asked for wait/);
    });

    test('counts 0.1875 of the heap as overhead where none is told', async () => {
      const plain = { ...stepOf('s', []), HadoopJarStep: submit('--executor-memory', '9971m', '--num-executors', '4').HadoopJarStep };
      const { run, until, steps, log } = stage();
      const id = await run({ Steps: [plain] });
      await until(id, 'TERMINATED');
      expect(await log(id, (await steps(id))[0]?.Id ?? '', 'controller')).toContain('executors: 4 of 11840 MB');
    });

    test('refuses an executor that fits no node', async () => {
      const { step } = await one(['--executor-memory', '20g', '--conf', 'spark.executor.memoryOverhead=5g']);
      expect(step?.Status).toMatchObject({
        State: 'FAILED',
        FailureDetails: {
          Message: expect.stringMatching(
            /Required executor memory \(20480 MB\).*overhead \(5120 MB\).*max threshold \(24576 MB\) of this cluster/,
          ),
        },
      });
    });

    test('does not hold the driver; the primary’s memory does, and no more', async () => {
      expect((await one(['--driver-memory', '40g'])).step?.Status?.State).toBe('COMPLETED');
      const { step, text } = await one(['--driver-memory', '100g']);
      expect(step?.Status?.State).toBe('FAILED');
      expect(await text('stderr')).toContain('Could not reserve enough space for 104857600KB object heap');
    });
  });
}
