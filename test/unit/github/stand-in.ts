import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Trouble } from '../../../sandbox/github-api/answers.ts';
import { createGithubApi } from '../../../sandbox/github-api/server.ts';
import { createSuccessors, type DispatchedRun } from '../../../sandbox/workflow-runner/successors.ts';
import { loadWorkflowTree } from '../../../sandbox/workflow-runner/workflow-files.ts';
import type { Clock } from '../../../src/clock.ts';
import { MigrationError, renderError } from '../../../src/errors.ts';
import type { Github } from '../../../src/github/api.ts';
import { fakeClock } from '../../fakes/clock.ts';

export const REPOSITORY = 'example/orders';

interface Given {
  readonly permissions?: Readonly<Record<string, 'read' | 'write' | 'none'>>;
  /** Of `.github/workflows/caller.yml`, which is the run's. */
  readonly workflow?: string;
  /** For each request in its turn; then none. */
  readonly troubles?: readonly (Trouble | null)[];
}

export interface StandIn {
  readonly github: Github;
  readonly token: string;
  /** What a job's process is given. */
  readonly env: Readonly<Record<string, string>>;
  readonly asked: string[];
  /** The waits in seconds, jitter left out. */
  readonly waits: number[];
  readonly dispatched: DispatchedRun[];
  readonly runs: string;
  readonly root: string;
}

const CALLER = 'on: workflow_dispatch\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: "true"}]}}\n';

/** The sandbox's GitHub behind a door of its own, and a client whose clock no test waits for. */
export async function standIn({ permissions = {}, troubles = [], workflow = CALLER }: Given = {}): Promise<StandIn> {
  const root = await mkdtemp(join(tmpdir(), 'github-api-'));
  const [runs, file] = [join(root, 'runs'), join(root, '.github/workflows/caller.yml')];
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, workflow);
  const [asked, waits, dispatched] = [[] as string[], [] as number[], [] as DispatchedRun[]];
  const clock = listening(fakeClock(), waits);
  const left = [...troubles];
  const { entry } = await loadWorkflowTree({ file, repositoryName: REPOSITORY, repositoryFolders: {} });
  const api = createGithubApi({
    runs,
    repositoryFolders: {},
    now: () => clock.now(),
    successors: createSuccessors({ runs, limit: 5, now: () => clock.now(), onDispatch: (run) => dispatched.push(run) }),
    trouble: (method, path) => {
      asked.push(`${method} ${path.replace(`/repos/${REPOSITORY}`, '')}`);
      return left.shift() ?? null;
    },
  });
  const server = createServer(api.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(root, { recursive: true, force: true });
  });
  const env = {
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_WORKFLOW_REF: `${REPOSITORY}/.github/workflows/caller.yml@refs/heads/main`,
  };
  const { token } = api.open({
    permissions,
    facts: {
      id: '1',
      number: 1,
      attempt: 1,
      repository: REPOSITORY,
      repositoryId: '2',
      ownerId: '1',
      sha: '0'.repeat(40),
      ref: 'refs/heads/main',
      actor: 'someone',
      actorId: '1',
      event: { name: 'workflow_dispatch', payload: {} },
      eventFile: join(root, 'event.json'),
      entry,
      serverUrl: env.GITHUB_SERVER_URL,
      apiUrl: env.GITHUB_API_URL,
      vars: {},
      secrets: {},
    },
  });
  const github = { env, clock, random: () => 0, signal: new AbortController().signal, answerWithinMs: 10_000 };
  return { github, token, env, asked, waits, dispatched, runs, root };
}

function listening(clock: Clock, waits: number[]): Clock {
  return {
    ...clock,
    sleep: (milliseconds, signal) => {
      waits.push(Math.round(milliseconds / 1000));
      return clock.sleep(milliseconds, signal);
    },
  };
}

/** What a person reads. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown instanceof MigrationError) return renderError(thrown);
  throw new Error(`It was not refused: ${String(thrown)}`);
}
