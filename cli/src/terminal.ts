import { fileURLToPath } from 'node:url';
import type { StopSignals } from '../../src/copy/settle.ts';

/** What a thread of this command runs. */
export const THREAD = new URL('thread.ts', import.meta.url);

/** Made by npm run build, in the folder of the action that copies with it. */
export const AGENT = fileURLToPath(new URL('../../actions/sync-shard/agent/index.mjs', import.meta.url));

/** What a command is given by its process. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly signals: StopSignals;
  readonly say: (line: string) => void;
  readonly pid: number;
  /** How the person has called this program, for the commands that it names. */
  readonly self: string;
}
