export const BACKOFF_CAP_MILLIS = 30_000;
/** A connection that held this long was good: the next failure starts from the beginning. */
export const GOOD_CONNECTION_MILLIS = 10_000;

/** How patient a wait is: never shorter than the floor, and first bounded by `firstMillis`. */
export interface Patience {
  readonly floorMillis: number;
  readonly firstMillis: number;
}

/** After a loss: the server is there, or will be in a moment. Below the floor a retry is only noise. */
export const AFTER_LOSS: Patience = { floorMillis: 250, firstMillis: 1_000 };

/** After the server has said that it has too much to do: to ask again at once would be part of it. */
export const AFTER_OVERLOAD: Patience = { floorMillis: 2_000, firstMillis: 8_000 };

/**
 * Full jitter above a floor: uniform between the floor and min(30 s, first · 2^attempt). Those whom a
 * lower draw would bring below the floor are spread with the others, since all of them brought up to
 * the floor would come as one crowd. See "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param attempt failures since the last good connection, from 0
 * @param random uniform in [0, 1)
 */
export function backoffMillis(attempt: number, random: number, patience = AFTER_LOSS): number {
  const { floorMillis, firstMillis } = patience;
  const ceiling = Math.min(BACKOFF_CAP_MILLIS, firstMillis * 2 ** attempt);
  return floorMillis + random * (ceiling - floorMillis);
}
