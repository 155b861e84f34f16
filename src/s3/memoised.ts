import type { Clock } from '../clock.ts';
import type { CredentialProvider, Credentials } from './types.ts';

/** Refreshed when less than this remains: what the SDK does too (memoizeIdentityProvider, 300,000 ms). */
const REFRESH_BEFORE_MS = 300_000;

/**
 * One provider for all clients: concurrent callers share one refresh, and a call costs nothing while credentials are
 * fresh. A client whose credentials were refused as expired says which, and gets new ones. When a refresh fails, those that
 * are held are used as long as they are valid: STS may answer again within these minutes.
 */
export function memoised(fetch: (refused?: Credentials) => Promise<Credentials>, clock: Clock): CredentialProvider {
  let held: Credentials | null = null;
  let pending: Promise<Credentials> | null = null;
  const fresh = ({ expiresAt }: Credentials) => expiresAt === undefined || expiresAt - clock.now() > REFRESH_BEFORE_MS;
  const valid = ({ expiresAt }: Credentials) => expiresAt === undefined || expiresAt > clock.now();
  return (refused) => {
    if (held !== null && held !== refused && fresh(held)) return held;
    pending ??= fetch(refused)
      .then((credentials) => (held = credentials))
      .catch((error: unknown) => {
        if (held !== null && held !== refused && valid(held)) return held;
        throw error;
      })
      .finally(() => {
        pending = null;
      });
    return pending;
  };
}
