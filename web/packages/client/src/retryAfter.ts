import type { Environment } from "./environment.js";

/** A call that was answered "not now" is made this often in all, before whoever made it is told. */
export const MAX_TRIES = 3;
/** Where the server does not say when to try again. */
export const RETRY_AFTER_MILLIS = 1_000;
/** Somebody waits for the answer: a server that asks for more than this is told of instead. */
export const MAX_RETRY_AFTER_MILLIS = 3_000;

/** Whether the server understood, and only cannot do it now. */
export function isNotNow(status: number): boolean {
  return status === 429 || status === 503;
}

/** How long a `Retry-After` asks to wait: in seconds, or until a date. Nothing where it says neither. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = /^\s*\d{1,9}\s*$/.test(header) ? Number(header) : Number.NaN;
  const millis = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1_000;
  return Number.isNaN(millis) ? null : Math.max(0, millis);
}

/** Waits as long as was asked, and up to as long again, so that not all come back at once. */
export function pause(environment: Environment, askedMillis: number): Promise<void> {
  const delayMillis = askedMillis * (1 + environment.random());
  return new Promise((resolve) => {
    environment.setTimer(resolve, delayMillis);
  });
}
