import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { MigrationError } from '../../src/errors.ts';
import type { TokenSigner } from './oidc.ts';

/** What of a sandbox's state the runner needs: where its AWS is, and the key of the issuer that it trusts. */
const stateSchema = z.looseObject({
  endpoint: z.url(),
  repository: z.string().optional(),
  timeScale: z.number().min(1).default(1),
  oidc: z.looseObject({ issuer: z.string().min(1), privateKeyFile: z.string().min(1), keyId: z.string().min(1) }).optional(),
});

export interface SandboxAws {
  /** The repository whose tokens its AWS takes. */
  readonly repository: string | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly signer: TokenSigner | null;
}

/** @throws MigrationError CONFIG_MISSING, CONFIG_INVALID */
export async function readSandboxState(file: string): Promise<SandboxAws> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new MigrationError('CONFIG_MISSING', `There is no sandbox state in ${file}`, { next: 'Start a sandbox first.', cause });
  });
  const parsed = stateSchema.safeParse(parseJson(text));
  if (!parsed.success)
    throw new MigrationError('CONFIG_INVALID', `${file} is not a sandbox's state: ${z.prettifyError(parsed.error)}`, {
      next: 'Start the sandbox again.',
    });
  const { endpoint, oidc, repository, timeScale } = parsed.data;
  return {
    repository: repository ?? null,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      BUCKET_BRIGADE_TIME_SCALE: String(timeScale),
      // HOME is the person's own: their AWS profiles must not reach a job that works against a sandbox.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    signer:
      oidc === undefined
        ? null
        : { issuer: oidc.issuer, keyId: oidc.keyId, privateKey: createPrivateKey(await readFile(oidc.privateKeyFile)) },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
