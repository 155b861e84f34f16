import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type StandIn, standIn } from './stand-in.ts';

const ACTIONS = join(import.meta.dirname, '../../../actions');
const EXAMPLE = join(import.meta.dirname, '../../../examples/checkout-history');

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly outputs: string;
  readonly summary: string;
}

/** The action's own source, as a step's process. */
async function runAction(
  name: string,
  { env, root }: Pick<StandIn, 'env' | 'root'>,
  inputs: Readonly<Record<string, string>>,
): Promise<Ended> {
  const [outputs, summary] = [join(root, 'outputs'), join(root, 'summary')];
  await Promise.all([outputs, summary].map((file) => writeFile(file, '')));
  const given = Object.fromEntries(Object.entries(inputs).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value]));
  const { PATH } = process.env;
  const options = { cwd: root, env: { PATH, ...env, ...given, GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary } };
  const { code, output } = await new Promise<Pick<Ended, 'code' | 'output'>>((resolve) => {
    execFile(process.execPath, [join(ACTIONS, name, 'src/main.ts')], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
  return { code, output, outputs: await readFile(outputs, 'utf8'), summary: await readFile(summary, 'utf8') };
}

async function write(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

describe('the action comment', () => {
  const inputs = { number: '7', topic: 'plan', body: 'It copies.' };

  it('writes, brings up to date, and gives the page', async () => {
    const there = await standIn({ permissions: { 'pull-requests': 'write' } });
    const page = 'https://github.com/example/orders/issues/7#issuecomment-1';
    for (const body of ['It copies.', 'It copies more.']) {
      const { code, output, outputs } = await runAction('comment', there, { ...inputs, body, token: there.token });
      expect([code, output]).toEqual([0, expect.stringContaining(`Comment: ${page}`)]);
      expect(outputs).toContain(page);
    }
    const kept = await readFile(join(there.runs, 'comments/7.json'), 'utf8');
    expect((JSON.parse(kept) as { body: string }[]).map(({ body }) => body)).toEqual(['<!-- bucket-brigade: plan -->\nIt copies more.']);
  });

  it.each([
    ['without the permission', {}, 4, /::error::GITHUB_REFUSED: .*403.*%0A {2}next: Give the job .*"pull-requests: write"/],
    ['on no number', { number: 'seven' }, 2, /::error::USAGE: Input "number" is "seven"/],
    ['without a token', { token: '' }, 2, /::error::USAGE: Input "token" is missing/],
  ])('%s ends with an annotation', async (_, changed, code, annotation) => {
    const there = await standIn({ permissions: { 'pull-requests': 'read' } });
    const ended = await runAction('comment', there, { ...inputs, token: there.token, ...changed });
    expect(ended.code).toBe(code);
    expect(ended.output).toMatch(annotation);
    expect(ended.output).not.toContain(there.token);
  });
});

describe('the action dispatch-successor', () => {
  const workflow = `on: {workflow_dispatch: {inputs: {config: {type: string}, note: {type: string}}}}
jobs: {a: {runs-on: ubuntu-latest, steps: [{run: "true"}]}}\n`;

  it('starts the next run, and links it', async () => {
    const there = await standIn({ permissions: { actions: 'write' }, workflow });
    const { code, outputs, summary } = await runAction('dispatch-successor', there, {
      token: there.token,
      inputs: 'config=a b.yml\nnote=x=y\n',
    });
    const [next] = there.dispatched;
    expect(code).toBe(0);
    expect(next?.inputs).toEqual({ config: 'a b.yml', note: 'x=y' });
    for (const text of [outputs, summary]) expect(text).toContain(`https://github.com/example/orders/actions/runs/${next?.id}`);
  });

  it.each([
    ['plan=s3://l/plan', 4, /::error::GITHUB_REFUSED: .*as the successor: it does not take plan%0A.*next: Add plan to /],
    ['=plan', 2, /::error::USAGE: "=plan" is no input%0A {2}next: Give one name=value a line/],
  ])('with %s ends with an annotation', async (given, code, annotation) => {
    const there = await standIn({ permissions: { actions: 'write' }, workflow });
    const ended = await runAction('dispatch-successor', there, { token: there.token, inputs: given });
    expect(ended.code).toBe(code);
    expect(ended.output).toMatch(annotation);
    expect(there.dispatched).toEqual([]);
  });
});

describe('the action preview', () => {
  const names = ['migration.yml', 'transform.yml', 'schema.yml'];

  async function change(edit: (text: string) => string): Promise<Ended> {
    const there = await standIn();
    const example = Object.fromEntries(
      await Promise.all(names.map(async (name) => [`m/${name}`, await readFile(join(EXAMPLE, name), 'utf8')] as const)),
    );
    await write(join(there.root, 'before'), example);
    await write(there.root, { ...example, 'm/migration.yml': edit(example['m/migration.yml'] ?? '') });
    return await runAction('preview', there, { before: join(there.root, 'before'), changed: 'm/migration.yml\nREADME.md' });
  }

  it('says what the change makes of the migration, without a token', async () => {
    const { code, output, outputs, summary } = await change((text) => text.replace(/shards: \d+/, 'shards: 8'));
    expect(code).toBe(0);
    expect(output).toContain('m/migration.yml: operational');
    expect(outputs).toMatch(/^touched<<(\S+)\n1\n\1$/m);
    for (const text of [outputs, summary]) expect(text).toContain('the same work in another way');
  });

  it('of a file that is broken fails, and still says so on the pull request', async () => {
    const { code, output, outputs } = await change((text) => text.replace(/shards: \d+/, 'shards: many'));
    expect(code).toBe(2);
    expect(output).toMatch(/::error::CONFIG_INVALID: .*shards/);
    expect(outputs).toContain('does not describe a migration');
    expect(outputs).toMatch(/^touched<<(\S+)\n1\n\1$/m);
  });
});
