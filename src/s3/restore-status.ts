/** What a listing is asked for beside its usual fields (API_ListObjectsV2, x-amz-optional-object-attributes). */
export const OPTIONAL_ATTRIBUTES = 'RestoreStatus';

const IN_PROGRESS = /<IsRestoreInProgress>\s*(true|false)\s*<\/IsRestoreInProgress>/i;
const EXPIRES_AT = /<RestoreExpiryDate>\s*([^<]*?)\s*<\/RestoreExpiryDate>/;

/**
 * Whether an archived object can be read now, by what is inside of its RestoreStatus: its restore is done, and the restored copy
 * has not expired. Its storage class stays what it was. An object that nobody has restored has no such element (API_RestoreStatus).
 */
export function isRestored(status: string, nowMs: number): boolean {
  const expiresAt = EXPIRES_AT.exec(status)?.[1];
  return IN_PROGRESS.exec(status)?.[1]?.toLowerCase() === 'false' && expiresAt !== undefined && Date.parse(expiresAt) > nowMs;
}
