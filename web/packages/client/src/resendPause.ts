import type { CancelTimer, Environment } from "./environment.js";
import type { ErrorMessage } from "./protocol/messages.js";
import type { Problem } from "./snapshot.js";

/** Where the server does not say when to try again. */
export const RESEND_AFTER_MILLIS = 1_000;
/** Below this it is only noise: a rate limit may ask for a few milliseconds. */
export const RESEND_FLOOR_MILLIS = 250;
/** A server that asks for longer than this is not believed. */
export const RESEND_ASKED_CAP_MILLIS = 60_000;
/** How far apart many clients are spread at most: so long may a server that can save again wait for them. */
export const RESEND_SPREAD_CAP_MILLIS = 10_000;

/**
 * Never before the time that the server asked for, and after it uniform over a spread that doubles with
 * each refusal: nobody comes too early, and not all come at once.
 *
 * @param attempt refusals since something was last saved, from 0
 * @param random uniform in [0, 1)
 */
export function resendDelayMillis(
  attempt: number,
  random: number,
  askedMillis = RESEND_AFTER_MILLIS,
): number {
  const least = Math.min(RESEND_ASKED_CAP_MILLIS, Math.max(RESEND_FLOOR_MILLIS, askedMillis));
  return least + random * Math.min(RESEND_SPREAD_CAP_MILLIS, least * 2 ** attempt);
}

export interface ResendPauseOptions {
  readonly environment: Environment;
  readonly onOver: () => void;
}

/**
 * The wait after the server could not take a change. Nothing is sent meanwhile, so that what is sent
 * again keeps its place before what came after it, and what comes after it is one change for each parameter.
 */
export class ResendPause {
  readonly #options: ResendPauseOptions;
  #attempt = 0;
  #problem: Problem | null = null;
  #cancelTimer: CancelTimer | null = null;

  constructor(options: ResendPauseOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#cancelTimer !== null;
  }

  /** What the server said first, until something is saved again. */
  get problem(): Problem | null {
    return this.#problem;
  }

  refused({ code, message, retryAfterMs }: ErrorMessage): void {
    const { environment, onOver } = this.#options;
    if (this.#problem?.code !== code) {
      this.#problem = { code, message, at: this.#problem?.at ?? environment.now() };
    }
    if (this.isRunning) return;
    const delayMillis = resendDelayMillis(this.#attempt, environment.random(), retryAfterMs);
    this.#attempt += 1;
    this.#cancelTimer = environment.setTimer(() => {
      this.#cancelTimer = null;
      onOver();
    }, delayMillis);
  }

  saved(): void {
    this.#attempt = 0;
    this.interrupt();
  }

  /** The connection is lost: its own back-off takes over, and the next refusal goes on from this one. */
  interrupt(): void {
    this.#problem = null;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}
