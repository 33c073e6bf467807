export const BACKOFF_BASE_MILLIS = 1_000;
export const BACKOFF_CAP_MILLIS = 30_000;
/** Below this a retry is only noise. */
export const BACKOFF_FLOOR_MILLIS = 250;
/** A connection that held this long was good: the next failure starts from the beginning. */
export const GOOD_CONNECTION_MILLIS = 10_000;

/**
 * Full jitter: uniform between 0 and min(30 s, 1 s · 2^attempt), at least 250 ms.
 * See "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param attempt failures since the last good connection, from 0
 * @param random uniform in [0, 1)
 */
export function backoffMillis(attempt: number, random: number): number {
  const ceiling = Math.min(BACKOFF_CAP_MILLIS, BACKOFF_BASE_MILLIS * 2 ** attempt);
  return Math.max(BACKOFF_FLOOR_MILLIS, random * ceiling);
}
