import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAwsServer, stopProcess } from '../../sandbox/aws-server.ts';

const PYTHON_OF_THE_SETUP = join(import.meta.dirname, '../../.setup/venv/bin/python');

/** The interpreter of the set-up's venv; BB_PYTHON names another one. */
export function sandboxPython(): string {
  const python = process.env['BB_PYTHON'] ?? PYTHON_OF_THE_SETUP;
  if (existsSync(python)) return python;
  throw new Error(`No Python for the laptop's AWS: ${python} is not there; any npm script does the set-up`);
}

export interface LaptopAws {
  readonly endpoint: string;
  readonly token: string;
  readonly dir: string;
  readonly log: string;
  /** Ends it and removes its folder. */
  readonly stop: () => Promise<void>;
}

/** The sandbox's AWS for one file of tests; it ends with the process, too. */
export async function startLaptopAws(timeScale = 1): Promise<LaptopAws> {
  const dir = await mkdtemp(join(tmpdir(), 'bb-aws-'));
  const token = 'of-this-test';
  const log = join(dir, 'aws.log');
  const { endpoint, pid } = await startAwsServer({
    python: sandboxPython(),
    port: 0,
    dir,
    adminToken: token,
    attached: true,
    log,
    timeScale,
  });
  const stop = async () => {
    await stopProcess(pid);
    await rm(dir, { recursive: true, force: true });
  };
  return { endpoint, token, dir, log, stop };
}
