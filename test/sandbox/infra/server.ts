import { join } from 'node:path';
import { startAwsServer, stopProcess, type AwsServer } from '../../../sandbox/aws-server.ts';

const PYTHON_OF_THE_SETUP = join(import.meta.dirname, '../../../.setup/venv/bin/python');

/** The laptop's AWS, ended by `stop`, or with this process. */
export async function startServer(dir: string): Promise<AwsServer & { stop(): Promise<void> }> {
  const log = join(dir, 'aws-server.log');
  const server = await startAwsServer({
    python: process.env['BB_PYTHON'] ?? PYTHON_OF_THE_SETUP,
    port: 0,
    dir: join(dir, 'aws'),
    adminToken: 'of-this-test',
    attached: true,
    log,
  });
  return { ...server, stop: () => stopProcess(server.pid) };
}
