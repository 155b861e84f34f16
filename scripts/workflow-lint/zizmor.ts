import type { Finding } from './finding.ts';

export const ZIZMOR_ARGUMENTS: readonly string[] = [
  ...['--persona', 'pedantic'],
  // Audits that ask GitHub would need a network and a token; the pins have a table of their own.
  ...['--offline', '--no-progress', '--quiet'],
  ...['--config', '.github/zizmor.yml'],
  // A file that it cannot read is a finding, not a warning.
  '--strict-collection',
  // Its exit code says how bad the worst finding is; any is a failure here, so that the code only says whether it worked.
  ...['--format', 'json-v1', '--no-exit-codes'],
];

interface Reported {
  readonly ident: string;
  readonly desc: string;
  readonly ignored: boolean;
  readonly url: string;
  readonly locations: readonly {
    readonly symbolic: {
      readonly key: { readonly Local?: { readonly verbatim_path: string } };
      readonly annotation: string;
      readonly kind: string;
    };
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } };
  }[];
}

export function zizmorFindings(json: string): readonly Finding[] {
  return (JSON.parse(json) as readonly Reported[])
    .filter(({ ignored }) => !ignored)
    .map(({ ident, desc, url, locations }) => {
      const place = locations.find(({ symbolic }) => symbolic.kind === 'Primary') ?? locations[0];
      const file = (place?.symbolic.key.Local?.verbatim_path ?? '').replace(/^\.\//, '');
      const line = (place?.concrete.location.start_point.row ?? 0) + 1;
      return { file, line, tool: 'zizmor', rule: ident, found: `${desc}: ${place?.symbolic.annotation ?? ''}`, fix: url };
    });
}
