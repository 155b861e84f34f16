import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MigrationError } from '../src/errors.ts';
import { downCommand, stateFile, type SandboxState } from './state.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
/** The repository that the laptop's GitHub speaks for; the roles' trust policies name it. */
export const REPOSITORY = 'example/checkout-history';

/** The interpreter of the set-up's venv; BB_PYTHON for another one. */
export function pythonOf(env: NodeJS.ProcessEnv): string {
  const python = env['BB_PYTHON'] ?? join(ROOT, '.setup/venv/bin/python');
  if (existsSync(python)) return python;
  throw new MigrationError('PREREQUISITE_MISSING', `There is no Python at ${python}`, {
    next: 'Run it through npm (npm run sandbox -- up): that does the set-up.',
  });
}

/** What a script needs to look into the sandbox: endpoint, accounts, roles; and where the rest lies. */
export function writePublic(file: string, state: SandboxState): void {
  const { endpoint, accounts, roles, buckets, oidc, seed, files } = state;
  writeFileSync(
    file,
    `${JSON.stringify({ up: true, endpoint, accounts, roles, buckets, oidc, seed, accessLog: files.accessLog }, null, 2)}\n`,
    { mode: 0o600 },
  );
}

/** How a person looks into a sandbox that is up. */
export function lookInto({ endpoint, accounts, buckets, roles, seed, files }: SandboxState, dir: string): string[] {
  const side = (name: 'source' | 'target', bucket: string) =>
    `  ${name}: s3://${bucket}, account ${accounts[name].id} in ${accounts[name].region}; its root: AWS_ACCESS_KEY_ID=${accounts[name].accessKeyId} AWS_SECRET_ACCESS_KEY=${accounts[name].secretAccessKey}`;
  return [
    side('source', buckets.source),
    side('target', buckets.target),
    `  ledger: s3://${buckets.ledger}, in the target's account`,
    `  roles: ${Object.keys(roles).join(', ')}`,
    `  seeded with: ${seed === null ? 'nothing' : `${seed.example}${seed.randomSeed === null ? '' : `, random seed ${seed.randomSeed}`}`}`,
    `  every S3 request: ${files.accessLog}`,
    `  look into it: AWS_ENDPOINT_URL=${endpoint} AWS_DEFAULT_REGION=${accounts.target.region} with the keys above, by any S3 client`,
    `  run a migration on it: npm run workflow -- .github/workflows/migrate.yml --sandbox ${stateFile(dir)} --approve approve -f config=${seed?.example ?? 'FILE'}`,
    `  end it: ${downCommand(dir)}`,
  ];
}
