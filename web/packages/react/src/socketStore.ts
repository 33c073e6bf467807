import {
  browserEnvironment,
  Connection,
  type ConnectionState,
  type Environment,
} from "@trivector/collab-client";

export interface SocketSnapshot {
  readonly status: ConnectionState;
  /** The last text frame, as it came; `null` before the first. */
  readonly lastMessage: string | null;
}

/** A connection that a component can subscribe to, and that lasts as long as one holds it. */
export class SocketStore {
  readonly #connection: Connection;
  readonly #environment: Environment;
  readonly #listeners = new Set<() => void>();
  #snapshot: SocketSnapshot = { status: { status: "idle" }, lastMessage: null };
  #holders = 0;

  constructor(url: string, environment: Environment = browserEnvironment) {
    this.#environment = environment;
    this.#connection = new Connection({
      url,
      environment,
      onText: (lastMessage) => this.#change({ lastMessage }),
      onState: (status) => this.#change({ status }),
    });
  }

  getSnapshot = (): SocketSnapshot => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  send = (text: string): boolean => this.#connection.send(text);

  retryNow = (): void => this.#connection.retryNow();

  /** Opens with the first holder; closes soon after the last, since StrictMode lets go and holds again. */
  hold = (): (() => void) => {
    this.#holders += 1;
    this.#connection.open();
    return () => {
      this.#holders -= 1;
      this.#environment.setTimer(() => {
        if (this.#holders === 0) this.#connection.close();
      }, 0);
    };
  };

  #change(part: Partial<SocketSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    for (const listener of [...this.#listeners]) listener();
  }
}
