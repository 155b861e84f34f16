import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/clock.ts';
import { MigrationError } from '../src/errors.ts';
import { stopProcess } from './aws-server.ts';
import { lastLines, startServer } from './processes.ts';
import type { FaultRule } from './proxy/rules.ts';

const FRONT = fileURLToPath(new URL('./proxy/main.ts', import.meta.url));
const START_LIMIT_MS = 15_000;
const LOOK_MS = 25;

export interface FrontInput {
  readonly port: number;
  readonly upstream: string;
  /** The sandbox's folder: the admin token and the issuer's key lie there, and the access log is written there. */
  readonly dir: string;
  readonly attached: boolean;
  readonly log: string;
  readonly rules: readonly FaultRule[];
  readonly onSpawned?: (pid: number) => void;
}

/** Starts the front, which is the sandbox's endpoint, and waits until it and the issuer behind it answer. */
export async function startFrontProcess({
  port,
  upstream,
  dir,
  attached,
  log,
  rules,
  onSpawned,
}: FrontInput): Promise<{ url: string; pid: number }> {
  const clock = systemClock();
  const rulesFile = join(dir, 'rules.json');
  writeFileSync(rulesFile, JSON.stringify({ version: 1, rules }, null, 2));
  const args = ['--port', String(port), '--upstream', upstream, '--state-dir', dir, '--rules', rulesFile, '--oidc-dir', join(dir, 'oidc')];
  const { pid, child } = startServer(process.execPath, [FRONT, ...args, ...(attached ? ['--lifeline'] : [])], {
    log,
    attached,
    env: { PATH: process.env['PATH'] },
  });
  onSpawned?.(pid);
  const url = `http://127.0.0.1:${port}`;
  const giveUpAt = clock.now() + START_LIMIT_MS;
  for (;;) {
    const answer = await fetch(`${url}/_oidc/.well-known/openid-configuration`, { signal: AbortSignal.timeout(1000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok === true) return { url, pid };
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || clock.now() >= giveUpAt) {
      if (!ended) await stopProcess(pid);
      throw new MigrationError('SANDBOX_FAILED', `The front of the sandbox ${ended ? 'ended' : 'does not answer'}\n${lastLines(log, 15)}`, {
        details: { log },
        next: 'Read the log, then start the sandbox again.',
      });
    }
    await clock.sleep(LOOK_MS);
  }
}
