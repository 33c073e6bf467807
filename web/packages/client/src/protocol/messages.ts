/** The incarnation of a session's log. Opaque: it is compared and sent back, never read. */
export type Epoch = string | number;

/** Parameter values by name. A map, because the names come from the network. */
export type ParamValues = ReadonlyMap<string, number>;

export type ResolutionStrategy = "yours" | "theirs" | "average";

export interface User {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly avatar?: string;
}

export interface Cursor {
  readonly surface: string;
  /** Share of the surface's width and height, 0 to 1. */
  readonly x: number;
  readonly y: number;
}

/** A slider that somebody has hold of, with the value under the thumb. */
export interface Holding {
  readonly param: string;
  readonly value: number;
}

export interface Presence {
  readonly cursor?: Cursor | null;
  readonly holding?: Holding | null;
  readonly view?: string;
}

/* ---------- client → server ---------- */

/** The first message of a connection, within 10 s of the upgrade. Answered by `auth:success` or `auth:failed`. */
export interface AuthMessage {
  readonly type: "auth";
  readonly payload: {
    readonly token?: string;
    readonly name?: string;
    readonly color?: string;
    readonly clientId?: string;
    readonly lastSeenSeq?: number;
    readonly epoch?: Epoch;
  };
}

/** A committed change. Its outcome is an echo, `ack`, `conflict:detected` or `error` with the same `n`. */
export interface ParamUpdateMessage {
  readonly type: "param:update";
  readonly n?: number;
  readonly baseSeq?: number;
  readonly payload: ParamValues;
}

/** The person's answer to a conflict. Outcomes as for `param:update`. */
export interface ConflictResolvedMessage {
  readonly type: "conflict:resolved";
  readonly n?: number;
  readonly baseSeq?: number;
  readonly payload: {
    readonly param: string;
    readonly resolvedValue: number;
    readonly strategy: ResolutionStrategy;
  };
}

/** Asked for when a number was missed. Answered by what was missed, then `session:state`. */
export interface SessionResyncMessage {
  readonly type: "session:resync";
  readonly payload: { readonly lastSeenSeq: number; readonly epoch?: Epoch };
}

/** Asks whether the other end is alive. Answered by `pong`. */
export interface PingMessage {
  readonly type: "ping";
}

/** Ephemeral: merged into the member's presence and passed on, never stored, never answered. */
export interface PresenceUpdateMessage {
  readonly type: "presence:update";
  readonly payload: Presence;
}

export type ClientMessage =
  | AuthMessage
  | ParamUpdateMessage
  | ConflictResolvedMessage
  | SessionResyncMessage
  | PingMessage
  | PresenceUpdateMessage;

/* ---------- server → client ---------- */

interface Stamped {
  /** When the server sent it, ISO 8601 in UTC. */
  readonly timestamp?: string;
}

interface Sequenced extends Stamped {
  /** The session's next number. Every member sees every number once, in order. */
  readonly seq: number;
}

/** To a client that was let in. `currentState.seq` is the number that it will be caught up to. */
export interface AuthSuccessMessage extends Stamped {
  readonly type: "auth:success";
  readonly sessionId: string;
  readonly userId: string;
  readonly users: readonly User[];
  readonly currentState: { readonly params: ParamValues; readonly seq: number };
  readonly clientId?: string;
  readonly role?: string;
  readonly resumed: boolean;
  readonly epoch?: Epoch;
}

/** To a client that was not let in; the connection closes with 4401. */
export interface AuthFailedMessage extends Stamped {
  readonly type: "auth:failed";
  readonly error: string;
  readonly code: string;
}

/** To every member, the writer included, after the change is durable. */
export interface ParamBroadcastMessage extends Sequenced {
  readonly type: "param:broadcast";
  readonly userId: string;
  readonly params: ParamValues;
  readonly clientId?: string;
  readonly n?: number;
  readonly resolution?: { readonly param: string; readonly strategy: ResolutionStrategy };
  readonly cause?: "undo" | "redo";
}

/** To the writer alone, before the broadcast of what its message did write. */
export interface ConflictDetectedMessage extends Stamped {
  readonly type: "conflict:detected";
  readonly param: string;
  readonly yourValue: number;
  readonly theirValue: number;
  readonly theirUserId: string;
  readonly theirUserName: string;
  readonly n?: number;
  readonly theirSeq?: number;
}

/** To every member, when a user's first tab comes in. */
export interface SessionJoinedMessage extends Sequenced {
  readonly type: "session:joined";
  readonly user: User;
}

/** To every member, when a user's last tab is gone. */
export interface SessionLeftMessage extends Sequenced {
  readonly type: "session:left";
  readonly userId: string;
}

/** Authoritative at any time: the client replaces what it has and goes on from `state.seq`. */
export interface SessionStateMessage extends Stamped {
  readonly type: "session:state";
  readonly params: ParamValues;
  readonly stateSeq: number;
  readonly epoch?: Epoch;
  readonly users?: readonly User[];
  readonly reason?: string;
}

export interface PongMessage extends Stamped {
  readonly type: "pong";
}

/** To the writer alone: the message changed nothing, or it had been applied before. */
export interface AckMessage extends Stamped {
  readonly type: "ack";
  readonly n: number;
}

/** To the sender alone: nothing of the message was applied. */
export interface ErrorMessage extends Stamped {
  readonly type: "error";
  readonly code: string;
  readonly message: string;
  readonly n?: number;
  readonly retryAfterMs?: number;
}

/** To the other members; `presence` is null when it ends. */
export interface PresenceBroadcastMessage extends Stamped {
  readonly type: "presence:broadcast";
  readonly clientId: string;
  readonly userId: string;
  readonly presence: Presence | null;
}

/** To every member, before the connection closes with 4404. */
export interface SessionDeletedMessage extends Stamped {
  readonly type: "session:deleted";
}

/** A message of a type that this client does not know. It may still take a number of the session. */
export interface UnknownMessage extends Stamped {
  readonly type: "unknown";
  readonly name: string;
  readonly seq?: number;
}

export type KnownServerMessage =
  | AuthSuccessMessage
  | AuthFailedMessage
  | ParamBroadcastMessage
  | ConflictDetectedMessage
  | SessionJoinedMessage
  | SessionLeftMessage
  | SessionStateMessage
  | PongMessage
  | AckMessage
  | ErrorMessage
  | PresenceBroadcastMessage
  | SessionDeletedMessage;

export type ServerMessage = KnownServerMessage | UnknownMessage;
