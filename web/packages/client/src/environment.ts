/** Takes a timer back; calling it again, or after it fired, does nothing. */
export type CancelTimer = () => void;

/** What a page tells us about itself and its network. Hints for when to look, never proof. */
export type PageSignal = "visible" | "hidden" | "online" | "offline";

export interface SocketHandlers {
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** Called once at most, for whichever reason the socket ended. */
  readonly onClose: (code: number, reason: string) => void;
}

export interface Socket {
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** The part of a `fetch` response that the kit reads. */
export interface HttpResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly body?: string;
}

export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Everything outside the program that the client touches, so that a test can hold all of it still. */
export interface Environment {
  /** Milliseconds since 1970. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** An id that no other tab has, of `[A-Za-z0-9_-]{1,36}`. */
  createId(): string;
  setTimer(callback: () => void, delayMillis: number): CancelTimer;
  /** Calls back before the next frame is drawn; where nothing is drawn, soon. */
  onNextFrame(callback: () => void): CancelTimer;
  /** May throw, when the address is not one. */
  openSocket(url: string, handlers: SocketHandlers): Socket;
  request(url: string, request: HttpRequest): Promise<HttpResponse>;
  isVisible(): boolean;
  isOnline(): boolean;
  onPageSignal(listener: (signal: PageSignal) => void): () => void;
  /** `null` where storage is missing or denied. */
  storage(): KeyValueStorage | null;
}
