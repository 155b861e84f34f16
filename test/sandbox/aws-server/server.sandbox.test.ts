import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAwsServer, stopProcess, type AwsServerInput } from '../../../sandbox/aws-server.ts';
import { systemClock } from '../../../src/clock.ts';
import { MigrationError } from '../../../src/errors.ts';
import { sandboxPython } from '../laptop-aws.ts';

const run = promisify(execFile);
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const goneWithin = async (pid: number, milliseconds: number): Promise<boolean> => {
  for (const giveUpAt = Date.now() + milliseconds; Date.now() < giveUpAt; await new Promise((wake) => setTimeout(wake, 20)))
    if (!alive(pid)) return true;
  return false;
};

describe('the process', () => {
  let dir: string;
  const servers: number[] = [];
  beforeAll(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'bb-aws-')));
  });
  afterAll(async () => {
    await Promise.all(servers.map((pid) => stopProcess(pid)));
    await rm(dir, { recursive: true, force: true });
  });
  const input = (name: string, rest: Partial<AwsServerInput> = {}): AwsServerInput => ({
    python: sandboxPython(),
    port: 0,
    dir: join(dir, name),
    adminToken: 'token',
    attached: true,
    log: join(dir, `${name}.log`),
    ...rest,
  });
  const start = async (given: AwsServerInput) => {
    const server = await startAwsServer(given);
    servers.push(server.pid);
    return server;
  };
  const failureOf = async (given: AwsServerInput): Promise<MigrationError> => {
    const failure: unknown = await startAwsServer(given).then(
      ({ pid }) => servers.push(pid),
      (thrown: unknown) => thrown,
    );
    expect(failure).toBeInstanceOf(MigrationError);
    return failure as MigrationError;
  };

  test('listens on loopback only, keeps its token from others, and ends at once when told to', async () => {
    const server = await start(input('ends'));
    const outside = Object.values(networkInterfaces()).flatMap((addresses = []) =>
      addresses.filter(({ internal, family }) => !internal && family === 'IPv4'),
    );
    const reached = await Promise.all(
      outside.map(async ({ address }) =>
        fetch(`http://${address}:${server.port}/`).then(
          () => address,
          () => undefined,
        ),
      ),
    );
    expect(reached.filter((address) => address !== undefined)).toEqual([]);
    expect((await stat(join(dir, 'ends', 'admin-token'))).mode & 0o777).toBe(0o600);
    const told = Date.now();
    await stopProcess(server.pid);
    expect([alive(server.pid), Date.now() - told < 1_000]).toEqual([false, true]);
    // What is gone already needs no more ending.
    await stopProcess(server.pid);
  });

  test('ends on SIGINT too, with connections open', async () => {
    const server = await start(input('interrupted'));
    const answer = await fetch(server.endpoint);
    await answer.arrayBuffer();
    process.kill(server.pid, 'SIGINT');
    expect(await goneWithin(server.pid, 1_000)).toBe(true);
  });

  test('a port that is taken is told in one line', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const failure = await failureOf(input('taken', { port }));
    holder.close();
    expect([failure.code, failure.message]).toEqual(['SANDBOX_FAILED', `Port ${port} of 127.0.0.1 is taken`]);
  });

  test('an interpreter that is not there is told', async () => {
    const failure = await failureOf(input('nowhere', { python: join(dir, 'no-python') }));
    expect([failure.code, failure.message]).toEqual(['SANDBOX_FAILED', expect.stringContaining('could not be started')]);
  });

  test('a start that fails ends with the log’s last lines', async () => {
    const broken = join(dir, 'broken');
    await writeFile(broken, '#!/bin/sh\necho "no module named ministack" >&2\nexit 3\n', { mode: 0o755 });
    const failure = await failureOf(input('failing', { python: broken }));
    expect([failure.code, failure.message]).toEqual([
      'SANDBOX_FAILED',
      "The laptop's AWS ended with exit code 3\nno module named ministack",
    ]);
  });

  test('a start that is called off leaves no process', async () => {
    const given = input('called-off');
    const signal = AbortSignal.abort(new Error('called off'));
    await expect(startAwsServer(given, { clock: systemClock(), signal })).rejects.toThrow('called off');
    // Long enough for one that was left to say that it serves.
    await new Promise((wake) => setTimeout(wake, 2_000));
    expect(await readdir(given.dir)).not.toContain('aws-server.json');
  });

  /** A command of its own that starts a server, says its id, and waits to be killed. */
  const starter = async (name: string, attached: boolean) => {
    const given = JSON.stringify(input(name, { attached }));
    const module = JSON.stringify(resolve('sandbox/aws-server.ts'));
    const script = `const { startAwsServer } = await import(${module}); console.log((await startAwsServer(${given})).pid); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The command that starts the server ended with ${String(code)}`);
    });
    const [said] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
    ended.catch(() => undefined);
    const pid = Number(said.toString());
    servers.push(pid);
    return { child, pid };
  };

  test('attached, it ends with the command that started it, even killed', async () => {
    const { child, pid } = await starter('attached', true);
    expect(alive(pid)).toBe(true);
    child.kill('SIGKILL');
    expect(await goneWithin(pid, 10_000)).toBe(true);
  });

  test('detached, it stays until it is stopped', async () => {
    const { child, pid } = await starter('detached', false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await goneWithin(pid, 500)).toBe(false);
    await stopProcess(pid);
    expect(alive(pid)).toBe(false);
  });

  test('what a developer’s shell holds does not open it', async () => {
    const given = input('shell');
    const module = JSON.stringify(resolve('sandbox/aws-server.ts'));
    const script = `const { startAwsServer, stopProcess } = await import(${module}); const s = await startAwsServer(${JSON.stringify(given)});
      const { IAMClient, ListUsersCommand } = await import('@aws-sdk/client-iam');
      const client = new IAMClient({ endpoint: s.endpoint, region: 'us-east-1', maxAttempts: 1, credentials: { accessKeyId: 'AKIAMINE', secretAccessKey: 'mine' } });
      console.log(await client.send(new ListUsersCommand({})).then(() => 'ok', (e) => e.name)); await stopProcess(s.pid);`;
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'AKIAMINE',
      AWS_SECRET_ACCESS_KEY: 'mine',
      AUTH: 'false',
      PERSIST_STATE: '1',
      S3_PERSIST: '1',
      SERVICES: 's3',
    };
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env });
    expect(stdout.trim()).toBe('InvalidClientTokenId');
  });

  test('the wall: this process binds loopback and writes below its directory, and nowhere else', async () => {
    const inside = join(dir, 'walled');
    const outside = join(dir, 'outside');
    const tries: Record<string, string> = {
      'bind every interface': 'socket.socket().bind(("", 0))',
      'bind 0.0.0.0': 'socket.socket().bind(("0.0.0.0", 0))',
      'bind every IPv6 interface': 'socket.socket(socket.AF_INET6).bind(("::", 0))',
      'bind loopback': 'socket.socket().bind(("127.0.0.1", 0))',
      'write outside': `open(${JSON.stringify(outside)}, "w")`,
      'append outside': `os.open(${JSON.stringify(outside)}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)`,
      'make a directory outside': `os.mkdir(${JSON.stringify(outside)})`,
      'move something outside': `os.rename("moved", ${JSON.stringify(outside)})`,
      'climb out': 'open("../outside", "w")',
      'remove something outside': `os.remove(${JSON.stringify(join(dir, 'kept'))})`,
      'write inside': 'open("moved", "w").close()',
      'read outside': `open(${JSON.stringify(join(dir, 'kept'))}).read()`,
      'write to nothing': 'open(os.devnull, "w")',
    };
    await writeFile(join(dir, 'kept'), 'kept');
    const script = `
import json, os, socket, sys
from pathlib import Path
sys.path.insert(0, ${JSON.stringify(resolve('sandbox/ministack'))})
from laptop_aws import environment
environment.settle(Path(${JSON.stringify(inside)}), 1)
environment.wall_in(Path(${JSON.stringify(inside)}))
said = {}
for name, attempt in json.loads(${JSON.stringify(JSON.stringify(tries))}).items():
    try:
        exec(attempt)
        said[name] = "done"
    except PermissionError:
        said[name] = "refused"
print(json.dumps(said))`;
    const { stdout } = await run(sandboxPython(), ['-B', '-c', script]);
    expect(JSON.parse(stdout)).toEqual({
      'bind every interface': 'refused',
      'bind 0.0.0.0': 'refused',
      'bind every IPv6 interface': 'refused',
      'bind loopback': 'done',
      'write outside': 'refused',
      'append outside': 'refused',
      'make a directory outside': 'refused',
      'move something outside': 'refused',
      'climb out': 'refused',
      'remove something outside': 'refused',
      'write inside': 'done',
      'read outside': 'done',
      'write to nothing': 'done',
    });
    expect(await readFile(join(dir, 'kept'), 'utf8')).toBe('kept');
  });
});
