import type { HttpResponse, Socket, SocketHandlers } from "../environment.js";
import type { ManualNetwork } from "./manualEnvironment.js";

/** A socket whose other end is the test. */
export class ScriptedSocket implements Socket {
  readonly sent: string[] = [];
  closedWith: { readonly code: number; readonly reason: string } | null = null;

  constructor(
    readonly url: string,
    readonly handlers: SocketHandlers,
  ) {}

  send(text: string): void {
    this.sent.push(text);
  }

  close(code: number, reason: string): void {
    this.closedWith = { code, reason };
  }

  open(): void {
    this.handlers.onOpen();
  }

  /** A frame from the server. */
  receive(frame: object): void {
    this.handlers.onText(JSON.stringify(frame));
  }

  /** The server, or the network, ends it. */
  end(code: number, reason = ""): void {
    this.handlers.onClose(code, reason);
  }

  /** What was sent, parsed; only of one type, where one is given. */
  frames(type?: string): readonly SentFrame[] {
    const frames = this.sent.map((text) => JSON.parse(text) as SentFrame);
    return type === undefined ? frames : frames.filter((frame) => frame.type === type);
  }
}

export interface SentFrame {
  readonly type: string;
  readonly n?: number;
  readonly baseSeq?: number;
  readonly payload?: { readonly holding?: unknown };
}

export interface ScriptedResponse {
  readonly status: number;
  readonly body: unknown;
  /** The header `retry-after`. */
  readonly retryAfter?: string;
}

/** A network on which nothing happens but what the test makes happen. */
export class ScriptedNetwork implements ManualNetwork {
  readonly sockets: ScriptedSocket[] = [];
  readonly requests: { readonly url: string; readonly method: string; readonly body: unknown }[] =
    [];
  /** The answer to the next request; none means that the server is not reached. */
  readonly responses: ScriptedResponse[] = [];

  openSocket(url: string, handlers: SocketHandlers): Socket {
    const socket = new ScriptedSocket(url, handlers);
    this.sockets.push(socket);
    return socket;
  }

  async request(
    url: string,
    { method, body }: { readonly method: string; readonly body?: string },
  ): Promise<HttpResponse> {
    this.requests.push({ url, method, body: body === undefined ? null : JSON.parse(body) });
    const response = this.responses.shift();
    if (response === undefined) throw new TypeError("Failed to fetch");
    const { status, body: answer, retryAfter = null } = response;
    const headers = { get: (name: string) => (name === "retry-after" ? retryAfter : null) };
    return { ok: status < 400, status, headers, json: async () => answer };
  }

  /** The socket that was opened last. */
  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("No socket has been opened.");
    return socket;
  }
}
