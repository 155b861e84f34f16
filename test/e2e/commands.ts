import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ofTheMachine } from './environment.ts';
import { sandboxPython } from '../sandbox/laptop-aws.ts';
import { receipt as receiptContract, type Receipt } from '../../src/contracts/receipt.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const PYTHON = sandboxPython();
export const TABLE_PREFIX = 'consumable_tables/';
export const QUICK = 'examples/checkout-history/quick.yml';

const FILES = {
  demo: 'sandbox/demo/main.ts',
  sandbox: 'sandbox/main.ts',
  workflow: 'sandbox/workflow-runner/main.ts',
  cli: 'cli/src/main.ts',
} as const;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly output: () => string;
}

/** One of the commands behind the npm scripts, as its own process group: a test can press Ctrl-C on all of it. */
export function start(command: keyof typeof FILES, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [join(ROOT, FILES[command]), ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ofTheMachine(process.env), BB_PYTHON: PYTHON, ...env },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, output })));
  return { child, ended, output: () => output };
}

export const run = (command: keyof typeof FILES, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  start(command, args, env).ended;

/** A folder for one test file's sandbox, runs and answers. */
export function scratch(): { dir: string; path: (name: string) => string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'bb-e2e-'));
  return { dir, path: (name) => join(dir, name), remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function readReceipt(file: string): Receipt {
  return receiptContract.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** What S3 was really asked to copy, by the sandbox's own access log: target keys of copies that were stored. */
export function storedCopies(accessLog: string): string[] {
  return readFileSync(accessLog, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { operation: string; key: string; upstreamStatus: number | null })
    .filter(({ operation, key, upstreamStatus }) => operation === 'CopyObject' && upstreamStatus === 200 && !key.startsWith(TABLE_PREFIX))
    .map(({ key }) => key);
}

/** What the sandbox's own records show of machines and clusters, ended ones too. */
export function rentedEver(sandboxJson: string): { instances: number; clusters: number } {
  const script = [
    'import boto3, json, sys',
    "state = json.load(open(sys.argv[1])); owner = state['accounts']['target']",
    "at = dict(endpoint_url=state['endpoint'], region_name=owner['region'], aws_access_key_id=owner['accessKeyId'], aws_secret_access_key=owner['secretAccessKey'])",
    "instances = [i for r in boto3.client('ec2', **at).describe_instances(Filters=[{'Name': 'tag-key', 'Values': ['bucket-brigade:worker']}])['Reservations'] for i in r['Instances']]",
    "clusters = [c for page in boto3.client('emr', **at).get_paginator('list_clusters').paginate() for c in page['Clusters']]",
    "print(json.dumps({'instances': len(instances), 'clusters': len(clusters)}))",
  ].join('\n');
  return JSON.parse(execFileSync(PYTHON, ['-c', script, sandboxJson], { encoding: 'utf8' })) as never;
}

/** The independent script's word on the published table of a kept sandbox: rows, rejects, live files, schema, partitions. */
export function compareTable(sandboxJson: string, config: string, receipt: string): { rows: number; live: number; problems: string[] } {
  return ofScript('compare_table.py', sandboxJson, config, receipt);
}

/** The independent script's word on a kept sandbox. */
export function compareSides(
  sandboxJson: string,
  cutoff: string,
): { belonging: number; target: number; equal: number; problems: string[] } {
  return ofScript('compare_sides.py', sandboxJson, cutoff);
}

/** The independent script's own verdict on a plan, and where a pass's findings say something else. */
export function planVerdict(
  sandboxJson: string,
  findings: string,
): { verdict: string; counts: Readonly<Record<string, number>>; folders: string[]; shards: string[]; problems: string[] } {
  return ofScript('plan_verdict.py', sandboxJson, findings);
}

/** What a script of test/independent/ prints, also when it ends with 1 because something differs. */
function ofScript<T>(script: string, ...args: readonly string[]): T {
  try {
    return JSON.parse(execFileSync(PYTHON, [join(ROOT, 'test/independent', script), ...args], { cwd: ROOT, encoding: 'utf8' })) as T;
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout === undefined || stdout === '') throw error;
    return JSON.parse(stdout) as T;
  }
}

/** Live processes that have to do with the folder, by command line or working directory. Linux only: elsewhere there is no /proc. */
export function processesOf(folder: string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const zombie = stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
        return !zombie && (command.includes(folder) || environment.includes(folder)) ? [`${pid} ${command}`] : [];
      } catch {
        return [];
      }
    });
}
