import type { CancelTimer, Environment } from "./environment.js";
import { COMMIT_DEBOUNCE_MILLIS } from "./protocol/limits.js";

/** Notices the pauses of a drag: 300 ms without a move, parameter by parameter. */
export class GestureTimers {
  readonly #environment: Environment;
  readonly #onPause: (param: string) => void;
  readonly #timers = new Map<string, CancelTimer>();

  constructor(environment: Environment, onPause: (param: string) => void) {
    this.#environment = environment;
    this.#onPause = onPause;
  }

  moved(param: string): void {
    this.ended(param);
    const cancel = this.#environment.setTimer(() => {
      this.#timers.delete(param);
      this.#onPause(param);
    }, COMMIT_DEBOUNCE_MILLIS);
    this.#timers.set(param, cancel);
  }

  ended(param: string): void {
    this.#timers.get(param)?.();
    this.#timers.delete(param);
  }

  endAll(): void {
    for (const param of [...this.#timers.keys()]) this.ended(param);
  }
}
