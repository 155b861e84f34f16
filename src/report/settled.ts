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
