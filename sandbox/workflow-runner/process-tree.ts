import { readdirSync, readFileSync } from 'node:fs';

/** Processes as Linux shows them. Elsewhere there is no /proc, and the process group is all that can be ended. */

export const TRACKING_VARIABLE = 'RUNNER_TRACKING_ID';

/** Ends the process group of a process that was started as its leader, and everything below it in the tree. */
export function killTree(pid: number): void {
  const below = descendants(pid);
  signalQuietly(-pid, 'SIGKILL');
  for (const child of [...below, pid]) signalQuietly(child, 'SIGKILL');
}

/** Ends every process that carries one of the ids, until none is left (rule process.orphans). How many there were. */
export function killTracked(isTracked: (id: string) => boolean): number {
  const killed = new Set<number>();
  // A process may start another while the list is read: looked at again until a look finds nothing new.
  for (let look = 0; look < 10; look += 1) {
    const found = processIds().filter((pid) => pid !== process.pid && !killed.has(pid) && isTracked(trackingIdOf(pid) ?? ''));
    if (found.length === 0) break;
    for (const pid of found) {
      signalQuietly(pid, 'SIGKILL');
      killed.add(pid);
    }
  }
  return killed.size;
}

export function signalQuietly(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // Gone already: what was wanted.
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const pid of processIds()) {
    // pid (command) state ppid …; the command may hold spaces and brackets.
    const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(readQuietly(`/proc/${pid}/stat`) ?? '')?.[1]);
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  for (const queue = [root]; queue.length > 0;) {
    const below = children.get(queue.pop() ?? 0) ?? [];
    found.push(...below);
    queue.push(...below);
  }
  return found;
}

function trackingIdOf(pid: number): string | undefined {
  const prefix = `${TRACKING_VARIABLE}=`;
  return readQuietly(`/proc/${pid}/environ`)
    ?.split('\0')
    .find((entry) => entry.startsWith(prefix))
    ?.slice(prefix.length);
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid));
  } catch {
    return [];
  }
}

function readQuietly(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
