import { asMigrationError, MigrationError, printable } from '../errors.ts';
import type { CredentialProvider, Credentials, S3Counters } from '../s3/types.ts';
import { NO_CALLS, type Crew, type CrewEvents, type CrewTask, type CrewWork } from './crew.ts';
import { errorOf, plainError, type FromMember, type ToMember } from './crew-words.ts';
import { RANGES_WHEN_BUSY } from '../listing/cutting.ts';
import { RANGES_AT_ONCE } from './lanes.ts';
import type { RateFacts } from './rate.ts';
import type { Reach } from './refusals.ts';
import type { StopSignals } from './settle.ts';

/** A thread, as the main one sees it. */
export interface ThreadPort {
  readonly post: (message: ToMember) => void;
  /** `ended` is called once, with why, when the thread is no more; nothing is heard afterwards. */
  readonly listen: (heard: (message: FromMember) => void, ended: (why: string) => void) => void;
  readonly terminate: () => void;
}

export interface ThreadCrewDeps {
  readonly threads: number;
  readonly start: (number: number, holdsLittle: boolean) => ThreadPort;
  /** The one provider of the process: threads ask for its credentials by message. */
  readonly credentials: CredentialProvider;
  readonly log: (line: string) => void;
}

/** Below this many in flight a thread is hardly busy: at 100 µs of CPU a copy (docs/benchmarks.md) and 10 ms each, 64 use most of a core. */
const IN_FLIGHT_EACH = 64;

/** How many threads copy: as many as were asked for, else a core each as long as each has enough in flight. Each has at least one. */
export function threadsOf(asked: number | null, { cores, inFlight }: { readonly cores: number; readonly inFlight: number }): number {
  return Math.max(1, Math.min(asked ?? Math.min(cores, Math.floor(inFlight / IN_FLIGHT_EACH)), inFlight));
}

/** What is left of `whole` for each of so many threads: never nothing, and together no more where there is one for each. */
export function shareOf(whole: number, threads: number): number {
  return whole === Infinity ? Infinity : Math.max(1, Math.floor(whole / threads));
}

type State = 'starting' | 'working' | 'done' | 'dead';

interface Member {
  readonly number: number;
  readonly inHand: Map<string, CrewTask>;
  port: ThreadPort | null;
  state: State;
  /** Folders that it has asked for and not been given. */
  asks: number;
  counters: Readonly<S3Counters>;
  facts: RateFacts | null;
}

/** A crew of threads: they walk the folders, each with sockets and a rate of its own; this one hands out, adds up and tells. */
export function threadCrew(deps: ThreadCrewDeps): Crew {
  const provide = shared(deps.credentials);
  let members: Member[] = [];
  let earlier: Readonly<S3Counters> = NO_CALLS;
  return {
    threads: deps.threads,
    get counters() {
      return members.reduce((sum, { counters }) => addCalls(sum, counters), earlier);
    },
    facts: () => factsOf(members),
    walk: async (work, signals, events) => {
      earlier = members.reduce((sum, { counters }) => addCalls(sum, counters), earlier);
      members = Array.from({ length: deps.threads }, (_, at) => ({
        number: at + 1,
        inHand: new Map(),
        port: null,
        state: 'starting',
        asks: 0,
        counters: NO_CALLS,
        facts: null,
      }));
      await walk({ ...deps, provide, members }, work, signals, events);
    },
  };
}

type WalkDeps = ThreadCrewDeps & {
  readonly provide: (refused: Credentials | undefined) => Promise<Credentials>;
  readonly members: Member[];
};

async function walk({ members, start, log, provide }: WalkDeps, work: CrewWork, signals: StopSignals, events: CrewEvents): Promise<void> {
  /** Nothing more is handed out. */
  let closed = false;
  let givenUp = false;
  let handing = false;
  /** Taken for a thread that died before it was told. */
  const returned: CrewTask[] = [];
  let broken: { readonly reason: unknown } | null = null;
  const alive = () => members.filter(({ state }) => state === 'starting' || state === 'working');
  const tell = (message: ToMember) => {
    for (const { port } of alive()) port?.post(message);
  };

  const giveUpAll = (error: MigrationError) => {
    closed = true;
    givenUp = true;
    tell({ kind: 'give-up', error: plainError(error) });
    // Those that wait for a folder are told that there is none.
    void handOut();
  };
  const fail = (folder: string, error: MigrationError, reach: Reach = 'folder') => {
    if (events.onFailure(folder, error, reach) && !givenUp) giveUpAll(error);
  };

  /** Of those that ask, the one with the fewest in hand; but nobody takes a second one before all others are there to ask. */
  const whoIsNext = (): Member | null => {
    const asking = alive().filter(({ asks }) => asks > 0);
    const next = asking.toSorted((a, b) => a.inHand.size - b.inHand.size)[0] ?? null;
    const starting = members.some(({ state }) => state === 'starting');
    return next !== null && next.inHand.size > 0 && starting && !closed && !signals.stop.aborted ? null : next;
  };
  const handOut = async (): Promise<void> => {
    if (handing) return;
    handing = true;
    try {
      for (let to = whoIsNext(); to !== null; to = whoIsNext()) {
        if (signals.stop.aborted) closed = true;
        const task = closed ? null : (returned.shift() ?? (await work.next()));
        if (task === null) closed = true;
        else if (closed) continue;
        if (task !== null && to.state === 'dead') returned.push(task);
        if (to.state === 'dead') continue;
        to.asks -= 1;
        if (task !== null) to.inHand.set(task.folder, task);
        to.port?.post({ kind: 'task', task });
      }
    } catch (reason) {
      broken ??= { reason };
      // Else those that wait for a folder would not be told that there is none.
      handing = false;
      giveUpAll(asMigrationError(reason));
    } finally {
      handing = false;
    }
  };

  const hear = (member: Member, message: FromMember) => {
    if (member.state === 'starting') member.state = 'working';
    switch (message.kind) {
      case 'next':
        member.asks += 1;
        void handOut();
        break;
      case 'folder': {
        const { kind: _, ...end } = message;
        if (member.inHand.delete(end.folder)) events.onFolder(end);
        break;
      }
      case 'failure':
        if (member.inHand.delete(message.folder)) fail(message.folder, errorOf(message.error), message.reach);
        break;
      case 'progress':
        member.counters = message.counters;
        member.facts = message.facts;
        events.onSeen?.(message.seen);
        events.onCopied(message.copies, message.copiedBytes);
        break;
      case 'swept':
        events.onSwept?.(message.uploads, message.why);
        break;
      case 'credentials':
        void provide(message.refused).then(
          (credentials) => member.port?.post({ kind: 'credentials', id: message.id, credentials }),
          (error: unknown) => member.port?.post({ kind: 'no-credentials', id: message.id, error: plainError(asMigrationError(error)) }),
        );
        break;
      case 'ended':
        // What it has in hand then was given up with all others; else it is lost like that of one that died.
        if (member.inHand.size === 0 || givenUp) member.state = 'done';
        member.port?.terminate();
        break;
    }
  };

  const bury = (member: Member, why: string) => {
    member.facts = null;
    if (member.state === 'done') return;
    member.state = 'dead';
    if (member.inHand.size === 0) log(`Copy thread ${member.number} ended with no folder in hand (${printable(why)}); the others go on`);
    for (const folder of member.inHand.keys()) fail(folder, lostThread(member.number, folder, why));
    member.inHand.clear();
    void handOut();
  };

  const run = (member: Member) =>
    new Promise<void>((resolve) => {
      const end = (why: string) => {
        bury(member, why);
        resolve();
      };
      try {
        member.port = start(member.number, work.holdsLittle === true);
      } catch (error) {
        end(error instanceof Error ? error.message : String(error));
        return;
      }
      member.port.listen((message) => hear(member, message), end);
      const rangesAtOnce = Math.max(RANGES_WHEN_BUSY, Math.ceil((work.rangesAtOnce ?? RANGES_AT_ONCE) / members.length));
      member.port.post({ kind: 'begin', foldersAtOnce: work.foldersAtOnce ?? rangesAtOnce, rangesAtOnce });
    });

  const ears = new AbortController();
  const forward = (kind: 'stop' | 'abort') => {
    const signal = signals[kind];
    const pass = () => {
      tell({ kind, error: plainError(asMigrationError(signal.reason)) });
      void handOut();
    };
    if (signal.aborted) pass();
    else signal.addEventListener('abort', pass, { once: true, signal: ears.signal });
  };
  const running = members.map(run);
  forward('stop');
  forward('abort');
  await Promise.all(running);
  ears.abort();
  if (broken !== null) throw (broken as { reason: unknown }).reason;
  // Nobody is left to ask for them.
  for (let task = await nextLeft(); task !== null; task = await nextLeft()) fail(task.folder, noThread(task.folder));

  async function nextLeft(): Promise<CrewTask | null> {
    return closed || signals.stop.aborted ? null : (returned.shift() ?? (await work.next()));
  }
}

/** Messages are copies: which credentials a thread means is told by their content. */
function shared(provider: CredentialProvider): (refused: Credentials | undefined) => Promise<Credentials> {
  let given: Credentials | null = null;
  return async (refused) => {
    const same = given?.accessKeyId === refused?.accessKeyId && given?.sessionToken === refused?.sessionToken;
    given = await provider(same ? (given ?? undefined) : undefined);
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = given;
    return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
  };
}

function addCalls(a: Readonly<S3Counters>, b: Readonly<S3Counters>): S3Counters {
  const sum = { ...a };
  for (const name of Object.keys(sum) as (keyof S3Counters)[]) sum[name] += b[name];
  return sum;
}

function factsOf(members: readonly Member[]): RateFacts {
  const known = members.flatMap(({ facts }) => (facts === null ? [] : [facts]));
  const sum = (of: (facts: RateFacts) => number) => known.reduce((total, facts) => total + of(facts), 0);
  const usedPerSecond = sum((facts) => facts.usedPerSecond);
  const answered = known.filter(({ latencyMs }) => latencyMs > 0);
  return {
    perSecond: sum((facts) => facts.perSecond),
    usedPerSecond,
    inFlight: sum((facts) => facts.inFlight),
    inFlightUpTo: sum((facts) => facts.inFlightUpTo),
    waiting: sum((facts) => facts.waiting),
    throttledShare: usedPerSecond === 0 ? 0 : sum((facts) => facts.throttledShare * facts.usedPerSecond) / usedPerSecond,
    latencyMs: answered.length === 0 ? 0 : answered.reduce((total, { latencyMs }) => total + latencyMs, 0) / answered.length,
  };
}

function lostThread(number: number, folder: string, why: string): MigrationError {
  return new MigrationError('COPY_FAILED', `Copy thread ${number} died while it had folder ${printable(folder)}: ${printable(why)}`, {
    next: 'Run it again: it goes on from the checkpoint. When it dies again, give it fewer threads and report what it says.',
  });
}

function noThread(folder: string): MigrationError {
  return new MigrationError('COPY_FAILED', `No copy thread was left for folder ${printable(folder)}: all of them have died`, {
    next: 'Run it again with one thread; what is copied is in the checkpoints.',
  });
}
