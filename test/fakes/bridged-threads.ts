import { setImmediate } from 'node:timers/promises';
import type { Crew } from '../../src/copy/crew.ts';
import { crewMember } from '../../src/copy/crew-member.ts';
import { threadCrew, type ThreadPort } from '../../src/copy/crew-threads.ts';
import type { FromMember, ToMember } from '../../src/copy/crew-words.ts';
import { createRate } from '../../src/copy/rate.ts';
import type { LedgerStore } from '../../src/ledger/store.ts';
import type { BothSides } from '../../src/s3/types.ts';
import { fakeClock } from './clock.ts';

/** A crew whose threads are none: all runs here, and what is said is cloned on the way, as messages of threads are. */
export function bridgedThreads({
  s3,
  ledger,
  threads,
}: {
  readonly s3: BothSides;
  readonly ledger: LedgerStore;
  readonly threads: number;
}): Crew {
  const credentials = () => Promise.reject(new Error('nobody asks'));
  return threadCrew({ threads, start: () => bridged(s3, ledger), credentials, log: () => undefined });
}

function bridged(s3: BothSides, ledger: LedgerStore): ThreadPort {
  let toMember: (message: ToMember) => void = () => undefined;
  const later = (say: () => void) => void setImmediate().then(say);
  return {
    post: (message) => later(() => toMember(structuredClone(message))),
    listen: (heard, ended) => {
      const post = (message: FromMember) =>
        later(() => {
          heard(structuredClone(message));
          if (message.kind === 'ended') ended('ended');
        });
      const clock = fakeClock();
      const rate = createRate({ clock, random: () => 0.5, ceilingPerSecond: Infinity, startPerSecond: 10_000, inFlightUpTo: 16 });
      const member = crewMember({ post, listen: (heardThere) => void (toMember = heardThere) }, clock);
      void member.work({ s3, ledger, clock, random: () => 0.5, inFlight: 16, rate });
    },
    terminate: () => undefined,
  };
}
