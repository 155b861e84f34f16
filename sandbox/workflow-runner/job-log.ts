import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Masks } from './masks.ts';

/** A leg's log file: each line with its time, masked. */
export interface JobLog {
  readonly line: (text: string) => void;
  readonly close: () => Promise<void>;
}

export function openJobLog(file: string, masks: Masks, now: () => number): JobLog {
  const stream = createWriteStream(file, { flags: 'a' });
  return {
    line: (text) => {
      const at = new Date(now()).toISOString();
      for (const part of masks.hide(text).split('\n')) stream.write(`${at} ${part}\n`);
    },
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
}
