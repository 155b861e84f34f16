import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** Each action's README.md from its action.yml. With --check: writes nothing, names the stale ones, ends with 1. */

const root = path.dirname(import.meta.dirname);
const described = z.object({ description: z.string() });
const action = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), described.extend({ required: z.boolean().default(false), default: z.string().optional() })).default({}),
  outputs: z.record(z.string(), described).default({}),
});

function readme(folder: string, { name, description, inputs, outputs }: z.output<typeof action>): string {
  const given = Object.entries(inputs).filter(([, { required }]) => required);
  const rows = (cells: readonly (readonly string[])[]) => cells.map((row) => `| ${row.join(' | ')} |`);
  return [
    `# ${name}`,
    '',
    `${description}.`,
    '',
    '```yaml',
    `- uses: $/actions/${folder}`,
    ...(given.length === 0 ? [] : ['  with:', ...given.map(([input]) => `    ${input}: …`)]),
    '```',
    '',
    ...rows([
      ['input', 'what', 'default'],
      ['---', '---', '---'],
      ...Object.entries(inputs).map(([input, of]) => [
        `\`${input}\``,
        of.description,
        of.required ? 'required' : `\`${of.default ?? ''}\``.replace('``', 'none'),
      ]),
    ]),
    '',
    ...rows([['output', 'what'], ['---', '---'], ...Object.entries(outputs).map(([output, of]) => [`\`${output}\``, of.description])]),
    '',
    'The job needs `permissions: id-token: write`, and an environment that the role trusts: see [infra](../../infra/README.md).',
    'The whole workflow: [migrate.yml](../../.github/workflows/migrate.yml).',
    '',
    `<!-- Written by npm run generate, from action.yml. -->`,
    '',
  ].join('\n');
}

const isCheck = process.argv.includes('--check');
for (const folder of fs.readdirSync(path.join(root, 'actions')).toSorted()) {
  const file = path.join(root, 'actions', folder, 'action.yml');
  if (!fs.existsSync(file)) continue;
  const target = path.join(root, 'actions', folder, 'README.md');
  const text = readme(folder, action.parse(parse(fs.readFileSync(file, 'utf8'))));
  if (fs.existsSync(target) && fs.readFileSync(target, 'utf8') === text) continue;
  if (isCheck) {
    console.log(`actions/${folder}/README.md is stale`);
    process.exitCode = 1;
  } else fs.writeFileSync(target, text);
}
