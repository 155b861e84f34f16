import { parentPort, workerData } from 'node:worker_threads';
import { scaledClock } from '../clock.ts';
import type { FromMember, ToMember } from '../copy/crew-words.ts';
import { crewMember } from '../copy/crew-member.ts';
import { createRate } from '../copy/rate.ts';
import { fileLedger } from '../ledger/file-store.ts';
import { readOnly, s3Ledger } from '../ledger/store.ts';
import { createS3 } from '../s3/client.ts';
import { busyLoop } from './loop.ts';
import type { ThreadSetup } from './threads.ts';

/**
 * The whole of a copying thread (`threads.ts` starts it). It imports no SDK and reads no environment, so that a thread is there
 * soon and stays small.
 */
export async function runCopyThread(): Promise<void> {
  const { timeScale, source, target, ledger, inFlight, dryRun, ...rates } = workerData as ThreadSetup;
  const port = parentPort!;
  const clock = scaledClock(timeScale);
  const member = crewMember(
    {
      post: (message: FromMember) => port.postMessage(message),
      listen: (heard) => void port.on('message', (message: ToMember) => heard(message)),
    },
    clock,
  );
  const client = (of: ThreadSetup['source']) => createS3({ ...of, credentials: member.credentials, clock, random: Math.random });
  const s3 = { source: client(source), target: client(target) };
  const store = 'folder' in ledger ? fileLedger(ledger.folder) : s3Ledger(s3.target, ledger);
  await member.work({
    s3,
    ledger: dryRun ? readOnly(store) : store,
    clock,
    random: Math.random,
    dryRun,
    inFlight,
    isLoopBusy: busyLoop(),
    rate: createRate({ ...rates, clock, random: Math.random, inFlightUpTo: inFlight }),
  });
}
