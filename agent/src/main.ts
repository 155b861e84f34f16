import { isMainThread } from 'node:worker_threads';

/**
 * The agent is one file, and its threads start from the same one. What each of them does not do is imported on demand, so that a
 * thread evaluates no SDK.
 */
if (isMainThread) {
  const { runAgent } = await import('./program.ts');
  await runAgent();
} else {
  const { runCopyThread } = await import('../../src/doors/copy-thread.ts');
  await runCopyThread();
}
