import { defineConfig } from 'vitest/config';

/**
 * Suites by what they need, told by the ending of the file's name:
 * `.test.ts` nothing, `.sandbox.test.ts` a sandbox on loopback, `.e2e.test.ts` bundles and the whole of it,
 * `.long.test.ts` time. Two workers: what a hosted runner and a small laptop have.
 */
const OTHERS = ['sandbox', 'e2e', 'long'].map((kind) => `test/**/*.${kind}.test.ts`);

const seconds = (count: number): number => count * 1000;

/** Suites with servers and processes: each file in a process of its own, so that a kill or a leak stays there. */
const ownProcesses = { environment: 'node', pool: 'forks', isolate: true } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: OTHERS,
          environment: 'node',
          pool: 'threads',
          // Some of them wait for processes that they started: a third worker fills the gaps.
          maxWorkers: 3,
          testTimeout: seconds(20),
          hookTimeout: seconds(10),
        },
      },
      {
        test: {
          name: 'sandbox',
          include: ['test/**/*.sandbox.test.ts'],
          ...ownProcesses,
          testTimeout: seconds(60),
          hookTimeout: seconds(90),
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e.test.ts'],
          ...ownProcesses,
          // Each of them starts a sandbox and 16 legs: two at once would measure each other.
          fileParallelism: false,
          testTimeout: seconds(300),
          hookTimeout: seconds(120),
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/**/*.long.test.ts'],
          ...ownProcesses,
          fileParallelism: false,
          testTimeout: seconds(3600),
          hookTimeout: seconds(300),
        },
      },
    ],
  },
});
