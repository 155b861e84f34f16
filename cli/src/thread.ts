import { runCopyThread } from '../../src/doors/copy-thread.ts';

await runCopyThread();
