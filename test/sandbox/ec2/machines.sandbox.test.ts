import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT_MAY_SPEAK, BUCKET, startStage, terminate, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(async () => await stage.stop());

describe('a machine from its birth to its end', () => {
  it('runs its user data, answers SSM, starts the agent as a unit, and ends with all it holds', async () => {
    const agent = `
      import { writeFileSync } from 'node:fs';
      console.log('agent', process.argv.slice(2).join(' '));
      writeFileSync('beat', String(process.pid));
      setInterval(() => {}, 1000);`;
    const sha = createHash('sha256').update(agent).digest('hex');
    await stage.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `_jobs/agent-${sha}.mjs`, Body: agent }));
    const Arn = await stage.profile('agent', [
      AGENT_MAY_SPEAK,
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' },
    ]);
    const id = await stage.run({
      IamInstanceProfile: { Arn },
      script: '#!/bin/bash\nsystemd-run --on-active=21600s poweroff\ndnf install -y -q nodejs24\ntouch ready\n',
    });
    expect((await stage.find(id)).State?.Name).toBe('pending');
    await stage.until(id, 'running');
    await stage.online(id);
    const file = `agent-${sha.slice(0, 16)}.mjs`;
    const started = await stage.command(
      id,
      [
        'set -e',
        `aws s3 cp --only-show-errors --region us-east-2 s3://${BUCKET}/_jobs/agent-${sha}.mjs ${file}`,
        `echo "${sha}  ${file}" | sha256sum -c -`,
        `systemd-run --unit=bb-00 --collect --same-dir -p Restart=on-failure -p RestartSec=2 node-24 ${file} --shard 00`,
        'systemctl is-active bb-00',
      ].join('\n'),
    );
    expect(started).toMatchObject({ Status: 'Success', ResponseCode: 0, StandardOutputContent: `${file}: OK\nactive\n` });
    const [machine] = await stage.machines();
    const folder = join(machine?.folder ?? '', 'root');
    await new Promise((resolve) => setTimeout(resolve, 500));
    console.log(
      await readFile(join(folder, 'var/log/messages'), 'utf8'),
      await readFile(join(folder, 'var/log/journal/bb-00.log'), 'utf8'),
    );
    await terminate(stage, id);
    const ended = await stage.until(id, 'terminated');
    console.log(ended.StateReason);
    void GetObjectCommand;
  });
});
