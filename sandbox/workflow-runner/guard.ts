import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { killTracked, killTree } from './process-tree.ts';

/** Knows every process group that the run started, and ends what is left of them: here at the end, and through a process of its own if the runner is killed. */
export interface Guard {
  /** Begins the tracking ids of all of the run's legs. */
  readonly trackingPrefix: string;
  readonly started: (group: number) => void;
  readonly ended: (group: number) => void;
  /** Kills all that the run started and still lives, and the guard's own process. */
  readonly close: () => Promise<void>;
}

export function startGuard(): Guard {
  const trackingPrefix = `github_${randomUUID()}_`;
  const groups = new Set<number>();
  const child = spawn(process.execPath, [fileURLToPath(new URL('guard-process.ts', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  const exited = once(child, 'exit');
  exited.catch(() => undefined);
  // A guard that is gone must not take the runner with it.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const tell = (line: string) => child.stdin.write(`${line}\n`);
  tell(`track ${trackingPrefix}`);
  return {
    trackingPrefix,
    started: (group) => {
      groups.add(group);
      tell(`group ${group}`);
    },
    ended: (group) => {
      groups.delete(group);
      tell(`ended ${group}`);
    },
    close: async () => {
      for (const group of groups) killTree(group);
      killTracked((id) => id.startsWith(trackingPrefix));
      child.stdin.end('done\n');
      await exited.catch(() => undefined);
    },
  };
}
