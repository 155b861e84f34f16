/** An error as the SDK throws it, as far as it tells whether to ask again. */
export interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** Each service has a name of its own for it. */
export function isThrottling(cause: unknown): boolean {
  const { message, name } = cause as SdkError;
  return /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name) || /^rate exceeded/i.test(message);
}

/** A busy AWS, or one that gave no answer at all: waiting heals it, and it says nothing of permissions. */
export function isBusy(cause: unknown): boolean {
  const status = (cause as SdkError).$metadata?.httpStatusCode ?? 503;
  return isThrottling(cause) || status === 429 || status >= 500;
}
