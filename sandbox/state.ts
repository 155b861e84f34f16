import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { MigrationError } from '../src/errors.ts';

const accountKeys = z.object({ id: z.string(), region: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() });

/** What a running sandbox is, as its own commands, the workflow runner and a reader's script find it. */
export const sandboxState = z.object({
  contract: z.literal('sandbox/1'),
  endpoint: z.string(),
  /** Behind the front: its admin door ends machines and clusters, for tests, with the token of files.adminToken. */
  awsEndpoint: z.string(),
  accounts: z.object({ source: accountKeys, target: accountKeys }),
  roles: z.record(z.string(), z.string()),
  buckets: z.object({ source: z.string(), target: z.string(), ledger: z.string() }),
  oidc: z.object({ issuer: z.string(), privateKeyFile: z.string(), keyId: z.string() }),
  repository: z.string(),
  timeScale: z.number().min(1),
  /** What was put into it; null for an empty one. */
  seed: z.object({ example: z.string(), randomSeed: z.number().nullable(), planted: z.unknown() }).nullable(),
  processes: z.object({ aws: z.number().int(), front: z.number().int() }),
  files: z.object({ accessLog: z.string(), awsLog: z.string(), frontLog: z.string(), adminToken: z.string() }),
  startedAt: z.string(),
});
export type SandboxState = z.output<typeof sandboxState>;

/** Four minutes of a cluster's start are sixteen seconds. Much faster, and a busy laptop's own delays would look like dead machines. */
export const TIME_SCALE = 15;

const FILE = 'state.json';
const PID_FILE = 'pids.json';
const STARTER_FILE = 'starter.pid';

/** Written as each process starts, before the state is known: what a start that was killed half-way leaves behind can be ended. */
export function writePids(dir: string, pids: readonly number[]): void {
  writeFileSync(join(dir, PID_FILE), JSON.stringify(pids));
  writeFileSync(join(dir, STARTER_FILE), String(process.pid));
}

/** Whether the folder is a sandbox's: only then may it be removed. */
export function holdsSandbox(dir: string): boolean {
  return existsSync(join(dir, PID_FILE));
}

/** Processes of the folder's sandbox that are alive. */
export function livingPids(dir: string): readonly number[] {
  const file = join(dir, PID_FILE);
  if (!existsSync(file)) return [];
  const pids = z.array(z.number().int()).safeParse(jsonOrNull(readFileSync(file, 'utf8')));
  return pids.success ? pids.data.filter((pid) => isOurs(pid, dir)) : [];
}

/** Whether the command that starts the folder's sandbox is still at it; one that was killed leaves processes without a state. */
export function isStarterAlive(dir: string): boolean {
  const file = join(dir, STARTER_FILE);
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  // Some node process of this checkout, as far as a command line can tell: process ids are used again.
  return pid > 0 && (commandOf(pid)?.includes('node') ?? false);
}

/** When the folder's latest process was started, in milliseconds since 1970; null when none was. */
export function lastStartMs(dir: string): number | null {
  const file = join(dir, PID_FILE);
  return existsSync(file) ? statSync(file).mtimeMs : null;
}

/** The one sandbox of a checkout that outlives its command. */
export const KEPT_DIR = fileURLToPath(new URL('../.sandbox', import.meta.url));

/** What a person types to end the sandbox in the folder. */
export const downCommand = (dir: string): string => `npm run sandbox -- down${dir === KEPT_DIR ? '' : ` --dir ${dir}`}`;

/** The file that the workflow runner's `--sandbox` takes. */
export function stateFile(dir: string): string {
  return join(dir, FILE);
}

/** The state that lies in the folder, whether its processes live or not; null when there is none. */
export function readState(dir: string): SandboxState | null {
  if (!existsSync(stateFile(dir))) return null;
  const parsed = sandboxState.safeParse(jsonOrNull(readFileSync(stateFile(dir), 'utf8')));
  if (parsed.success) return parsed.data;
  throw new MigrationError('SANDBOX_FAILED', `${stateFile(dir)} is damaged, or of another version of the sandbox`, {
    next: `End it, which needs no state: ${downCommand(dir)}; then start again.`,
  });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Holds credentials, so it is the owner's alone; written beside and renamed, so that a reader never sees half of it. */
export function writeState(dir: string, state: SandboxState): void {
  writeFileSync(`${stateFile(dir)}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${stateFile(dir)}.new`, stateFile(dir));
}

/**
 * Whether the process is alive and still the sandbox's: process ids are used again. Every process of a sandbox has its
 * folder on its command line.
 */
export function isOurs(pid: number, dir: string): boolean {
  const command = commandOf(pid);
  return command !== null && command.includes(dir);
}

/** The command line of a live process; null when there is none. A minimal Linux has no `ps`, and no other system has /proc. */
function commandOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}
