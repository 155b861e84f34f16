import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDecoys, type Decoys } from './box.ts';
import { AGENT_MAY_SPEAK, BUCKET, eventually, isGone, startStage, terminate, type Stage } from './stage.ts';

let stage: Stage;
let decoys: Decoys;
let profile: string;
beforeAll(async () => {
  decoys = await makeDecoys();
  // Decoys of everything dangerous come first where the laptop's AWS looks for programs.
  stage = await startStage({ path: decoys.dir });
  profile = await stage.profile('agent', [
    AGENT_MAY_SPEAK,
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], Resource: '*' },
  ]);
});
afterAll(async () => {
  await stage.stop();
  await decoys.remove();
});

const AGENT = `
  import { writeFileSync } from 'node:fs';
  writeFileSync('beat', process.pid + ' ' + process.argv.slice(2).join(' '));
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1000);`;
const sha = createHash('sha256').update(AGENT).digest('hex');
const START = [
  'set -e',
  // SSM may be there before the user data is done, here as in life.
  'cloud-init status --wait',
  `aws s3 cp --only-show-errors --region us-east-2 s3://${BUCKET}/_jobs/agent-${sha}.mjs agent.mjs`,
  `echo "${sha}  agent.mjs" | sha256sum -c -`,
  'systemd-run --unit=bb-00 --collect --same-dir -p Restart=on-failure -p RestartSec=2 -E AWS_REGION=us-east-2 node-24 agent.mjs --shard 00',
].join('\n');

/** A machine with the agent running on it. */
async function started(): Promise<{ id: string; agent: number; folder: string; init: number }> {
  await stage.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `_jobs/agent-${sha}.mjs`, Body: AGENT }));
  const id = await stage.run({
    IamInstanceProfile: { Arn: profile },
    script: '#!/bin/bash\nsystemd-run --on-active=21600s poweroff\ndnf install -y -q nodejs24\ntouch ready\n',
  });
  await stage.online(id);
  const { Status, StandardErrorContent } = await stage.command(id, START);
  expect(Status, StandardErrorContent).toBe('Success');
  const machine = (await stage.machines()).find(({ instanceId }) => instanceId === id);
  const folder = join(machine?.folder ?? '', 'root');
  const beat = await eventually('the agent', async () => await readFile(join(folder, 'root/beat'), 'utf8').catch(() => undefined));
  expect(beat).toMatch(/^\d+ --shard 00$/);
  return { id, agent: Number.parseInt(beat, 10), folder, init: machine?.pid ?? 0 };
}

describe('a machine, from its birth to its end', () => {
  it('runs its user data, takes commands, keeps the agent as a unit, and is gone with all it holds', async () => {
    const { id, agent, folder, init } = await started();
    expect(await readdir(folder)).toContain('ready');
    expect(isGone(agent)).toBe(false);
    const again = await stage.command(id, START);
    expect(again).toMatchObject({ Status: 'Failed', ResponseCode: 1 });
    expect(again.StandardErrorContent).toContain('Unit bb-00.service was already loaded');
    expect((await stage.command(id, 'systemctl is-active bb-00')).StandardOutputContent).toBe('active\n');
    // The agent dies: systemd starts it again.
    process.kill(agent, 'SIGKILL');
    const next = await eventually('another agent', async () => {
      const pid = Number.parseInt(await readFile(join(folder, 'root/beat'), 'utf8'), 10);
      return pid === agent || Number.isNaN(pid) ? undefined : pid;
    });
    const ended = await terminate(stage, id);
    expect(ended.TerminatingInstances?.[0]).toMatchObject({
      PreviousState: { Name: 'running' },
      CurrentState: { Code: 32, Name: 'shutting-down' },
    });
    // SIGTERM it does not heed.
    await eventually('its processes’ end', async () => (isGone(next) && isGone(init) ? true : undefined), 5000);
    const seen = await stage.until(id, 'terminated');
    expect(seen.StateReason?.Code).toBe('Client.UserInitiatedShutdown');
    expect(seen.PrivateIpAddress).toBeUndefined();
    const twice = await terminate(stage, id);
    expect(twice.TerminatingInstances?.[0]).toMatchObject({ PreviousState: { Name: 'terminated' }, CurrentState: { Name: 'terminated' } });
  });

  it('ends itself by poweroff, by its timer, and by a shutdown later; what it holds ends with it', async () => {
    const timer = await stage.run({ script: '#!/bin/bash\nsystemd-run --on-active=60s poweroff\n' });
    const later = await stage.run({ script: '#!/bin/bash\nshutdown -h +1\n' });
    const { id, agent } = await started();
    await stage.send(id, 'poweroff; sleep 100');
    for (const one of [timer, later, id]) {
      const { StateReason } = await stage.until(one, 'terminated');
      expect(StateReason?.Code).toBe('Client.InstanceInitiatedShutdown');
    }
    expect(isGone(agent)).toBe(true);
  });

  it('stops where its shutdown behaviour is to stop, and halted it goes on costing money', async () => {
    const stopping = await stage.run({ InstanceInitiatedShutdownBehavior: 'stop', script: '#!/bin/bash\npoweroff\n' });
    const halting = await stage.run({ script: '#!/bin/bash\nhalt\n' });
    await stage.until(stopping, 'stopped');
    await stage.until(halting, 'running');
    await eventually('the end of both machines’ processes', async () => {
      const own = (await stage.machines()).filter(({ instanceId }) => instanceId === stopping || instanceId === halting);
      return own.length === 2 && own.every(({ pid }) => pid === null) ? true : undefined;
    });
    expect((await stage.find(halting)).State?.Name).toBe('running');
    await terminate(stage, stopping, halting);
    await stage.until(stopping, 'terminated');
    await stage.until(halting, 'terminated');
  });

  it('boots again with its files and without its user data', async () => {
    const id = await stage.run({
      IamInstanceProfile: { Arn: profile },
      script: '#!/bin/bash\necho once >> /root/births\ndnf install -y nodejs24\n',
    });
    await stage.online(id);
    const before = (await stage.machines()).find(({ instanceId }) => instanceId === id)?.pid;
    await stage.command(id, 'echo x > kept; systemd-run --on-active=10s reboot');
    await eventually('another boot', async () => {
      const machine = (await stage.machines()).find(({ instanceId }) => instanceId === id);
      return typeof machine?.pid === 'number' && machine.pid !== before ? true : undefined;
    });
    await stage.online(id);
    const { StandardOutputContent } = await stage.command(id, 'cat births kept; command -v node-24');
    expect(StandardOutputContent).toBe('once\nx\nnode-24\n');
    await terminate(stage, id);
  });

  it('is lost when its host dies, and EC2 says so', async () => {
    const { id, agent, init } = await started();
    expect((await stage.admin('machines/kill', { instanceId: id })).status).toBe(200);
    await eventually('its processes’ end', async () => (isGone(agent) && isGone(init) ? true : undefined), 3000);
    const { StateReason } = await stage.until(id, 'terminated');
    expect(StateReason?.Code).toBe('Server.InternalError');
    // Killed from anywhere, it ends the same way: none of its processes stays.
    const other = await started();
    process.kill(other.init, 'SIGKILL');
    await eventually('its processes’ end', async () => (isGone(other.agent) ? true : undefined), 3000);
    await stage.until(other.id, 'terminated');
  });

  it('tells when its user data is done, and when it failed', async () => {
    const [slow, broken] = await Promise.all([
      stage.run({ IamInstanceProfile: { Arn: profile }, script: '#!/bin/bash -e\nsleep 120\ntouch /root/ready\n' }),
      stage.run({ IamInstanceProfile: { Arn: profile }, script: '#!/bin/bash -e\necho before\nfalse\ntouch /root/never\n' }),
    ]);
    await Promise.all([stage.online(slow), stage.online(broken)]);
    expect(await stage.command(slow, 'cloud-init status; cloud-init status --wait; ls')).toMatchObject({
      StandardOutputContent: 'status: running\nstatus: done\nready\n',
    });
    expect(await stage.command(broken, 'cat /var/log/cloud-init-output.log; ls; cloud-init status --wait')).toMatchObject({
      Status: 'Failed',
      StandardOutputContent: 'before\nstatus: error\n',
    });
    await terminate(stage, slow, broken);
  });

  it('is terminated before it ran', async () => {
    const id = await stage.run({ script: '#!/bin/bash\ntouch /root/never\n' });
    await terminate(stage, id);
    await stage.until(id, 'terminated');
    expect((await stage.machines()).find(({ instanceId }) => instanceId === id)?.pid).toBeNull();
  });

  it('is still shown when it has ended, as all others', async () => {
    const { Reservations = [] } = await stage.ec2.send(new DescribeInstancesCommand({}));
    expect(Reservations.length).toBeGreaterThanOrEqual(8);
    const ids = (await stage.machines()).map(({ instanceId }) => instanceId);
    expect(Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId))).toEqual(ids);
  });
});

describe('what runs on a machine', () => {
  it('copies files from and to S3, with the role’s permissions and no others', async () => {
    const forbidden = await stage.profile('reader', [
      AGENT_MAY_SPEAK,
      { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/open/*` },
    ]);
    await stage.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'open/a b+ü', Body: 'hello' }));
    await stage.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'closed', Body: 'secret' }));
    const [reader, writer] = await Promise.all([
      stage.run({ IamInstanceProfile: { Arn: forbidden } }),
      stage.run({ IamInstanceProfile: { Arn: profile } }),
    ]);
    await Promise.all([stage.online(reader), stage.online(writer)]);
    expect(await stage.command(reader, `aws s3 cp "s3://${BUCKET}/open/a b+ü" f && cat f`)).toMatchObject({
      StandardOutputContent: `download: s3://${BUCKET}/open/a b+ü to f\nhello`,
    });
    expect(await stage.command(reader, `aws s3 cp s3://${BUCKET}/closed f`)).toMatchObject({
      ResponseCode: 1,
      StandardErrorContent: expect.stringContaining(
        'fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden',
      ),
    });
    expect(await stage.command(reader, `echo x > f; aws s3 cp f s3://${BUCKET}/open/f`)).toMatchObject({ ResponseCode: 1 });
    expect(await stage.command(writer, `aws s3 cp s3://${BUCKET}/missing f`)).toMatchObject({
      StandardErrorContent: expect.stringContaining('(404) when calling the HeadObject operation: Key "missing" does not exist'),
    });
    expect(await stage.command(writer, `printf up > f; aws s3 cp --only-show-errors f s3://${BUCKET}/up`)).toMatchObject({
      ResponseCode: 0,
      StandardOutputContent: '',
    });
    const { Body } = await stage.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'up' }));
    expect(await Body?.transformToString()).toBe('up');
    await terminate(stage, reader, writer);
  });
});

describe('the laptop’s AWS', () => {
  it('killed at any moment, leaves no process of a machine', async () => {
    const own = await startStage();
    try {
      await own.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'agent.mjs', Body: AGENT }));
      const Arn = await own.profile('agent', [AGENT_MAY_SPEAK, { Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
      const script = `#!/bin/bash\ndnf install -y -q nodejs24\naws s3 cp s3://${BUCKET}/agent.mjs root/agent.mjs\nsystemd-run node-24 /root/agent.mjs\nsleep 3600\n`;
      const ids = [await own.run({ IamInstanceProfile: { Arn }, script }), await own.run({ IamInstanceProfile: { Arn }, script })];
      const pids = await eventually('both agents', async () => {
        const machines = (await own.machines()).filter(({ instanceId }) => ids.includes(instanceId));
        const beats = await Promise.all(machines.map(({ folder }) => readFile(join(folder, 'root/beat'), 'utf8').catch(() => '')));
        const found = [...machines.map(({ pid }) => pid ?? 0), ...beats.map((beat) => Number.parseInt(beat, 10) || 0)];
        return found.includes(0) ? undefined : found;
      });
      expect(pids.map(isGone)).toEqual([false, false, false, false]);
      process.kill(own.pid, 'SIGKILL');
      await eventually('all ends', async () => (pids.every(isGone) ? true : undefined), 3000);
    } finally {
      await own.stop();
    }
  });
});

it('all of that was done without a program of the laptop', async () => {
  expect(await decoys.started()).toEqual([]);
});
