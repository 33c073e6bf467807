import type { CancelTimer, Environment, PageSignal, Socket } from "../environment.js";
import { CloseCode, isFinalClose, isOverloadClose } from "../protocol/closeCodes.js";
import { encodeClientMessage } from "../protocol/encode.js";
import { parseObject } from "../protocol/read.js";
import { AFTER_LOSS, AFTER_OVERLOAD, backoffMillis, GOOD_CONNECTION_MILLIS } from "./backoff.js";
import { Liveness } from "./liveness.js";

export const CONNECT_TIMEOUT_MILLIS = 10_000;
export const AUTH_TIMEOUT_MILLIS = 10_000;

/**
 * Where a connection stands. `attempt` counts the failures since the last good connection;
 * `offline` is `waiting` while the browser says that there is no network. It goes on trying, since
 * a server on this machine or in this room may be reachable all the same.
 */
export type ConnectionState =
  | { readonly status: "idle" }
  | { readonly status: "connecting"; readonly attempt: number }
  | { readonly status: "authenticating"; readonly attempt: number }
  | { readonly status: "open"; readonly since: number }
  | { readonly status: "waiting"; readonly attempt: number; readonly retryAt: number }
  | { readonly status: "offline"; readonly attempt: number; readonly retryAt: number }
  | { readonly status: "closed"; readonly code: number; readonly reason: string };

export interface ConnectionOptions {
  readonly url: string;
  readonly environment: Environment;
  /**
   * The first frame of every socket. Where it is given, the connection counts as open only after
   * `accepted()`; where it is not, as soon as the socket is.
   */
  readonly handshake?: () => Promise<string>;
  readonly onText: (text: string) => void;
  readonly onState: (state: ConnectionState) => void;
}

/** One attempt at a socket. What a socket says after it was replaced concerns nobody. */
interface Attempt {
  readonly socket: Socket | null;
}

/** Keeps one socket to one address open, and says honestly where it stands. Never throws. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #liveness: Liveness;
  #state: ConnectionState = { status: "idle" };
  #current: { socket: Socket | null } | null = null;
  #failures = 0;
  #cancelTimer: CancelTimer | null = null;
  #stopListening: (() => void) | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#liveness = new Liveness({
      environment: options.environment,
      sendPing: () => this.#transmit(PING_FRAME),
      onDead: () => this.abandon("A ping was not answered."),
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Starts, from idle or after it was closed. A connection that is on its way is left alone. */
  open(): void {
    if (this.#state.status !== "idle" && this.#state.status !== "closed") return;
    this.#failures = 0;
    this.#stopListening ??= this.#options.environment.onPageSignal((signal) =>
      this.#pageSignal(signal),
    );
    this.#connect();
  }

  /** Ends it because we want to: a clean close, so that the others see us leave at once. */
  close(): void {
    this.#finish({ status: "idle" }, CloseCode.normal, "");
  }

  /** Ends it for good, because trying again could not help. */
  fail(code: number, reason: string): void {
    this.#finish({ status: "closed", code, reason }, CloseCode.normal, "");
  }

  /** The handshake was answered: from here on the connection is open. */
  accepted(): void {
    if (this.#state.status === "authenticating") this.#opened();
  }

  /** Gives up on this socket and tries again, as after a loss. */
  abandon(reason: string): void {
    if (this.#current === null) return;
    this.#dropSocket(CloseCode.abandoned, reason);
    this.#lost();
  }

  /** Replaces an open connection by a new one, without a wait. The others do not see us leave. */
  renew(): void {
    if (this.#state.status !== "open") return;
    this.#dropSocket(CloseCode.abandoned, "The handshake has something new to say.");
    this.#liveness.stop();
    this.#connect();
  }

  /** Ends the wait. */
  retryNow(): void {
    if (this.#state.status === "waiting" || this.#state.status === "offline") this.#connect();
  }

  /** Whether the frame was handed to an open connection. */
  send(text: string): boolean {
    return this.#state.status === "open" && this.#transmit(text);
  }

  #connect(): void {
    const { environment, url } = this.#options;
    const attempt: { socket: Socket | null } = { socket: null };
    this.#current = attempt;
    this.#setTimer(CONNECT_TIMEOUT_MILLIS, () =>
      this.abandon("The connection was not made in time."),
    );
    this.#enter({ status: "connecting", attempt: this.#failures });
    // A listener may have ended it in the meantime.
    if (this.#current !== attempt) return;
    try {
      attempt.socket = environment.openSocket(url, {
        onOpen: () => this.#ifCurrent(attempt, () => this.#socketOpened(attempt)),
        onText: (text) => this.#ifCurrent(attempt, () => this.#received(text)),
        onClose: (code, reason) => this.#ifCurrent(attempt, () => this.#socketClosed(code, reason)),
      });
    } catch (error) {
      this.#current = null;
      this.fail(CloseCode.abnormal, `The address ${url} cannot be opened: ${String(error)}`);
    }
  }

  #ifCurrent(attempt: Attempt, action: () => void): void {
    if (this.#current === attempt) action();
  }

  #socketOpened(attempt: Attempt): void {
    const { handshake } = this.#options;
    if (handshake === undefined) {
      this.#opened();
      return;
    }
    this.#setTimer(AUTH_TIMEOUT_MILLIS, () => this.abandon("The server did not answer in time."));
    this.#enter({ status: "authenticating", attempt: this.#failures });
    handshake().then(
      (frame) => this.#ifCurrent(attempt, () => this.#transmit(frame)),
      () => this.#ifCurrent(attempt, () => this.abandon("No credentials could be had.")),
    );
  }

  #opened(): void {
    this.#setTimer(GOOD_CONNECTION_MILLIS, () => {
      this.#failures = 0;
    });
    this.#liveness.start();
    this.#enter({ status: "open", since: this.#options.environment.now() });
  }

  #received(text: string): void {
    if (isPong(text)) this.#liveness.pong();
    this.#options.onText(text);
  }

  #socketClosed(code: number, reason: string): void {
    this.#current = null;
    if (isFinalClose(code)) {
      this.#finish({ status: "closed", code, reason }, code, reason);
    } else {
      this.#lost(isOverloadClose(code) ? AFTER_OVERLOAD : AFTER_LOSS);
    }
  }

  #lost(patience = AFTER_LOSS): void {
    const { environment } = this.#options;
    this.#current = null;
    this.#liveness.stop();
    const attempt = this.#failures;
    const delayMillis = backoffMillis(attempt, environment.random(), patience);
    this.#failures += 1;
    this.#setTimer(delayMillis, () => this.#connect());
    const status = environment.isOnline() ? "waiting" : "offline";
    this.#enter({ status, attempt, retryAt: environment.now() + delayMillis });
  }

  #pageSignal(signal: PageSignal): void {
    if (this.#state.status === "open") {
      this.#liveness.paceChanged();
      if (signal !== "hidden") this.#liveness.probe();
    } else if (signal === "visible" || signal === "online") {
      this.retryNow();
    } else if (signal === "offline" && this.#state.status === "waiting") {
      this.#enter({ ...this.#state, status: "offline" });
    }
  }

  #finish(state: ConnectionState, code: number, reason: string): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#liveness.stop();
    this.#stopListening?.();
    this.#stopListening = null;
    this.#dropSocket(code, reason);
    if (this.#state.status !== state.status || state.status === "closed") this.#enter(state);
  }

  #dropSocket(code: number, reason: string): void {
    const socket = this.#current?.socket;
    this.#current = null;
    try {
      socket?.close(code, reason);
    } catch {
      // It is gone already, which is all that was wanted.
    }
  }

  #transmit(text: string): boolean {
    try {
      this.#current?.socket?.send(text);
      return this.#current !== null;
    } catch {
      // A socket that is closing: its close event follows, and with it the recovery.
      return false;
    }
  }

  #setTimer(delayMillis: number, callback: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.environment.setTimer(callback, delayMillis);
  }

  #enter(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

const PING_FRAME = encodeClientMessage({ type: "ping" });

/** A pong is short; long frames are not parsed twice to find out. */
function isPong(text: string): boolean {
  return text.length < 256 && parseObject(text)?.get("type") === "pong";
}
