/** What a `uses:` names. `./` is the workspace, `$/` the repository of the file that says it. */
export type Uses =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'self'; readonly path: string }
  | { readonly kind: 'repository'; readonly repository: string; readonly path: string; readonly ref: string }
  | { readonly kind: 'docker'; readonly image: string };

export function parseUses(text: string): Uses | null {
  if (text.startsWith('docker://')) return { kind: 'docker', image: text.slice('docker://'.length) };
  if (text.startsWith('./')) return { kind: 'local', path: text.slice(2) };
  if (text.startsWith('$/')) return { kind: 'self', path: text.slice(2) };
  const match = /^([\w.-]+\/[\w.-]+)((?:\/[^@]+)?)@(.+)$/.exec(text);
  if (match === null) return null;
  const [, repository = '', path = '', ref = ''] = match;
  return { kind: 'repository', repository, path: path.slice(1), ref };
}

/** Actions that the runner stands in for: by name, whatever their pinned commit. */
export const STAND_INS = ['actions/checkout', 'actions/upload-artifact', 'actions/download-artifact'] as const;
export type StandIn = (typeof STAND_INS)[number];

export function standInOf(uses: Uses): StandIn | undefined {
  return uses.kind === 'repository' && uses.path === '' ? STAND_INS.find((name) => name === uses.repository.toLowerCase()) : undefined;
}
