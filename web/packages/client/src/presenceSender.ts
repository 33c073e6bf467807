import type { CancelTimer, Environment } from "./environment.js";
import { PRESENCE_INTERVAL_MILLIS } from "./protocol/limits.js";
import type { Cursor, Holding, Presence } from "./protocol/messages.js";

/** All of one's own presence. It is always sent whole, so that a lost one costs nothing. */
export interface OwnPresence {
  readonly cursor: Cursor | null;
  readonly holding: Holding | null;
}

export const noPresence: OwnPresence = { cursor: null, holding: null };

export interface PresenceSenderOptions {
  readonly environment: Environment;
  readonly send: (presence: Presence) => void;
}

/** Sends one's presence at most 20 times a second: the newest wins, and nothing is queued. */
export class PresenceSender {
  readonly #options: PresenceSenderOptions;
  #own: OwnPresence = noPresence;
  #sent: OwnPresence = noPresence;
  #isOpen = false;
  #cancelPause: CancelTimer | null = null;

  constructor(options: PresenceSenderOptions) {
    this.#options = options;
  }

  /** The server knows nothing of us yet, or has forgotten it. */
  opened(): void {
    this.#isOpen = true;
    this.#sent = noPresence;
    this.#sendIfDue();
  }

  closed(): void {
    this.#isOpen = false;
    this.#cancelPause?.();
    this.#cancelPause = null;
  }

  update(presence: Partial<OwnPresence>): void {
    this.#own = { ...this.#own, ...presence };
    this.#sendIfDue();
  }

  #sendIfDue(): void {
    if (!this.#isOpen || this.#cancelPause !== null) return;
    if (samePresence(this.#own, this.#sent)) return;
    this.#sent = this.#own;
    this.#cancelPause = this.#options.environment.setTimer(() => {
      this.#cancelPause = null;
      this.#sendIfDue();
    }, PRESENCE_INTERVAL_MILLIS);
    this.#options.send(this.#own);
  }
}

function samePresence(a: OwnPresence, b: OwnPresence): boolean {
  return (
    a.holding?.param === b.holding?.param &&
    a.holding?.value === b.holding?.value &&
    a.cursor?.surface === b.cursor?.surface &&
    a.cursor?.x === b.cursor?.x &&
    a.cursor?.y === b.cursor?.y
  );
}
