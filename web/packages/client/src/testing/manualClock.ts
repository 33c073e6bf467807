import type { CancelTimer } from "../environment.js";

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. Shared by all that take part in a test. */
export class ManualClock {
  #now: number;
  #order = 0;
  #timers: Timer[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, delayMillis: number): CancelTimer {
    const timer = { dueAt: this.#now + Math.max(0, delayMillis), order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass: every timer fires when it is due, and what it promises is kept before the next. */
  async advance(millis: number): Promise<void> {
    const until = this.#now + millis;
    await settlePromises();
    for (let timer = this.#takeDue(until); timer !== undefined; timer = this.#takeDue(until)) {
      this.#now = Math.max(this.#now, timer.dueAt);
      timer.callback();
      await settlePromises();
    }
    this.#now = until;
  }

  /** A machine asleep: time passes, and the timers that were due meanwhile fire late, at the end. */
  async sleep(millis: number): Promise<void> {
    this.#now += millis;
    await this.advance(0);
  }

  /** The timers that wait, as the time each has left. */
  get pendingMillis(): readonly number[] {
    return this.#timers.map(({ dueAt }) => dueAt - this.#now).sort((a, b) => a - b);
  }

  #takeDue(until: number): Timer | undefined {
    const due = this.#timers
      .filter((timer) => timer.dueAt <= until)
      .sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0];
    if (due !== undefined) this.#timers = this.#timers.filter((timer) => timer !== due);
    return due;
  }
}

/** Runs what promises have queued. The longest chain of the kit is a token's: well under this. */
export async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < 24; turn += 1) await Promise.resolve();
}
