import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sandboxPython } from '../laptop-aws.ts';

const BOOT = fileURLToPath(new URL('../../../sandbox/machine/boot.py', import.meta.url));

/** Programs that would end or empty a laptop, or open a way to such. */
export const DANGEROUS = [
  ...['poweroff', 'shutdown', 'reboot', 'halt', 'systemctl', 'systemd-run', 'init', 'telinit', 'dnf', 'yum', 'apt-get', 'rpm', 'kill'],
  ...['killall', 'pkill', 'rm', 'mv', 'cp', 'dd', 'mkfs', 'chmod', 'chown', 'mount', 'umount', 'sudo', 'su', 'env', 'nohup', 'setsid'],
  ...['bash', 'sh', 'dash', 'zsh', 'python', 'python3', 'perl', 'ruby', 'awk', 'find', 'xargs', 'tar', 'curl', 'wget', 'ssh', 'nc', 'aws'],
  ...['node', 'node-24', 'npm', 'npx', 'git', 'make', 'cc', 'vi', 'ed', 'less', 'man', 'script', 'at', 'crontab', 'launchctl', 'osascript'],
];

export interface Decoys {
  readonly dir: string;
  /** The names of those that were ever started. */
  readonly started: () => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
}

/** Harmless stand-ins for all of them, which tell when they are started: what reaches one would have reached the real one. */
export async function makeDecoys(): Promise<Decoys> {
  const dir = await mkdtemp(join(tmpdir(), 'bb-decoys-'));
  const told = join(dir, '.started');
  await writeFile(told, '');
  for (const name of DANGEROUS) {
    await writeFile(join(dir, name), `#!/bin/sh\necho ${name} >> '${told}'\n`);
    await chmod(join(dir, name), 0o755);
  }
  return {
    dir,
    started: async () => (await readFile(told, 'utf8')).split('\n').filter((line) => line !== ''),
    remove: async () => await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  };
}

export interface Ended {
  readonly code: number;
  readonly why: string | null;
  readonly out: string;
  readonly err: string;
}

/** A machine's own processes, without EC2 around them. */
export class Box {
  readonly dir: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<string, (ended: Ended) => void>();
  readonly powers: string[] = [];
  readonly ended: Promise<number | null>;
  readonly ready: Promise<void>;
  #count = 0;

  private constructor(dir: string, child: ChildProcess) {
    this.dir = dir;
    this.#child = child;
    this.ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    this.ready = new Promise((resolve) => {
      if (child.stdout !== null)
        createInterface({ input: child.stdout }).on('line', (line) => {
          const event = JSON.parse(line) as Ended & { ready?: number; power?: string; ended?: string };
          if (event.ready !== undefined) resolve();
          if (event.power !== undefined) this.powers.push(event.power);
          if (event.ended !== undefined) this.#waiting.get(event.ended)?.(event);
        });
    });
  }

  /** `path`: what its processes find as PATH, which no machine of EC2 has. */
  static async start({ path, scale = 60 }: { readonly path?: string; readonly scale?: number } = {}): Promise<Box> {
    const dir = await mkdtemp(join(tmpdir(), 'bb-box-'));
    await mkdir(join(dir, 'root'));
    const child = spawn(sandboxPython(), ['-I', '-S', '-B', BOOT], {
      cwd: dir,
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: path === undefined ? {} : { PATH: path },
    });
    const box = new Box(dir, child);
    box.tell({
      root: join(dir, 'root'),
      node: process.execPath,
      scale,
      hostname: 'ip-10-0-0-1.us-east-2.compute.internal',
      architecture: 'x86_64',
      environment: {
        ...(path === undefined ? {} : { PATH: path }),
        AWS_REGION: 'us-east-2',
        // Nobody answers there.
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9',
        BUCKET_BRIGADE_TIME_SCALE: String(scale),
      },
    });
    await box.ready;
    return box;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  tell(order: object): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  run(
    script: string,
    { directory = '/root', seconds = 600 }: { readonly directory?: string; readonly seconds?: number } = {},
  ): Promise<Ended> {
    const id = String(++this.#count);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.tell({ run: id, name: 'script', script, directory, seconds, log: null });
    });
  }

  /** The script of a Node program, run by the machine's node-24. */
  async node(source: string): Promise<Ended> {
    await writeFile(join(this.dir, 'root/root/program.mjs'), source);
    return await this.run('node-24 program.mjs');
  }

  /** A file of the machine, as the laptop has it. */
  file(path: string): Promise<string> {
    return readFile(join(this.dir, 'root', path), 'utf8');
  }

  hangUp(): void {
    this.#child.stdin?.end();
  }

  /** A machine begun as no machine is: in the group of who starts it. */
  static async inOwnGroup(): Promise<{ code: number | null; err: string }> {
    const child = spawn(sandboxPython(), ['-I', '-S', '-B', BOOT], { stdio: ['pipe', 'ignore', 'pipe'], env: {} });
    let err = '';
    child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { code, err };
  }

  /** Ends its stdin, as the end of the laptop's AWS does, and removes its folder. */
  async stop(): Promise<void> {
    this.#child.stdin?.end();
    await this.ended;
    await rm(this.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
