import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { killTracked, killTree, TRACKING_VARIABLE } from './process-tree.ts';

/** Knows every process group that the run started, and ends what is left of them: here at the end, and through a process of its own if the runner is killed. */
export interface Guard {
  /** Begins the tracking ids of all of the run's legs. */
  readonly trackingPrefix: string;
  readonly started: (group: number) => void;
  readonly ended: (group: number) => void;
  /** Kills all that the run started and still lives, and the guard's own process. */
  readonly close: () => Promise<void>;
}

/**
 * Outlives the runner by a moment: when the pipe from it closes without `done`, it was killed, and all that it started is killed as well.
 * A shell, because every run starts one and it must cost nothing. `kill -s KILL -- -GROUP` is POSIX; dash refuses `kill -9 -- -GROUP`.
 * $1 begins an environment entry.
 */
const WATCH = `
groups= ended=
while read -r word value; do
  case $word in
    group) groups="$groups $value" ;;
    ended) ended="$ended $value" ;;
    done) exit 0 ;;
  esac
done
for group in $groups; do
  case "$ended " in *" $group "*) ;; *) kill -s KILL -- "-$group" ;; esac
done
for look in 1 2 3; do
  for file in /proc/[0-9]*/environ; do
    if grep -qF -- "$1" "$file"; then pid=\${file#/proc/}; kill -s KILL "\${pid%/environ}"; fi
  done
done`;

export function startGuard(): Guard {
  const trackingPrefix = `github_${randomUUID()}_`;
  const groups = new Set<number>();
  // In a session of its own: what kills the runner's group, or a terminal that closes, does not reach it.
  const child = spawn('sh', ['-c', WATCH, 'guard', `${TRACKING_VARIABLE}=${trackingPrefix}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
  });
  const exited = once(child, 'exit');
  exited.catch(() => undefined);
  // A guard that is gone must not take the runner with it.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const tell = (line: string) => child.stdin.write(`${line}\n`);
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
