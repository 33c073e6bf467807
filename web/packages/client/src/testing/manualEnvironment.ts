import type {
  CancelTimer,
  Environment,
  HttpRequest,
  HttpResponse,
  KeyValueStorage,
  PageSignal,
  Socket,
  SocketHandlers,
} from "../environment.js";
import { ManualClock } from "./manualClock.js";

export interface ManualNetwork {
  openSocket(url: string, handlers: SocketHandlers): Socket;
  request(url: string, request: HttpRequest): Promise<HttpResponse>;
}

export interface ManualEnvironmentOptions {
  readonly clock?: ManualClock;
  readonly network: ManualNetwork;
  /** Uniform in [0, 1); one half, unless the test says otherwise. */
  readonly random?: () => number;
  readonly storage?: KeyValueStorage | null;
}

/** So long after it is asked for, a frame is drawn. */
export const FRAME_MILLIS = 16;

let lastId = 0;

/** One tab, held still: its clock, its network and its visibility are the test's to move. */
export class ManualEnvironment implements Environment {
  readonly clock: ManualClock;
  readonly #options: ManualEnvironmentOptions;
  readonly #listeners = new Set<(signal: PageSignal) => void>();
  #visible = true;
  #online = true;

  constructor(options: ManualEnvironmentOptions) {
    this.#options = options;
    this.clock = options.clock ?? new ManualClock();
  }

  now = (): number => this.clock.now();

  random = (): number => this.#options.random?.() ?? 0.5;

  createId = (): string => {
    lastId += 1;
    return `tab-${lastId}`;
  };

  setTimer = (callback: () => void, delayMillis: number): CancelTimer =>
    this.clock.setTimer(callback, delayMillis);

  onNextFrame = (callback: () => void): CancelTimer => this.clock.setTimer(callback, FRAME_MILLIS);

  openSocket = (url: string, handlers: SocketHandlers): Socket =>
    this.#options.network.openSocket(url, handlers);

  request = (url: string, request: HttpRequest): Promise<HttpResponse> =>
    this.#options.network.request(url, request);

  isVisible = (): boolean => this.#visible;

  isOnline = (): boolean => this.#online;

  storage = (): KeyValueStorage | null => this.#options.storage ?? null;

  onPageSignal = (listener: (signal: PageSignal) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The page is hidden, shown, cut off or connected again. */
  signal(signal: PageSignal): void {
    if (signal === "visible" || signal === "hidden") this.#visible = signal === "visible";
    else this.#online = signal === "online";
    for (const listener of [...this.#listeners]) listener(signal);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}

/** A storage of its own for each test. */
export function memoryStorage(): KeyValueStorage {
  const entries = new Map<string, string>();
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
}
