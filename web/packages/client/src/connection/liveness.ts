import type { CancelTimer, Environment } from "../environment.js";

export const PING_VISIBLE_MILLIS = 15_000;
/** Browsers throttle the timers of hidden tabs; nobody is looking, so nothing is lost. */
export const PING_HIDDEN_MILLIS = 60_000;
export const PONG_TIMEOUT_MILLIS = 6_000;
/** A timer later than this means that the tab was asleep, and that nothing was heard because of it. */
export const LATE_TIMER_MILLIS = 1_000;

export interface LivenessOptions {
  readonly environment: Environment;
  readonly sendPing: () => void;
  /** A ping was really sent, the tab was really awake, and no answer came. */
  readonly onDead: () => void;
}

/**
 * Finds out whether the other end is still there, by evidence: a ping that went unanswered while
 * the tab was awake. A timer that fires late proves only that the tab slept, so it asks again.
 */
export class Liveness {
  readonly #options: LivenessOptions;
  #cancelTimer: CancelTimer | null = null;
  #awaitingPong = false;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  start(): void {
    this.#schedulePing();
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#awaitingPong = false;
  }

  /** Asks now. A question that is already out is not asked twice. */
  probe(): void {
    if (!this.#awaitingPong) this.#ping();
  }

  pong(): void {
    if (!this.#awaitingPong) return;
    this.#awaitingPong = false;
    this.#schedulePing();
  }

  /** The pace follows the tab: a ping that was planned for a visible tab is planned anew. */
  paceChanged(): void {
    if (!this.#awaitingPong) this.#schedulePing();
  }

  #schedulePing(): void {
    const { environment } = this.#options;
    this.#setTimer(environment.isVisible() ? PING_VISIBLE_MILLIS : PING_HIDDEN_MILLIS, () =>
      this.#ping(),
    );
  }

  #ping(): void {
    const { environment, sendPing } = this.#options;
    this.#awaitingPong = true;
    const dueAt = environment.now() + PONG_TIMEOUT_MILLIS;
    this.#setTimer(PONG_TIMEOUT_MILLIS, () => this.#judge(dueAt));
    sendPing();
  }

  #judge(dueAt: number): void {
    const { environment, onDead } = this.#options;
    this.#awaitingPong = false;
    if (environment.now() - dueAt > LATE_TIMER_MILLIS) {
      this.#ping();
    } else {
      onDead();
    }
  }

  #setTimer(delayMillis: number, callback: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.environment.setTimer(callback, delayMillis);
  }
}
