import { inMarkdown } from './markdown.ts';

/** What goes on after the run's last job. */
export function settledMarkdown({
  clusters,
  shards,
}: {
  readonly clusters: readonly string[];
  readonly shards: readonly string[];
}): string {
  if (shards.length + clusters.length === 0) return '### Settled: nothing goes on elsewhere\n';
  const lines = [...shards.map((shard) => `- shard \`${shard}\` on its machine`), ...clusters.map((id) => `- cluster \`${id}\``)];
  return [
    '### Settled: ▶ work goes on elsewhere',
    '',
    ...lines,
    '',
    'It is left alone. Re-run the failed jobs: they take it up again where it is by then.',
    '',
  ].join('\n');
}

/** What a pass of the reaper has seen and done. */
export function reapedMarkdown(
  migration: string,
  reaped: { readonly working: readonly string[]; readonly idle: readonly string[]; readonly ended: readonly string[] } | null,
): string {
  if (reaped === null) return `### ${inMarkdown(migration)}: no plan, so nothing is rented\n`;
  const { ended, idle, working } = reaped;
  const lines = [
    ...working.map((id) => `- \`${id}\` works`),
    ...idle.map((id) => `- \`${id}\` is idle; a later pass ends it`),
    ...ended.map((id) => `- \`${id}\` was idle before, and is ended`),
  ];
  return [`### ${inMarkdown(migration)}: ${ended.length} ended, ${idle.length} idle, ${working.length} at work`, '', ...lines, ''].join(
    '\n',
  );
}
