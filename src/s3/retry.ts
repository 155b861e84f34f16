/**
 * What heals, and how. A table, so that each line can be read, questioned and tested.
 * By S3's code first, because a code says more than its status; by status for codes that are not in the table.
 */
export type Cure =
  /** Try again after a pause. */
  | 'wait'
  /** As `wait`, and counted: S3 asks for fewer requests. */
  | 'slow-down'
  /** Try again with new credentials; costs no try while they are new. */
  | 'credentials'
  /** Try again with the clock set by the answer's Date header. */
  | 'clock'
  /** The same request would get the same answer. */
  | 'none';

const CURE_BY_CODE: Readonly<Record<string, Cure>> = {
  SlowDown: 'slow-down',
  ServiceUnavailable: 'slow-down',
  Throttling: 'slow-down',
  ThrottlingException: 'slow-down',
  RequestThrottled: 'slow-down',
  RequestLimitExceeded: 'slow-down',
  TooManyRequests: 'slow-down',
  BandwidthLimitExceeded: 'slow-down',
  // KMS has a quota of its own; S3 hands its refusal on with status 400.
  'KMS.ThrottlingException': 'slow-down',

  InternalError: 'wait',
  RequestTimeout: 'wait',
  IncompleteBody: 'wait',
  OperationAborted: 'wait',
  Unreadable: 'wait',
  NoAnswer: 'wait',

  ExpiredToken: 'credentials',
  ExpiredTokenException: 'credentials',
  TokenRefreshRequired: 'credentials',

  RequestTimeTooSkewed: 'clock',

  // These are here because CopyObject can answer them inside a 200, whose status says nothing.
  AccessDenied: 'none',
  AllAccessDisabled: 'none',
  AccountProblem: 'none',
  NoSuchKey: 'none',
  NoSuchBucket: 'none',
  NoSuchVersion: 'none',
  PreconditionFailed: 'none',
  ConditionalRequestConflict: 'none',
  InvalidArgument: 'none',
  InvalidRequest: 'none',
  InvalidObjectState: 'none',
  InvalidStorageClass: 'none',
  EntityTooLarge: 'none',
  'KMS.DisabledException': 'none',
  'KMS.InvalidStateException': 'none',
  'KMS.NotFoundException': 'none',
  // Ours: a server that does not encode keys when asked will not do so the next time.
  Unencoded: 'none',
  // Ours: a server that answers another question than it was asked, or in words of its own.
  Unexpected: 'none',
};

const CURE_BY_STATUS: Readonly<Record<number, Cure>> = {
  // An error inside a 200 that the table does not know: S3 was at work when it failed, e.g. cross-Region throttling (API_CopyObject).
  200: 'wait',
  408: 'wait',
  429: 'slow-down',
  500: 'wait',
  502: 'wait',
  503: 'slow-down',
  504: 'wait',
};

export function cureOf(status: number, code: string): Cure {
  return (Object.hasOwn(CURE_BY_CODE, code) ? CURE_BY_CODE[code] : CURE_BY_STATUS[status]) ?? 'none';
}

/** AWS advises to raise the attempts to about 10 (re:Post, "HTTP 5xx errors from Amazon S3"); 12 are half a minute of patience on average. */
export const TRIES = 12;
export const BASE_MS = 50;
export const CAP_MS = 20_000;

/** Credentials that are new and refused all the same: so often without burning a try, then they cost one. */
export const FREE_REFRESHES = 3;

/** Full jitter: anything from nothing to the doubled step. `failed` is the number of tries that have failed, from 1. */
export function pauseMs(failed: number, random: () => number): number {
  return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** (failed - 1)));
}

/** Certificates and names that do not fit stay wrong; everything else that a socket can meet may be gone at the next try. */
const LASTING_SOCKET_ERRORS: ReadonlySet<string> = new Set([
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  // Ours, for a header that cannot be sent (http.ts).
  'ERR_INVALID_CHAR',
]);

export function socketErrorLasts(code: string): boolean {
  return LASTING_SOCKET_ERRORS.has(code);
}
