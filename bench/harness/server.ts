import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { whichProgram } from '../../setup/search-path.mjs';
import type { completePlan } from '../server/plan.ts';
import type { Counters } from '../server/server.ts';

/** The server for measuring, as a process of its own on a core of its own where that can be had. */
export interface ServerProcess {
  readonly endpoint: string;
  /** The same without TLS: the harness's own door. */
  readonly controlEndpoint: string;
  /** Where other servers ask what its model of partitions grants. */
  readonly grantsPort: number;
  configure(plan: GivenPlan): Promise<void>;
  counters(): Promise<Counters>;
  /** The same without what takes long to count. */
  progress(): Promise<Counters>;
  close(): Promise<void>;
}

export type GivenPlan = Parameters<typeof completePlan>[0];

export interface ServerWhere {
  /** undefined: any core. */
  readonly core: number | undefined;
  readonly tls?: { readonly keyFile: string; readonly certFile: string };
  /** Of the server whose model of partitions is that of this one, too. */
  readonly grantsFromPort?: number;
}

export async function startServerProcess({ core, tls, grantsFromPort }: ServerWhere): Promise<ServerProcess> {
  const main = path.join(import.meta.dirname, '../server/main.ts');
  const tlsArgs = tls === undefined ? [] : ['--tls-key', tls.keyFile, '--tls-cert', tls.certFile];
  const grantsArgs = grantsFromPort === undefined ? [] : ['--grants-from', String(grantsFromPort)];
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', main, ...tlsArgs, ...grantsArgs];
  const [program = '', ...args] = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await portOf(child);
  const control = `http://127.0.0.1:${port.control}`;
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port.port}`,
    controlEndpoint: control,
    grantsPort: port.grants,
    async configure(plan) {
      const answer = await fetch(`${control}/__configure`, { method: 'POST', body: JSON.stringify(plan) });
      if (!answer.ok) throw new Error(`the server refused the plan ${JSON.stringify(plan)}: ${answer.status}`);
      await answer.text();
    },
    counters: async () => (await (await fetch(`${control}/__counters`)).json()) as Counters,
    progress: async () => (await (await fetch(`${control}/__progress`)).json()) as Counters,
    async close() {
      const closed = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.stdin?.end();
      await closed;
    },
  };
}

interface Ports {
  readonly port: number;
  readonly control: number;
  readonly grants: number;
}

function portOf(child: ChildProcess): Promise<Ports> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server for measuring ended with ${code} before it had a port`)));
    if (child.stdout === null) throw new Error('no standard output');
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Ports));
  });
}

export interface Cores {
  readonly server: number | undefined;
  readonly client: number | undefined;
  /** For the report: how it was. */
  readonly said: string;
}

/** Server on one core, clients on another: where there are two, and a program that pins. */
export function chooseCores(available: number, searchPath: string): Cores {
  if (available < 2) return { server: undefined, client: undefined, said: 'one core only: server and client share it' };
  if (whichProgram('taskset', searchPath) === undefined)
    return { server: undefined, client: undefined, said: 'there is no taskset: server and client are not pinned to cores' };
  return { server: available - 1, client: 0, said: `server pinned to core ${available - 1}, client to core 0` };
}
