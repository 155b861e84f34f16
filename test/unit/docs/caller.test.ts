import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isCall } from '../../../sandbox/workflow-runner/model.ts';
import { permissionProblems } from '../../../sandbox/workflow-runner/permissions.ts';
import { loadWorkflowTree } from '../../../sandbox/workflow-runner/workflow-files.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The guide's workflow for who calls migrate.yml from another repository, read as GitHub would. */
async function callersWorkflow() {
  const guide = await readFile(join(ROOT, 'docs/guide.md'), 'utf8');
  const [, yaml = ''] = /\*\*From another repository\*\*.*?```yaml\n(.*?)```/s.exec(guide) ?? [];
  const root = await mkdtemp(join(tmpdir(), 'caller-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const file = join(root, '.github/workflows/orders.yml');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, yaml);
  return loadWorkflowTree({ file, repositoryName: 'example/orders', repositoryFolders: { 'OWNER/bucket-brigade': ROOT } });
}

it('the guide’s workflow for another repository may call migrate.yml, and is one that a successor can be dispatched with', async () => {
  const tree = await callersWorkflow();
  expect(permissionProblems(tree)).toEqual([]);
  const [job] = Object.values(tree.entry.definition.jobs);
  if (job === undefined || !isCall(job)) throw new Error('It calls nothing');
  const migrate = tree.calledWorkflow(tree.entry, job.uses);

  const text = await readFile(join(ROOT, migrate.file), 'utf8');
  const [, lines = ''] = /uses: \$\/actions\/dispatch-successor\n(?:.*\n)*?\s+inputs: \|\n((?:\s+[\w-]+=.*\n)+)/.exec(text) ?? [];
  const given = [...lines.matchAll(/^\s+([\w-]+)=/gm)].map(([, name = '']) => name);
  expect(given.length).toBeGreaterThan(0);

  const taken = tree.entry.dispatchInputs ?? {};
  expect(Object.keys(taken)).toEqual(expect.arrayContaining(given));
  // What the successor is given has to arrive, and what it is not given must not be asked for.
  expect(job.with).toMatchObject(Object.fromEntries(given.map((name) => [name, `\${{ inputs.${name} }}`])));
  for (const [name, input] of Object.entries(taken)) expect([name, input.required && !given.includes(name)]).toEqual([name, false]);
  const { dispatchInputs } = migrate;
  expect(taken['mode']?.options).toEqual(dispatchInputs?.['mode']?.options);
});
