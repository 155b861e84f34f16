import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLog, SIGNED } from './harness.ts';
import { startTinyS3, type TinyS3 } from './tiny-s3.ts';

const MAIN = resolve(import.meta.dirname, '../../../sandbox/proxy/main.ts');
let tiny: TinyS3;
let directory: string;
let started: ChildProcess[];
beforeEach(async () => {
  tiny = await startTinyS3();
  directory = mkdtempSync(join(tmpdir(), 'front-main-'));
  started = [];
});
afterEach(async () => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await tiny.close();
  rmSync(directory, { recursive: true });
});

function run(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, '--state-dir', directory, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  started.push(child);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return { child, said };
}

async function ready(...args: string[]) {
  const { child, said } = run('--upstream', tiny.url, ...args);
  while (!said.out.includes('\n')) await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => expect.fail(said.err))]);
  return { child, ...(JSON.parse(said.out) as { port: number; url: string; pid: number }) };
}

async function endedWithin(child: ChildProcess, milliseconds: number, how: () => void): Promise<void> {
  const begun = performance.now();
  const exit = once(child, 'exit');
  how();
  expect(await exit).toEqual([0, null]);
  expect(performance.now() - begun).toBeLessThan(milliseconds);
}

it('serves, logs into its state directory, and SIGTERM ends it within a second with a request at work', async () => {
  const { child, url, pid } = await ready('--ready-file', join(directory, 'ready.json'));
  expect(pid).toBe(child.pid);
  expect(JSON.parse(readFileSync(join(directory, 'ready.json'), 'utf8'))).toMatchObject({ url });
  await fetch(`${url}/bucket/k`, { headers: { authorization: SIGNED } });
  tiny.override = () => true;
  fetch(`${url}/bucket/hanging`, { headers: { authorization: SIGNED } }).catch(() => undefined);
  while (tiny.connections < 1) await new Promise((done) => setTimeout(done, 10));
  await new Promise((done) => setTimeout(done, 50));
  await endedWithin(child, 1_000, () => child.kill('SIGTERM'));
  expect(readLog(join(directory, 's3-access.ndjson')).map((line) => [line.key, line.status])).toEqual([
    ['k', 404],
    ['hanging', 0],
  ]);
});

it('ends with its lifeline, and not without one', async () => {
  const tied = await ready('--lifeline');
  await endedWithin(tied.child, 1_000, () => tied.child.stdin?.end());
  const free = await ready();
  free.child.stdin?.end();
  await new Promise((done) => setTimeout(done, 100));
  expect((await fetch(`${free.url}/bucket/k`)).status).toBe(404);
  await endedWithin(free.child, 1_000, () => free.child.kill('SIGINT'));
});

it('makes a token that only its owner can read, and takes rules from a file', async () => {
  const rules = join(directory, 'rules.yml');
  writeFileSync(rules, 'version: 1\nrules: [{ name: e, kind: internal-error, match: {}, times: 1 }]\n');
  const { url } = await ready('--rules', rules);
  const tokenFile = join(directory, 'admin-token');
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  const token = readFileSync(tokenFile, 'utf8').trim();
  const response = await fetch(`${url}/_front/rules`, { headers: { authorization: `Bearer ${token}` } });
  expect(await response.json()).toMatchObject({ rules: [{ rule: { name: 'e', kind: 'internal-error' } }] });
});

it.each([
  [['--upstream', 'http://127.0.0.1:1', '--port', 'x'], 2, '--port x is not a port'],
  [[], 2, '--upstream and --state-dir are needed'],
  [['--upstream', 'http://127.0.0.1:1', '--rules', '/none.yml'], 2, '/none.yml cannot be read'],
])('refuses %j in one line with the right exit code', async (args, code, text) => {
  const { child, said } = run(...args);
  expect(await once(child, 'exit')).toEqual([code, null]);
  expect(said.err).toContain(text);
});
