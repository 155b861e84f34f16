import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runStoppableAction } from '../../../src/doors/action.ts';
import { MigrationError } from '../../../src/errors.ts';
import { previewMarkdown } from '../../../src/report/preview.ts';
import { previewStage } from '../../../src/stages/preview.ts';

await runStoppableAction(process.env, async ({ input, lines, log }) => {
  const before = input('before', { required: true });
  const readIn = (folder: string) => async (file: string) => await readFile(join(folder, file), 'utf8').catch(() => null);
  const outcome = await previewStage(
    { readAfter: readIn('.'), readBefore: readIn(before), filesOf: (folder) => readdir(folder).catch(() => []) },
    lines('changed'),
  );
  const { broken, deleted, previews } = outcome;
  for (const { consequence, file } of previews) log(`${file}: ${consequence}`);
  const markdown = previewMarkdown(outcome);
  return {
    outputs: { markdown, touched: String(previews.length + broken.length + deleted.length) },
    summary: markdown,
    error: broken.length === 0 ? null : severalOf(broken.map(({ error }) => error)),
  };
});

function severalOf(errors: readonly MigrationError[]): MigrationError {
  const [first] = errors;
  if (errors.length === 1 && first !== undefined) return first;
  return new MigrationError('CONFIG_INVALID', errors.map(({ message }) => message).join('\n'), {
    next: 'Mend these files in the pull request.',
  });
}
