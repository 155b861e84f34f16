import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type GroupGrant, joinGroup } from '../../../sandbox/workflow-runner/concurrency.ts';
import { folderOf, JOB, rule, run, until } from './harness.ts';

interface Asked {
  grant: GroupGrant | null;
  waited: string | null;
  replaced: boolean;
  cancel: AbortController;
  done: Promise<void>;
}

function ask(runs: string, holder: string, more: Partial<Parameters<typeof joinGroup>[0]> = {}): Asked {
  const cancel = new AbortController();
  const asked: Asked = { grant: null, waited: null, replaced: false, cancel, done: Promise.resolve() };
  const joining = joinGroup({
    runs,
    group: 'migration',
    queue: 'single',
    cancelInProgress: false,
    holder,
    signal: cancel.signal,
    onWait: (by) => {
      asked.waited = by;
    },
    onReplaced: () => {
      asked.replaced = true;
    },
    ...more,
  });
  asked.done = joining.then((grant) => {
    asked.grant = grant;
  });
  return asked;
}

const release = async ({ grant }: Asked): Promise<void> => {
  if (grant?.kind !== 'held') throw new Error('it is not held');
  await grant.release();
};

describe(rule('concurrency.queue'), () => {
  it('lets one in, and the next when it leaves; groups compare without case, and others do not matter', async () => {
    const runs = await folderOf({});
    const first = ask(runs, 'run 1');
    await first.done;
    const second = ask(runs, 'run 2', { group: 'MIGRATION' });
    const other = ask(runs, 'run 3', { group: 'other' });
    await other.done;
    await until(() => second.waited !== null);
    expect([first.grant?.kind, second.grant, second.waited, other.grant?.kind]).toEqual(['held', null, 'run 1', 'held']);
    await release(first);
    await second.done;
    expect(second.grant?.kind).toBe('held');
    await Promise.all([release(second), release(other)]);
  });

  it('a newer pending one replaces the older', async () => {
    const runs = await folderOf({});
    const first = ask(runs, 'run 1');
    await first.done;
    const second = ask(runs, 'run 2');
    await until(() => second.waited !== null);
    const third = ask(runs, 'run 3');
    await second.done;
    expect(second.grant).toEqual({ kind: 'cancelled', reason: expect.stringContaining('a newer one waits') as string });
    await release(first);
    await third.done;
    expect(third.grant?.kind).toBe('held');
    await release(third);
  });

  it('with queue: max all wait, in their order', async () => {
    const runs = await folderOf({});
    const first = ask(runs, 'run 1', { queue: 'max' });
    await first.done;
    const order: string[] = [];
    const rest: Asked[] = [];
    for (const name of ['run 2', 'run 3', 'run 4']) {
      const asked = ask(runs, name, { queue: 'max' });
      rest.push(asked);
      void asked.done.then(() => order.push(name));
      await until(() => asked.waited !== null);
    }
    await release(first);
    for (const asked of rest) {
      await asked.done;
      await release(asked);
    }
    expect(order).toEqual(['run 2', 'run 3', 'run 4']);
  });

  it('cancel-in-progress asks the holder to end', async () => {
    const runs = await folderOf({});
    const first = ask(runs, 'run 1');
    await first.done;
    const second = ask(runs, 'run 2', { cancelInProgress: true });
    await until(() => first.replaced);
    expect(second.grant).toBeNull();
    await release(first);
    await second.done;
    expect(second.grant?.kind).toBe('held');
    await release(second);
  });

  it('who stops waiting is out of the line', async () => {
    const runs = await folderOf({});
    const first = ask(runs, 'run 1');
    await first.done;
    const second = ask(runs, 'run 2');
    await until(() => second.waited !== null);
    second.cancel.abort();
    await second.done;
    expect(second.grant?.kind).toBe('cancelled');
    await release(first);
    const third = ask(runs, 'run 3');
    await third.done;
    expect(third.grant?.kind).toBe('held');
    await release(third);
  });

  it('a holder whose process is gone holds nothing', async () => {
    const runs = await folderOf({});
    const first = ask(runs, 'run 1');
    await first.done;
    const { readdir } = await import('node:fs/promises');
    const [group = ''] = await readdir(`${runs}/.concurrency`);
    const folder = `${runs}/.concurrency/${group}`;
    const ticket = await readFile(`${folder}/holder`, 'utf8');
    // No process has this id: it is above what a kernel gives.
    await writeFile(`${folder}/${ticket}`, JSON.stringify({ pid: 2 ** 30, holder: 'run 1' }));
    const second = ask(runs, 'run 2');
    await second.done;
    expect(second.grant?.kind).toBe('held');
    await release(second);
    if (first.grant?.kind === 'held') await first.grant.release();
  });

  it('of the workflow: the second run waits for the first, and runs then', async () => {
    const yaml = `on: {workflow_dispatch: {inputs: {name: {type: string}}}}\nconcurrency: {group: "move-\${{ inputs.name }}", queue: max}\njobs:\n  job:\n    ${JOB}\n    steps: [{run: "sleep 0.3"}]\n`;
    const first = await folderOf({ '.github/workflows/w.yml': yaml });
    const runs = `${first}/shared`;
    const [a, b, c] = await Promise.all(['x', 'x', 'y'].map((name) => run(yaml, { root: first, runs, inputs: { name } })));
    expect([a, b, c].map((ran) => ran?.outcome.conclusion)).toEqual(['success', 'success', 'success']);
    const waits = [a, b, c].flatMap((ran) => ran?.events.filter(({ type }) => type === 'run-waiting') ?? []);
    expect(waits).toHaveLength(1);
    const [x, y] = [a, b].map((ran) => ran?.outcome).toSorted((one, two) => (one?.finishedAt ?? '').localeCompare(two?.finishedAt ?? ''));
    expect((y?.jobs[0]?.startedAt ?? '') >= (x?.jobs[0]?.finishedAt ?? '')).toBe(true);
  });

  it('of a job: legs that share a group cancel all but the newest that waits', async () => {
    const { job } = await run(
      `jobs:\n  job:\n    ${JOB}\n    concurrency: shared\n    strategy: {fail-fast: false, matrix: {x: [1, 2, 3]}}\n    steps: [{run: "sleep 0.5"}]\n`,
    );
    expect(
      job('job')
        .legs.map(({ result }) => result)
        .toSorted(),
    ).toEqual(['cancelled', 'success', 'success']);
  });

  it('a job that asks for the group of its own run would wait for ever, and fails', async () => {
    const { results, messages } = await run(`concurrency: g\njobs:\n  job:\n    ${JOB}\n    concurrency: G\n    steps: [{run: "true"}]\n`);
    expect(results).toEqual({ job: 'failure' });
    expect(messages('error')).toEqual([expect.stringContaining('held by the run itself')]);
  });
});
