import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import { readState, type SandboxState } from '../../sandbox/state.ts';
import { processesOf, run, start } from './commands.ts';
import { demoIn, finish } from './interrupt.ts';

/** What dies from one moment to the next, while a demo runs in a folder. */
export type Victim = keyof typeof VICTIMS;

/** One of the living of a kind, chosen by `at` of 0 to 1, is killed. @returns its name; null when none lives */
type Kill = (dir: string, at: number) => Promise<string | null>;

const LOOK_AGAIN_MS = 20;

export const VICTIMS = {
  agent: (dir, at) => killProcess(dir, /\bagent-[0-9a-f]{16}\.mjs\b/, at),
  instance: async (dir, at) => {
    const state = readState(`${dir}/sandbox`);
    if (state === null) return null;
    const id = pick(await runningInstances(state), at);
    return id === null ? null : await throughAdminDoor(state, 'machines/kill', { instanceId: id }, id);
  },
  cluster: async (dir, at) => {
    const state = readState(`${dir}/sandbox`);
    if (state === null) return null;
    const answer = await admin(state, 'emr/clusters');
    const { clusters } = (await answer.json()) as { clusters: { id: string; state: string }[] };
    const id = pick(
      clusters.filter(({ state: at }) => !at.startsWith('TERMINAT')).map((one) => one.id),
      at,
    );
    return id === null ? null : await throughAdminDoor(state, 'emr/kill', { clusterId: id }, id);
  },
  leg: (dir, at) => killProcess(dir, /actions\/(sync-shard|emr-partition|compact)\/dist\/index\.js/, at),
} as const satisfies Record<string, Kill>;

/**
 * Kills one of the kind at the first moment from `afterMs` on at which one lives, counted from when the first of its kind
 * was there; whatever the run then comes to, the next one finishes, and no row is there twice.
 */
export async function killThenFinish(dir: string, victim: Victim, afterMs: number, at: number): Promise<void> {
  try {
    await killDuring(dir, victim, afterMs, at);
    await finish(dir);
  } finally {
    await run('sandbox', ['down', '--dir', `${dir}/sandbox`]);
  }
}

async function killDuring(dir: string, victim: Victim, afterMs: number, at: number): Promise<void> {
  const running = start('demo', demoIn(dir));
  let over = false;
  void running.ended.then(() => (over = true));
  const found = async (): Promise<boolean> => await isThere(dir, victim);
  while (!over && !(await found())) await sleep(LOOK_AGAIN_MS);
  await sleep(afterMs);
  let killed: string | null = null;
  while (!over && killed === null) {
    killed = await VICTIMS[victim](dir, at);
    if (killed === null) await sleep(LOOK_AGAIN_MS);
  }
  const { code, output } = await running.ended;
  expect(killed, output).not.toBeNull();
  // Machines and clusters are replaced within the run; a killed job is for the next one.
  expect(victim === 'leg' ? [1, 3, 5] : [0, 1, 3, 5], output).toContain(code);
  console.log(`killed ${victim} ${killed} ${afterMs} ms after the first was there: the run ended with ${code}`);
}

async function isThere(dir: string, victim: Victim): Promise<boolean> {
  if (victim === 'agent' || victim === 'instance') return agentsOf(dir).length > 0;
  if (victim === 'leg') return processesOf(dir).some((command) => /actions\/(sync-shard|emr-partition)\/dist/.test(command));
  const state = readState(`${dir}/sandbox`);
  if (state === null) return false;
  return ((await (await admin(state, 'emr/clusters')).json()) as { clusters: unknown[] }).clusters.length > 0;
}

const agentsOf = (dir: string): string[] => processesOf(dir).filter((command) => /\bagent-[0-9a-f]{16}\.mjs\b/.test(command));

async function killProcess(dir: string, command: RegExp, at: number): Promise<string | null> {
  const found = pick(
    processesOf(dir).filter((line) => command.test(line)),
    at,
  );
  if (found === null) return null;
  try {
    process.kill(Number(found.split(' ')[0]), 'SIGKILL');
  } catch {
    return null; // ended by itself between the look and the kill
  }
  return found;
}

async function runningInstances({ accounts, endpoint }: SandboxState): Promise<string[]> {
  const { accessKeyId, id, region, secretAccessKey } = accounts.target;
  const ec2 = new EC2Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey, accountId: id } });
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: 'instance-state-name', Values: ['pending', 'running'] },
        { Name: 'tag-key', Values: ['bucket-brigade:worker'] },
      ],
    }),
  );
  ec2.destroy();
  return Reservations.flatMap(({ Instances = [] }) => Instances.flatMap(({ InstanceId }) => InstanceId ?? []));
}

async function throughAdminDoor(state: SandboxState, path: string, body: object, id: string): Promise<string | null> {
  return (await admin(state, path, body)).ok ? id : null;
}

/** The laptop AWS's own door, behind the front. */
export function admin({ awsEndpoint, files }: SandboxState, path: string, body?: object): Promise<Response> {
  return fetch(`${awsEndpoint}/_bucket-brigade/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${readFileSync(files.adminToken, 'utf8').trim()}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function pick<T>(from: readonly T[], at: number): T | null {
  return from[Math.floor(at * from.length)] ?? null;
}
