import { createInterface } from 'node:readline';
import { killTracked, signalQuietly } from './process-tree.ts';

/**
 * Outlives the runner by a moment: when the runner's end of the pipe closes without `done`, the runner was killed, and everything that it
 * started is killed as well. It shares no process group with the runner, so that what kills the runner's group does not reach it.
 */
const groups = new Set<number>();
const prefixes = new Set<string>();
let isDone = false;

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [word = '', value = ''] = line.split(' ');
    if (word === 'group') groups.add(Number(value));
    else if (word === 'ended') groups.delete(Number(value));
    else if (word === 'track') prefixes.add(value);
    else if (word === 'done') isDone = true;
  })
  .on('close', () => {
    if (!isDone) {
      for (const group of groups) signalQuietly(-group, 'SIGKILL');
      killTracked((id) => [...prefixes].some((prefix) => id.startsWith(prefix)));
    }
    process.exit(0);
  });

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
