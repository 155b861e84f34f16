import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { emrClusters } from '../../../src/aws/clusters.ts';
import { MigrationError } from '../../../src/errors.ts';
import type { ClusterRequest } from '../../../src/partition/request.ts';
import { fakeClock } from '../../fakes/clock.ts';

type Answer = { status?: number; type?: string; body?: object } | 'break';
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that speaks EMR's protocol (JSON 1.1, the action in a header), and answers as told. */
async function anEmr(answer: (action: string, body: Record<string, unknown>, n: number) => Answer) {
  const asked: { action: string; body: Record<string, unknown> }[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void (async () => {
      const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as Record<string, unknown>;
      const action = String(request.headers['x-amz-target']).split('.')[1]!;
      asked.push({ action, body });
      const told = answer(action, body, asked.length);
      if (told === 'break') {
        request.socket.destroy();
        return;
      }
      response.writeHead(told.status ?? 200, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' });
      response.end(JSON.stringify({ ...(told.type === undefined ? {} : { __type: told.type }), ...told.body }));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { clusters, close } = emrClusters({ endpoint, clock: fakeClock(), random: () => 0.5 }, 'us-east-2', () => ({
    accessKeyId: 'AKIA',
    secretAccessKey: 'secret',
    sessionToken: undefined,
    expiresAt: undefined,
  }));
  closing.push(() => {
    close();
    server.closeAllConnections();
    server.close();
  });
  return { clusters, asked };
}

const request = {
  Name: 'bucket-brigade/m/partition-00/g1a1-abc',
  Instances: { InstanceGroups: [] },
  Steps: [],
} as unknown as ClusterRequest;
const no = (type: string, message: string, status = 400): Answer => ({ status, type, body: { message } });

describe('RunJobFlow', () => {
  it('is sent as it was written down, and answered with an id', async () => {
    const { clusters, asked } = await anEmr(() => ({ body: { JobFlowId: 'j-1' } }));
    expect(await clusters.run(request)).toEqual({ answer: 'created', id: 'j-1' });
    expect(asked).toEqual([{ action: 'RunJobFlow', body: request }]);
  });

  it.each<[string, Answer, object]>([
    ['throttled', no('ThrottlingException', 'Rate exceeded'), { answer: 'throttled', detail: 'ThrottlingException: Rate exceeded' }],
    ['lost with a broken connection', 'break', { answer: 'lost' }],
    [
      'lost with an error of the service',
      no('InternalServerError', 'oops', 500),
      { answer: 'lost', detail: expect.stringContaining('oops') },
    ],
    ['lost without an id', { body: {} }, { answer: 'lost' }],
  ])('is sent once, whatever comes: %s', async (_case, told, expected) => {
    const { clusters, asked } = await anEmr(() => told);
    expect(await clusters.run(request)).toMatchObject(expected);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['AccessDeniedException', 'User: x is not authorized to perform: iam:PassRole on resource: y', /iam:PassRole/],
    ['AccessDeniedException', 'User: x is not authorized to perform: elasticmapreduce:RunJobFlow', /operate role/],
    ['ValidationException', 'Invalid InstanceProfile: bucket-brigade-job.', /machines\.yml/],
    ['ValidationException', 'The supplied release label is invalid: emr-9.', /partition\.release/],
    ['ValidationException', "Instance type 'x1.huge' is not supported.", /partition\.machines/],
    ['ValidationException', 'The requested number of clusters exceeds your quota', /Service Quotas/],
    ['ValidationException', 'Something else', /partition section/],
  ])('is refused with what to do: %s: %s', async (type, message, next) => {
    const { clusters, asked } = await anEmr(() => no(type, message));
    await expect(clusters.run(request)).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      exitCode: 4,
      message: expect.stringContaining(message),
      next: expect.stringMatching(next),
    });
    expect(asked).toHaveLength(1);
  });

  it('is stopped by the signal', async () => {
    const { clusters } = await anEmr(() => ({ body: { JobFlowId: 'j-1' } }));
    const stop = new AbortController();
    stop.abort(new MigrationError('STOPPED', 'SIGTERM'));
    await expect(clusters.run(request, stop.signal)).rejects.toMatchObject({ code: 'STOPPED' });
  });
});

describe('looking', () => {
  it('finds clusters of exactly one name over all pages, oldest first', async () => {
    const row = (Id: string, Name: string, created: number, State = 'RUNNING') => ({
      Id,
      Name,
      Status: { State, StateChangeReason: {}, Timeline: { CreationDateTime: created } },
    });
    const { clusters, asked } = await anEmr((_action, { Marker }) => ({
      body:
        Marker === undefined
          ? { Clusters: [row('j-2', 'one', 2000), row('j-x', 'one two', 1)], Marker: 'more' }
          : { Clusters: [row('j-1', 'one', 1000, 'TERMINATED_WITH_ERRORS')] },
    }));
    expect((await clusters.find('one', '2026-01-01T00:00:00Z')).map(({ id, state }) => [id, state])).toEqual([
      ['j-1', 'TERMINATED_WITH_ERRORS'],
      ['j-2', 'RUNNING'],
    ]);
    expect(asked[0]!.body).toEqual({ CreatedAfter: Date.parse('2026-01-01T00:00:00Z') / 1000 });
  });

  it('waits when it is throttled, and asks again', async () => {
    const { clusters, asked } = await anEmr((_action, _body, n) =>
      n <= 2
        ? no('ThrottlingException', 'Rate exceeded')
        : {
            body: {
              Cluster: {
                Id: 'j-1',
                Status: {
                  State: 'TERMINATED_WITH_ERRORS',
                  StateChangeReason: { Code: 'VALIDATION_ERROR', Message: 'no' },
                  ErrorDetails: [{ ErrorCode: 'EC2_NO', ErrorMessage: 'why' }],
                },
              },
            },
          },
    );
    expect(await clusters.describe('j-1')).toEqual({
      id: 'j-1',
      state: 'TERMINATED_WITH_ERRORS',
      reason: { code: 'VALIDATION_ERROR', message: 'no' },
      errors: [{ code: 'EC2_NO', message: 'why' }],
    });
    expect(asked).toHaveLength(3);
  });

  it('knows a cluster that EMR does not', async () => {
    const { clusters } = await anEmr(() => no('InvalidRequestException', "Cluster id 'j-9' is not valid."));
    expect(await clusters.describe('j-9')).toBeNull();
    await expect(clusters.terminate('j-9')).resolves.toBeUndefined();
    const denied = await anEmr(() => no('AccessDeniedException', 'not authorized to perform: elasticmapreduce:DescribeCluster'));
    await expect(denied.clusters.describe('j-9')).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(denied.clusters.terminate('j-9')).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' });
  });

  it('lists all steps in the order of their submission, with what EMR says of failures', async () => {
    const step = (n: number, Status: object) => ({ Id: `s-${n}`, Name: `folder ${n}`, Status });
    const { clusters } = await anEmr((_action, { Marker }) => ({
      body:
        Marker === undefined
          ? {
              Steps: [step(3, { State: 'PENDING' }), step(2, { State: 'FAILED', FailureDetails: { Reason: 'Unknown Error.' } })],
              Marker: 'm',
            }
          : { Steps: [step(1, { State: 'COMPLETED', Timeline: { StartDateTime: 1_700_000_000 } })] },
    }));
    expect(await clusters.steps('j-1')).toEqual([
      { id: 's-1', name: 'folder 1', state: 'COMPLETED', startedAtMs: 1_700_000_000_000, failure: null },
      { id: 's-2', name: 'folder 2', state: 'FAILED', startedAtMs: null, failure: { reason: 'Unknown Error.', message: '', logFile: '' } },
      { id: 's-3', name: 'folder 3', state: 'PENDING', startedAtMs: null, failure: null },
    ]);
  });

  it('ends one cluster', async () => {
    const { clusters, asked } = await anEmr(() => ({}));
    await clusters.terminate('j-1');
    expect(asked).toEqual([{ action: 'TerminateJobFlows', body: { JobFlowIds: ['j-1'] } }]);
  });
});
