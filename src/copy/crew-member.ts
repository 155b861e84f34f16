import type { Clock } from '../clock.ts';
import { memoised } from '../s3/memoised.ts';
import type { BothSides, CredentialProvider, Credentials, S3Counters } from '../s3/types.ts';
import { crewHere, NO_CALLS, type CrewDeps, type CrewTask } from './crew.ts';
import { errorOf, plainError, type FromMember, type ToMember } from './crew-words.ts';
import type { WorkerRate } from './rate.ts';

/** How a thread hears and is heard. */
export interface MemberPort {
  readonly post: (message: FromMember) => void;
  readonly listen: (heard: (message: ToMember) => void) => void;
}

export interface MemberDeps extends Pick<CrewDeps, 's3' | 'ledger' | 'clock' | 'random' | 'dryRun' | 'inFlight' | 'isLoopBusy'> {
  readonly rate: WorkerRate;
}

/** The main thread shows progress a few times a second at most. */
const SAY_EVERY_MS = 250;

export interface Member {
  /** The main thread's credentials: asked for when those at hand end, or are refused. */
  readonly credentials: CredentialProvider;
  /** Walks the folders that it is given, until there is none left. */
  readonly work: (deps: MemberDeps) => Promise<void>;
}

/** One thread of a crew (crew-threads.ts is the other side). */
export function crewMember({ post, listen }: MemberPort, clock: Clock): Member {
  const stop = new AbortController();
  const abort = new AbortController();
  const givenUp = new AbortController();
  const asks: ((task: CrewTask | null) => void)[] = [];
  const waiting = new Map<number, { resolve: (credentials: Credentials) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const begun = Promise.withResolvers<Extract<ToMember, { kind: 'begin' }>>();

  listen((message) => {
    switch (message.kind) {
      case 'begin':
        begun.resolve(message);
        break;
      case 'task':
        asks.shift()?.(message.task);
        break;
      case 'stop':
        stop.abort(errorOf(message.error));
        break;
      case 'abort':
        abort.abort(errorOf(message.error));
        break;
      case 'give-up':
        givenUp.abort(errorOf(message.error));
        break;
      case 'credentials':
        waiting.get(message.id)?.resolve(message.credentials);
        waiting.delete(message.id);
        break;
      case 'no-credentials':
        waiting.get(message.id)?.reject(errorOf(message.error));
        waiting.delete(message.id);
        break;
    }
  });

  const ask = (refused?: Credentials) =>
    new Promise<Credentials>((resolve, reject) => {
      const id = asked;
      asked += 1;
      waiting.set(id, { resolve, reject });
      post({ kind: 'credentials', id, refused });
    });

  return {
    credentials: memoised(ask, clock),
    work: async ({ rate, s3, ...deps }) => {
      let [seen, copies, copiedBytes, saidCalls] = [0, 0, 0, 0];
      const say = () => {
        const counters = callsOf(s3);
        const calls = counters.list + counters.copy + counters.get + counters.put + counters.retries;
        if (seen === 0 && copies === 0 && calls === saidCalls) return;
        post({ kind: 'progress', seen, copies, copiedBytes, counters, facts: rate.facts() });
        [seen, copies, copiedBytes, saidCalls] = [0, 0, 0, calls];
      };
      const { foldersAtOnce, rangesAtOnce } = await begun.promise;
      const over = new AbortController();
      const saying = (async () => {
        for (;;) {
          await clock.sleep(SAY_EVERY_MS, over.signal);
          say();
        }
      })().catch((error: unknown) => {
        if (!over.signal.aborted) throw error;
      });
      const next = () =>
        new Promise<CrewTask | null>((resolve) => {
          asks.push(resolve);
          post({ kind: 'next' });
        });
      const crew = crewHere({ ...deps, s3, rate, givenUp: givenUp.signal });
      await crew.walk(
        { next, foldersAtOnce, rangesAtOnce },
        { stop: stop.signal, abort: abort.signal },
        {
          onFolder: (end) => {
            say();
            post({ kind: 'folder', ...end });
          },
          onFailure: (folder, error, reach) => {
            say();
            post({ kind: 'failure', folder, error: plainError(error), reach });
            // Whether the others are of use is the main thread's to say: it gives all of them up.
            return false;
          },
          onCopied: (more, bytes) => {
            copies += more;
            copiedBytes += bytes;
          },
          onSeen: (keys) => {
            seen += keys;
          },
          onSwept: (uploads, why) => post({ kind: 'swept', uploads, why }),
        },
      );
      over.abort();
      await saying;
      say();
      post({ kind: 'ended' });
    },
  };
}

function callsOf({ source, target }: BothSides): S3Counters {
  const sum = { ...NO_CALLS };
  for (const { counters } of source === target ? [source] : [source, target])
    for (const name of Object.keys(sum) as (keyof S3Counters)[]) sum[name] += counters[name];
  return sum;
}
