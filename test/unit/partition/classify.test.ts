import { describe, expect, it } from 'vitest';
import { classify, FAILURE_CLASSES, type FailureClass, type Verdict } from '../../../src/partition/classify.ts';
import { CLUSTER_STATES, STEP_STATES, type Cluster, type Step, type StepState } from '../../../src/partition/clusters.ts';
import { nextMove } from '../../../src/partition/moves.ts';

const cluster = (code = 'ALL_STEPS_COMPLETED', message = '', errors: Cluster['errors'] = []): Cluster => ({
  id: 'j-1',
  state: code === 'ALL_STEPS_COMPLETED' ? 'TERMINATED' : 'TERMINATED_WITH_ERRORS',
  reason: { code, message },
  errors,
});
const step = (state: StepState, message = '', reason = 'Unknown Error.'): Step => ({
  id: 's-1',
  name: 'folder A',
  state,
  startedAtMs: null,
  failure: state === 'FAILED' ? { reason, message, logFile: '' } : null,
});
const failed = (message: string, log: string | null = null) => classify({ cluster: cluster(), step: step('FAILED', message), log });

describe('a failed step', () => {
  it.each<[FailureClass, string]>([
    ['memory', 'Container killed by YARN for exceeding memory limits. 6.0 GB of 5.8 GB physical memory used.'],
    [
      'memory',
      'ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Container marked as failed. Exit status: 137.',
    ],
    ['memory', 'Container exited with a non-zero exit code 143'],
    ['memory', 'java.lang.OutOfMemoryError: GC overhead limit exceeded'],
    ['memory', 'Traceback (most recent call last):\n  File "x.py"\nMemoryError'],
    [
      'memory',
      'java.lang.IllegalArgumentException: Required executor memory (9999 MB) is above the max threshold (24576 MB) of this cluster!',
    ],
    ['slow-down', 'partition_job.errors.FetchError: SlowDown after 12 tries'],
    ['hdfs', 'File /user/x could only be replicated to 0 nodes instead of minReplication'],
    ['hdfs', 'java.util.zip.ZipException: error opening zip file'],
    ['instance-lost', 'ExecutorLostFailure (executor 1 exited unrelated to the running tasks) Reason: Slave lost'],
    ['manifest-mismatch', 'MANIFEST_MISMATCH: A: segment 3 has 999 keys'],
    ['bad-order', 'ORDER_CONTRACT: s3://ledger/x: is of contract partition-order/9'],
    ['bad-order', 'USAGE: the command line: unrecognized arguments: --colour'],
    ['access-denied', 'ACCESS_DENIED: s3://target/A/x/id/1: S3 answers 403 AccessDenied'],
    ['libraries', 'LIBRARIES_MISSING: cp311-linux-x86_64: the order has libraries for cp310 only'],
    ['ledger-changed', 'COMMIT_CONFLICT: s3://ledger/commit.json: is a commit of other work'],
    ['slow-down', 'S3_FAILED: s3://target/A: GET failed 12 times, at last with 500'],
    ['access-denied', 'botocore: An error occurred (AccessDenied)'],
    ['job-error', 'Traceback (most recent call last):\n  File "main.py", line 3, in <module>\nKeyError: 1'],
    ['job-error', 'org.apache.spark.SparkException: Job aborted due to stage failure'],
    ['job-error', 'SPARK_FAILED: folder A: An error occurred while calling o12'],
    ['memory', 'SPARK_FAILED: folder A: ExecutorLostFailure: Exit status: 137'],
    ['unknown', 'Something that nobody has met'],
  ])('is %s when it says: %s', (failure, message) => {
    const verdict = failed(message);
    expect(verdict).toMatchObject({ class: failure, ...FAILURE_CLASSES[failure] });
    expect(message).toContain(verdict.evidence);
  });

  it.each([null, '', 'starting the driver\n'])('is silent when neither EMR nor its log says anything (%j)', (log) => {
    expect(failed('', log)).toMatchObject({ class: 'silent', heals: true });
    expect(classify({ cluster: cluster(), step: { ...step('FAILED'), failure: null }, log })).toMatchObject({ class: 'silent' });
  });

  it('is not silent when YARN had an application of it', () => {
    expect(failed('', 'Submitting application application_1700000000000_0002\nlast words\n')).toMatchObject({
      class: 'unknown',
      heals: false,
      evidence: expect.stringContaining('last words'),
    });
  });

  it('is told by its log where EMR has no extract, with the line that tells', () => {
    const log = 'a line\nTraceback (most recent call last):\n  File "main.py", line 3, in <module>\n    rows()\nKeyError: \'x\'\n';
    expect(failed('', log)).toMatchObject({ class: 'job-error', evidence: "KeyError: 'x'" });
  });

  it("is told by the job's last word, whatever Spark said before it", () => {
    const log =
      'WARN executor 3 exited with exit code 143\nLostExecutor\nORDER_CODE: s3://ledger/x: orders code abc, and this is def\nINFO bye\n';
    expect(failed('', log)).toMatchObject({ class: 'bad-order', evidence: 'ORDER_CODE: s3://ledger/x: orders code abc, and this is def' });
    expect(failed('org.apache.spark.SparkException: Job aborted', 'java.lang.OutOfMemoryError: Java heap space')).toMatchObject({
      class: 'memory',
    });
  });

  it('on a cluster that lost a machine is of the cluster, unless it says better', () => {
    const lost = cluster('INSTANCE_FAILURE', 'The master failed');
    expect(classify({ cluster: lost, step: step('FAILED'), log: null })).toMatchObject({ class: 'instance-lost', heals: true });
    expect(classify({ cluster: lost, step: step('FAILED', 'java.lang.OutOfMemoryError'), log: null }).class).toBe('memory');
  });

  it('never shows control characters, nor pages of text', () => {
    const { evidence } = failed(`KeyError: \u001b[31m${'x'.repeat(5000)}`);
    expect(evidence).toContain('\\u001b');
    expect(evidence.length).toBeLessThan(350);
  });
});

describe('a step that did not fail by itself', () => {
  it.each<[FailureClass, Cluster]>([
    ['launch-failed', cluster('BOOTSTRAP_FAILURE', 'On the master instance, application provisioning failed')],
    ['launch-failed', cluster('INTERNAL_ERROR', 'Failed to start the job flow due to an internal error')],
    ['instance-lost', cluster('INSTANCE_FAILURE', 'The master failed')],
    ['capacity', cluster('INSTANCE_FLEET_TIMEOUT', 'The requested instances were not provisioned in time')],
    ['capacity', cluster('VALIDATION_ERROR', '', [{ code: 'INTERNAL_ERROR_EC2_INSUFFICIENT_CAPACITY_AZ', message: 'c5.4xlarge' }])],
    ['capacity', cluster('INTERNAL_ERROR', 'EC2 has insufficient capacity for this request')],
    ['throttled', cluster('INTERNAL_ERROR', 'Throttled from Amazon EC2 while launching cluster')],
    ['quota', cluster('VALIDATION_ERROR', 'The request exceeds your vCPU limit of 64')],
    ['access-denied', cluster('VALIDATION_ERROR', 'Service role does not have sufficient permissions: UnauthorizedOperation')],
    [
      'emr-role',
      cluster('VALIDATION_ERROR', 'Service role arn:aws:iam::444455556666:role/bucket-brigade-emr has insufficient EC2 permissions'),
    ],
    ['validation', cluster('VALIDATION_ERROR', 'The subnet configuration was invalid')],
    ['cancelled', cluster('USER_REQUEST', 'Terminated by user request')],
  ])('is %s', (failure, whole) => {
    for (const state of ['PENDING', 'CANCELLED', 'INTERRUPTED', 'RUNNING', 'CANCEL_PENDING'] as const) {
      expect(classify({ cluster: whole, step: step(state), log: null }), state).toMatchObject({
        class: failure,
        ...FAILURE_CLASSES[failure],
      });
    }
    expect(classify({ cluster: whole, step: null, log: null }).class).toBe(failure);
  });

  it('has a class in every state that EMR knows, whatever the cluster says', () => {
    const classes = Object.keys(STEP_STATES).map(
      (state) => classify({ cluster: cluster(), step: step(state as StepState), log: null }).class,
    );
    expect(classes).toEqual(['unknown', 'unknown', 'cancelled', 'no-commit', 'cancelled', 'silent', 'interrupted']);
    expect(classify({ cluster: null, step: step('RUNNING'), log: null }).class).toBe('instance-lost');
    for (const state of Object.keys(CLUSTER_STATES)) {
      const { next } = classify({ cluster: { ...cluster(), state: state as Cluster['state'] }, step: null, log: null });
      expect(next).not.toBe('');
    }
  });
});

describe('what comes next', () => {
  const verdict = (failure: FailureClass): Verdict => ({ class: failure, ...FAILURE_CLASSES[failure], evidence: '' });
  const failures = (units: Record<string, FailureClass>) =>
    new Map(Object.entries(units).map(([unit, failure]) => [unit, verdict(failure)]));
  const situation = { begun: true, attempt: 1, repeated: false };

  it('is a repeat of what can heal, once', () => {
    const of = failures({ A: 'silent', B: 'memory', C: 'instance-lost' });
    expect(nextMove({ ...situation, failures: of })).toEqual({ move: 'repeat', units: ['A', 'C'] });
    expect(nextMove({ ...situation, failures: of, repeated: true })).toEqual({ move: 'give-up' });
    expect(nextMove({ ...situation, failures: failures({ A: 'memory' }) })).toEqual({ move: 'give-up' });
    expect(nextMove({ ...situation, failures: failures({}) })).toEqual({ move: 'give-up' });
  });

  it('is the same request again where nothing had begun, later where AWS was short of something', () => {
    const launch = (failure: FailureClass, attempt: number, repeated = false) =>
      nextMove({ failures: failures({ A: failure }), begun: false, attempt, repeated });
    expect(launch('launch-failed', 1)).toEqual({ move: 'relaunch', waitMs: 300_000 });
    expect(launch('capacity', 2)).toEqual({ move: 'relaunch', waitMs: 900_000 });
    expect(launch('silent', 1)).toEqual({ move: 'relaunch', waitMs: 0 });
    expect(launch('silent', 2, true)).toEqual({ move: 'relaunch', waitMs: 0 });
    expect(launch('launch-failed', 3)).toEqual({ move: 'give-up' });
    expect(launch('validation', 1)).toEqual({ move: 'give-up' });
  });
});
