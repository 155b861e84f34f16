import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_TALLY } from '../../../src/contracts/accounts.ts';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import type { CrewTask } from '../../../src/copy/crew.ts';
import { crewMember } from '../../../src/copy/crew-member.ts';
import { shareOf, threadCrew, threadsOf, type ThreadPort } from '../../../src/copy/crew-threads.ts';
import { plainError, type FromMember, type ToMember } from '../../../src/copy/crew-words.ts';
import { MigrationError } from '../../../src/errors.ts';
import { EVERYTHING } from '../../../src/listing/stretches.ts';
import type { Credentials } from '../../../src/s3/types.ts';
import { fakeClock } from '../../fakes/clock.ts';

const side = { bucket: 'a', prefix: '', region: 'us-east-1', account: '111122223333' };
const taskOf = (folder: string): CrewTask => ({
  migration: 'a-migration',
  identity: 'a'.repeat(32),
  folder,
  prefix: `${folder}/`,
  stretch: EVERYTHING,
  shard: 'w00',
  generation: 1,
  options: {},
  source: side,
  target: side,
  rules: { cutoffMs: null },
  policy: DEFAULT_OBJECT_POLICY,
  sinceMs: 0,
});

const failure = (message: string) => plainError(new MigrationError('COPY_FAILED', message));
const calm = () => ({ stop: new AbortController().signal, abort: new AbortController().signal });
const never = () => Promise.reject(new Error('nobody asks'));

/** What a thread of the test does, turn by turn. */
type Move = 'ask' | 'finish' | 'fail' | 'die' | 'progress';

interface FakeThread extends ThreadPort {
  readonly heard: ToMember[];
  readonly inHand: string[];
  readonly say: (message: FromMember) => void;
  readonly die: (why: string) => void;
  dead: boolean;
  asked: number;
  answered: number;
  none: boolean;
  givenUp: boolean;
}

function fakeThread(): FakeThread {
  let hear: (message: FromMember) => void = () => undefined;
  let end: (why: string) => void = () => undefined;
  const thread: FakeThread = {
    heard: [],
    inHand: [],
    dead: false,
    asked: 0,
    answered: 0,
    none: false,
    givenUp: false,
    post: (message) => {
      thread.heard.push(message);
      if (message.kind === 'give-up') thread.givenUp = true;
      if (message.kind !== 'task') return;
      thread.answered += 1;
      if (message.task === null) thread.none = true;
      else thread.inHand.push(message.task.folder);
    },
    listen: (heard, ended) => {
      hear = heard;
      end = ended;
    },
    terminate: () => thread.die('terminated'),
    say: (message) => {
      if (!thread.dead) hear(message);
    },
    die: (why) => {
      if (thread.dead) return;
      thread.dead = true;
      end(why);
    },
  };
  return thread;
}

/** One turn of a thread that keeps to the rules: it ends when it was told that there is none left and has nothing in hand. */
function turn(thread: FakeThread, move: Move): void {
  const [folder] = thread.inHand;
  if (thread.dead) return;
  if (thread.givenUp) thread.say({ kind: 'ended' });
  else if (move === 'die') thread.die('out of memory');
  else if (thread.none && folder === undefined && thread.asked === thread.answered) thread.say({ kind: 'ended' });
  else if (move === 'ask' && !thread.none) {
    thread.asked += 1;
    thread.say({ kind: 'next' });
  } else if (folder !== undefined && move === 'finish') {
    thread.inHand.shift();
    thread.say({ kind: 'folder', folder, skipped: false, tally: { ...NO_TALLY, copies: 1 } });
  } else if (folder !== undefined && move === 'fail') {
    thread.inHand.shift();
    thread.say({ kind: 'failure', folder, error: failure(`${folder} failed`), reach: 'folder' });
  }
}

const moves = fc.array(
  fc.tuple(
    fc.nat(3),
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom<Move>('ask', 'finish') },
      { weight: 2, arbitrary: fc.constantFrom<Move>('fail', 'progress') },
      { weight: 1, arbitrary: fc.constant<Move>('die') },
    ),
  ),
  { maxLength: 120 },
);

describe('a crew of threads', () => {
  it('hands out every folder once, and tells of each how it ended, whatever threads die when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(12), fc.integer({ min: 1, max: 4 }), moves, fc.boolean(), async (count, threads, script, slow) => {
        const folders = Array.from({ length: count }, (_, at) => `F${at}`);
        const queue = [...folders];
        const started: FakeThread[] = [];
        const crew = threadCrew({
          threads,
          start: () => {
            const thread = fakeThread();
            started.push(thread);
            return thread;
          },
          credentials: never,
          log: () => undefined,
        });
        const told: string[] = [];
        const walking = crew.walk(
          {
            next: async () => {
              if (slow) await new Promise((resolve) => setImmediate(resolve));
              const folder = queue.shift();
              return folder === undefined ? null : taskOf(folder);
            },
          },
          calm(),
          {
            onFolder: ({ folder }) => void told.push(folder),
            onFailure: (folder) => {
              told.push(folder);
              return false;
            },
            onCopied: () => undefined,
          },
        );
        for (const [number, move] of script) {
          turn(started[number % threads]!, move);
          await new Promise((resolve) => setImmediate(resolve));
        }
        // Then those that live end their work.
        for (let round = 0; started.some(({ dead }) => !dead) && round < 500; round += 1) {
          for (const thread of started) turn(thread, round % 2 === 0 ? 'ask' : 'finish');
          await new Promise((resolve) => setImmediate(resolve));
        }
        await walking;
        const handed = started.flatMap(({ heard }) =>
          heard.flatMap((message) => (message.kind === 'task' && message.task !== null ? [message.task.folder] : [])),
        );
        expect(new Set(handed).size).toBe(handed.length);
        expect(told.toSorted()).toEqual(folders.toSorted());
      }),
      { numRuns: 150 },
    );
  });

  it('names the folder that a dead thread had, and how it died', async () => {
    const [one, other] = [fakeThread(), fakeThread()];
    const threads = [one, other];
    const queue = ['A', 'B'];
    const failed: [string, string][] = [];
    const done: string[] = [];
    const walking = threadCrew({ threads: 2, start: (number) => threads[number - 1]!, credentials: never, log: () => undefined }).walk(
      { next: () => Promise.resolve(queue.length === 0 ? null : taskOf(queue.shift()!)) },
      calm(),
      {
        onFolder: ({ folder }) => void done.push(folder),
        onFailure: (folder, error) => {
          failed.push([folder, error.message]);
          return false;
        },
        onCopied: () => undefined,
      },
    );
    for (const move of ['ask', 'die'] as const) {
      for (const thread of move === 'ask' ? threads : [one]) turn(thread, move);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const move of ['finish', 'ask', 'ask'] as const) {
      turn(other, move);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await walking;
    expect(failed).toEqual([['A', 'Copy thread 1 died while it had folder A: out of memory']]);
    expect(done).toEqual(['B']);
  });

  it('fails every folder by name when no thread can be started', async () => {
    const queue = ['A', 'B'];
    const failed: string[] = [];
    const logged: string[] = [];
    const start = () => {
      throw new Error('no threads\u0007 here');
    };
    await threadCrew({ threads: 2, start, credentials: never, log: (line) => void logged.push(line) }).walk(
      { next: () => Promise.resolve(queue.length === 0 ? null : taskOf(queue.shift()!)) },
      calm(),
      {
        onFolder: () => undefined,
        onFailure: (folder) => {
          failed.push(folder);
          return false;
        },
        onCopied: () => undefined,
      },
    );
    expect(failed).toEqual(['A', 'B']);
    expect(logged[0]).toContain('no threads\\u0007 here');
  });

  it('gives all up, and hands out nothing more, when a failure holds for all', async () => {
    const thread = fakeThread();
    const queue = ['A', 'B', 'C'];
    const walking = threadCrew({ threads: 1, start: () => thread, credentials: never, log: () => undefined }).walk(
      { next: () => Promise.resolve(queue.length === 0 ? null : taskOf(queue.shift()!)) },
      calm(),
      { onFolder: () => undefined, onFailure: () => true, onCopied: () => undefined },
    );
    for (const move of ['ask', 'ask', 'fail', 'ask'] as const) {
      turn(thread, move);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await walking;
    expect(queue).toEqual(['C']);
    expect(thread.heard.find(({ kind }) => kind === 'give-up')).toMatchObject({ error: { message: 'A failed' } });
  });

  it('ends, with the reason, when whoever hands out the folders fails, and answers those that wait for one', async () => {
    const threads = [fakeThread(), fakeThread()];
    const left = [...threads];
    const walking = threadCrew({ threads: 2, start: () => left.shift()!, credentials: never, log: () => undefined }).walk(
      { next: () => Promise.reject(new Error('the order cannot be read')) },
      calm(),
      { onFolder: () => undefined, onFailure: () => false, onCopied: () => undefined },
    );
    const ended = walking.catch((error: unknown) => error);
    for (const thread of threads) turn(thread, 'ask');
    await new Promise((resolve) => setImmediate(resolve));
    expect(threads.map(({ asked, answered }) => [asked, answered])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    for (const thread of threads) turn(thread, 'ask');
    expect(await ended).toMatchObject({ message: 'the order cannot be read' });
  });

  it('forwards a stop, and answers those that wait for a folder', async () => {
    const thread = fakeThread();
    const stop = new AbortController();
    const walking = threadCrew({ threads: 1, start: () => thread, credentials: never, log: () => undefined }).walk(
      { next: () => Promise.resolve(taskOf('A')) },
      { stop: stop.signal, abort: new AbortController().signal },
      { onFolder: () => undefined, onFailure: () => false, onCopied: () => undefined },
    );
    stop.abort(new MigrationError('STOPPED', 'Stopped', { next: 'Run it again.' }));
    turn(thread, 'ask');
    await new Promise((resolve) => setImmediate(resolve));
    expect(thread.heard.map(({ kind }) => kind)).toEqual(['begin', 'stop', 'task']);
    expect(thread.none).toBe(true);
    turn(thread, 'ask');
    await walking;
  });

  it('gives credentials of the one provider, and tells it which ones were refused', async () => {
    const thread = fakeThread();
    const keys = ['first', 'second'].map((secretAccessKey, at) => ({ accessKeyId: `AKIA${at}`, secretAccessKey, sessionToken: undefined }));
    const refusals: (Credentials | undefined)[] = [];
    const provider = (refused?: Credentials) => {
      refusals.push(refused);
      return refused === keys[0] ? keys[1]! : keys[0]!;
    };
    const walking = threadCrew({ threads: 1, start: () => thread, credentials: provider, log: () => undefined }).walk(
      { next: () => Promise.resolve(null) },
      calm(),
      { onFolder: () => undefined, onFailure: () => false, onCopied: () => undefined },
    );
    // The thread's side of it, over copies, as messages are.
    const member = crewMember(
      {
        post: (message) => thread.say(structuredClone(message)),
        listen: (heard) => {
          (thread as { post: ThreadPort['post'] }).post = (message) => heard(structuredClone(message));
        },
      },
      fakeClock(),
    );
    const first = await member.credentials();
    expect(first).toMatchObject(keys[0]!);
    expect(member.credentials()).toBe(first);
    expect(await member.credentials(first)).toMatchObject(keys[1]!);
    expect(refusals).toEqual([undefined, keys[0]]);
    thread.say({ kind: 'ended' });
    await walking;
  });
});

describe('how many threads', () => {
  it.each([
    [null, 16, 256, 4],
    [null, 2, 1024, 2],
    [null, 16, 32, 1],
    [8, 2, 256, 8],
    [8, 2, 3, 3],
    [0, 2, 256, 1],
  ])('asked for %s on %i cores with %i in flight: %i', (asked, cores, inFlight, threads) => {
    expect(threadsOf(asked, { cores, inFlight })).toBe(threads);
  });

  it('share what is in flight, each at least one', () => {
    expect([shareOf(256, 3), shareOf(2, 4), shareOf(Infinity, 4)]).toEqual([85, 1, Infinity]);
  });
});
