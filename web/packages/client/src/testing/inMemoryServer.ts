import type { HttpRequest, HttpResponse, Socket, SocketHandlers } from "../environment.js";
import { type Model, trilogic } from "../model.js";
import { PRESENCE_GRACE_MILLIS } from "../protocol/limits.js";
import type { AuthMessage, ClientMessage, User } from "../protocol/messages.js";
import { decodeClientMessage } from "./decodeClient.js";
import type { ManualClock } from "./manualClock.js";
import type { ManualNetwork } from "./manualEnvironment.js";
import { frame, type Outcome, ServerSession } from "./serverSession.js";

/** One connection as the server sees it. */
export interface Link {
  readonly session: ServerSession | undefined;
  readonly handlers: SocketHandlers;
  member: { readonly clientId: string; readonly user: User } | null;
  isUp: boolean;
  /** What is on its way to the client. */
  readonly queue: Set<{ readonly text: string }>;
  /** Frames keep their order, whatever each one's delay. */
  readonly arrivesAt: { toServer: number; toClient: number };
}

export interface InMemoryServerOptions {
  readonly clock: ManualClock;
  /** How long a frame takes, in milliseconds; asked for each one. */
  readonly latency?: () => number;
  readonly model?: Model;
}

/**
 * A server by the protocol's rules, in memory, on a network whose delays and losses the test
 * decides. It keeps nothing on disk and takes no time to think; all else it does as the real one.
 */
export class InMemoryServer implements ManualNetwork {
  readonly sessions = new Map<string, ServerSession>();
  readonly links: Link[] = [];
  /** Every frame that reached the server. */
  readonly received: ClientMessage[] = [];
  isReachable = true;
  readonly #clock: ManualClock;
  readonly #latency: () => number;
  readonly #model: Model;
  readonly #users = new Map<string, User>();
  #lastId = 0;

  constructor({ clock, latency = () => 5, model = trilogic }: InMemoryServerOptions) {
    this.#clock = clock;
    this.#latency = latency;
    this.#model = model;
  }

  createSession(params?: ReadonlyMap<string, number>): ServerSession {
    this.#lastId += 1;
    const session = new ServerSession(`session${this.#lastId}`, this.#model, params);
    this.sessions.set(session.id, session);
    return session;
  }

  /** The network loses the connection, and with it every frame that is on its way. */
  cut(link: Link, code = 1006): void {
    if (!link.isUp) return;
    this.#down(link);
    link.handlers.onClose(code, "");
  }

  /** The network loses the connection and tells only the server. */
  cutSilently(link: Link): void {
    if (link.isUp) this.#down(link);
  }

  /**
   * The client reads too slowly: what is queued for it is dropped, and one state sent instead, with
   * the presence of the others as it is now.
   */
  skipTo(link: Link): void {
    if (!link.isUp || link.session === undefined || link.member === null) return;
    link.queue.clear();
    this.#send(link, stateFrame(link.session, "lagging"));
    this.#showOthers(link, link.session, link.member.clientId);
  }

  /** The next numbered message never arrives, and those after it do. */
  loseNext(link: Link): void {
    for (const entry of link.queue) {
      if (!/^{"type":"(param:broadcast|session:joined|session:left)"/.test(entry.text)) continue;
      link.queue.delete(entry);
      return;
    }
  }

  /** Another server takes over, to which the end of the log had not come. */
  failOver(session: ServerSession, lost: number): void {
    for (const link of this.openLinks) if (link.session === session) this.cut(link, 1012);
    session.loseTail(lost);
  }

  /** Takes a token as no longer its own, as after its secret was changed. */
  forgetTokens(): void {
    this.#users.clear();
  }

  get openLinks(): readonly Link[] {
    return this.links.filter(({ isUp }) => isUp);
  }

  openSocket(url: string, handlers: SocketHandlers): Socket {
    const id = decodeURIComponent(url.slice(url.lastIndexOf("/") + 1));
    const link: Link = {
      session: this.sessions.get(id),
      handlers,
      member: null,
      isUp: true,
      queue: new Set(),
      arrivesAt: { toServer: 0, toClient: 0 },
    };
    this.links.push(link);
    this.#carry(link, "toClient", () => {
      if (!this.isReachable) this.cut(link);
      else if (link.session === undefined) this.cut(link, 4404);
      else handlers.onOpen();
    });
    return {
      send: (text) => this.#carry(link, "toServer", () => this.#received(link, text)),
      close: () => this.#closedByClient(link),
    };
  }

  async request(url: string, { method, body }: HttpRequest): Promise<HttpResponse> {
    if (!this.isReachable) throw new TypeError("Failed to fetch");
    const path = new URL(url).pathname;
    const fields: RequestFields = body === undefined ? {} : (JSON.parse(body) as RequestFields);
    if (method === "POST" && path === "/api/v1/auth/anonymous") return this.#issueToken(fields);
    if (method === "POST" && path === "/api/v1/sessions") {
      const params = fields.params;
      const { id } = this.createSession(new Map(Object.entries(params ?? {})));
      return answer(201, { session_id: id, join_url: `/trilogic?session=${id}` });
    }
    return answer(404, { title: "Not found", status: 404 });
  }

  #issueToken({ username: name = "Guest" }: RequestFields): HttpResponse {
    this.#lastId += 1;
    const user = { id: `user-${this.#lastId}`, name, color: "#3366cc" };
    const token = `token-${this.#lastId}`;
    this.#users.set(token, user);
    const expiresAt = new Date(this.#clock.now() + 24 * 3_600_000).toISOString();
    return answer(200, {
      token,
      user_id: user.id,
      username: name,
      is_anonymous: true,
      expires_at: expiresAt,
    });
  }

  #received(link: Link, text: string): void {
    const message = decodeClientMessage(text);
    if (message === undefined) {
      this.#send(link, frame("error", { code: "invalid_message", message: "Not understood." }));
      return;
    }
    this.received.push(message);
    if (message.type === "ping") this.#send(link, frame("pong"));
    else if (message.type === "auth") this.#authenticate(link, message.payload);
    else this.#receivedFromMember(link, message);
  }

  #receivedFromMember(
    link: Link,
    message: Exclude<ClientMessage, { type: "ping" | "auth" }>,
  ): void {
    const { session, member } = link;
    if (session === undefined || member === null) return;
    const now = this.#clock.now();
    switch (message.type) {
      case "param:update":
      case "conflict:resolved":
        this.#publish(session, link, session.write(member.clientId, member.user, message, now));
        break;
      case "session:resync":
        this.#catchUp(link, session, message.payload.lastSeenSeq, message.payload.epoch);
        this.#send(link, stateFrame(session, "resync"));
        break;
      case "presence:update":
        this.#presence(session, link, message.payload);
        break;
    }
  }

  #authenticate(link: Link, payload: AuthMessage["payload"]): void {
    const { session } = link;
    const user = this.#users.get(payload.token ?? "");
    if (session === undefined) return;
    if (user === undefined) {
      this.#send(link, frame("auth:failed", { error: "The token is unknown.", code: "invalid" }));
      this.#carry(link, "toClient", () => this.cut(link, 4401));
      return;
    }
    const named = { ...user, name: payload.name ?? user.name, color: payload.color ?? user.color };
    const clientId = payload.clientId ?? `given-${this.links.length}`;
    const { lastSeenSeq, epoch } = payload;
    const resumed =
      lastSeenSeq !== undefined && epoch === session.epoch && lastSeenSeq <= session.seq;
    const { seq } = session;
    const joined = session.join(clientId, named, this.#clock.now());
    const state = { params: Object.fromEntries(session.values), seq };
    this.#send(link, {
      type: "auth:success",
      timestamp: new Date(this.#clock.now()).toISOString(),
      payload: {
        sessionId: session.id,
        userId: named.id,
        users: session.users,
        currentState: state,
        clientId,
        role: "editor",
        resumed,
        epoch: session.epoch,
      },
    });
    if (resumed) for (const missed of session.log.slice(lastSeenSeq, seq)) this.#send(link, missed);
    link.member = { clientId, user: named };
    this.#showOthers(link, session, clientId);
    this.#publish(session, link, { toSender: [], toAll: joined });
  }

  #showOthers(link: Link, session: ServerSession, clientId: string): void {
    for (const { session: theirs, member, isUp } of this.links) {
      if (!isUp || theirs !== session || member === null || member.clientId === clientId) continue;
      const presence = session.places.get(member.clientId)?.presence ?? null;
      if (presence !== null) this.#send(link, presenceFrame(member, presence));
    }
  }

  #catchUp(link: Link, session: ServerSession, from: number, epoch: unknown): void {
    if (epoch !== session.epoch) return;
    for (const missed of session.log.slice(from)) this.#send(link, missed);
  }

  #presence(session: ServerSession, link: Link, presence: object | null): void {
    const { member } = link;
    const place = session.places.get(member?.clientId ?? "");
    if (member === null || place === undefined) return;
    place.presence = presence === null ? null : { ...place.presence, ...presence };
    for (const other of this.openLinks) {
      if (other === link || other.session !== session || other.member === null) continue;
      this.#send(other, presenceFrame(member, place.presence));
    }
  }

  #publish(session: ServerSession, sender: Link, { toSender, toAll }: Outcome): void {
    for (const message of toSender) this.#send(sender, message);
    for (const link of this.openLinks) {
      if (link.session !== session || link.member === null) continue;
      for (const message of toAll) this.#send(link, message);
    }
  }

  #closedByClient(link: Link): void {
    if (!link.isUp) return;
    const { session, member } = link;
    this.#presenceEnds(link);
    link.isUp = false;
    if (session === undefined || member === null) return;
    const toAll = session.leave(member.clientId, this.#clock.now());
    this.#publish(session, link, { toSender: [], toAll });
  }

  #down(link: Link): void {
    const { session, member } = link;
    this.#presenceEnds(link);
    link.isUp = false;
    if (session === undefined || member === null) return;
    this.#clock.setTimer(() => {
      const isBack = this.openLinks.some((other) => other.member?.clientId === member.clientId);
      if (isBack) return;
      const toAll = session.leave(member.clientId, this.#clock.now());
      this.#publish(session, link, { toSender: [], toAll });
    }, PRESENCE_GRACE_MILLIS);
  }

  #presenceEnds(link: Link): void {
    if (link.session !== undefined) this.#presence(link.session, link, null);
  }

  #send(link: Link, message: object): void {
    const text = JSON.stringify(message);
    const entry = { text };
    link.queue.add(entry);
    this.#carry(link, "toClient", () => {
      if (link.queue.delete(entry)) link.handlers.onText(text);
    });
  }

  #carry(link: Link, way: "toServer" | "toClient", deliver: () => void): void {
    const at = Math.max(this.#clock.now() + this.#latency(), link.arrivesAt[way]);
    link.arrivesAt[way] = at;
    this.#clock.setTimer(() => {
      if (link.isUp) deliver();
    }, at - this.#clock.now());
  }
}

/** What the kit sends in the bodies of its requests. */
interface RequestFields {
  readonly params?: Readonly<Record<string, number>>;
  readonly username?: string;
}

function stateFrame(session: ServerSession, reason: string): object {
  const { values, seq, epoch, users } = session;
  return frame("session:state", { params: Object.fromEntries(values), seq, epoch, users, reason });
}

function presenceFrame(
  { clientId, user }: { readonly clientId: string; readonly user: User },
  presence: object | null,
): object {
  return frame("presence:broadcast", { clientId, userId: user.id, presence });
}

function answer(status: number, body: object): HttpResponse {
  return { ok: status < 400, status, headers: { get: () => null }, json: async () => body };
}
