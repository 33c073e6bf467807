import { MAX_FRAME_CHARACTERS } from "./limits.js";
import type {
  Cursor,
  Epoch,
  Holding,
  ParamValues,
  Presence,
  ResolutionStrategy,
  ServerMessage,
  User,
} from "./messages.js";
import {
  type Fields,
  optional,
  parseObject,
  readCount,
  readNumber,
  readObject,
  readString,
} from "./read.js";

/**
 * The message of a server frame; `undefined` when the frame is not what its type promises.
 * A type that is not known is a message of its own, since it may take a number of the session.
 */
export function decodeServerMessage(text: string): ServerMessage | undefined {
  if (text.length > MAX_FRAME_CHARACTERS) return undefined;
  const frame = parseObject(text);
  if (frame === undefined) return undefined;
  const type = readString(frame, "type");
  if (type === undefined) return undefined;
  const payload = readObject(frame.get("payload")) ?? new Map<string, unknown>();
  const stamp = optional("timestamp", readString(frame, "timestamp"));
  const decode = decoders.get(type);
  if (decode === undefined) {
    return { type: "unknown", name: type, ...stamp, ...optional("seq", readCount(frame, "seq")) };
  }
  const message = decode(payload, frame);
  return message === undefined ? undefined : { ...stamp, ...message };
}

type Decoder = (payload: Fields, frame: Fields) => ServerMessage | undefined;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["auth:success", decodeAuthSuccess],
  ["auth:failed", decodeAuthFailed],
  ["param:broadcast", decodeParamBroadcast],
  ["conflict:detected", decodeConflictDetected],
  ["session:joined", decodeSessionJoined],
  ["session:left", decodeSessionLeft],
  ["session:state", decodeSessionState],
  ["pong", () => ({ type: "pong" })],
  ["ack", decodeAck],
  ["error", decodeError],
  ["presence:broadcast", decodePresenceBroadcast],
  ["session:deleted", () => ({ type: "session:deleted" })],
]);

function decodeAuthSuccess(payload: Fields): ServerMessage | undefined {
  const sessionId = readString(payload, "sessionId");
  const userId = readString(payload, "userId");
  const state = readObject(payload.get("currentState"));
  const params = readParams(state?.get("params"));
  const seq = state === undefined ? undefined : readCount(state, "seq");
  if (sessionId === undefined || userId === undefined) return undefined;
  if (params === undefined || seq === undefined) return undefined;
  return {
    type: "auth:success",
    sessionId,
    userId,
    users: readUsers(payload.get("users")) ?? [],
    currentState: { params, seq },
    resumed: payload.get("resumed") === true,
    ...optional("clientId", readString(payload, "clientId")),
    ...optional("role", readString(payload, "role")),
    ...optional("epoch", readEpoch(payload)),
  };
}

function decodeAuthFailed(payload: Fields): ServerMessage {
  return {
    type: "auth:failed",
    error: readString(payload, "error") ?? "The server refused the token.",
    code: readString(payload, "code") ?? "auth_required",
  };
}

function decodeParamBroadcast(payload: Fields, frame: Fields): ServerMessage | undefined {
  const seq = readCount(frame, "seq");
  const userId = readString(payload, "userId");
  const params = readParams(payload.get("params"));
  if (seq === undefined || userId === undefined || params === undefined) return undefined;
  return {
    type: "param:broadcast",
    seq,
    userId,
    params,
    ...optional("clientId", readString(payload, "clientId")),
    ...optional("n", readCount(payload, "n")),
    ...optional("resolution", readResolution(payload.get("resolution"))),
    ...optional("cause", readCause(payload.get("cause"))),
  };
}

function decodeConflictDetected(payload: Fields): ServerMessage | undefined {
  const param = readString(payload, "param");
  const yourValue = readNumber(payload, "yourValue");
  const theirValue = readNumber(payload, "theirValue");
  const theirUserId = readString(payload, "theirUserId");
  if (param === undefined || theirUserId === undefined) return undefined;
  if (yourValue === undefined || theirValue === undefined) return undefined;
  return {
    type: "conflict:detected",
    param,
    yourValue,
    theirValue,
    theirUserId,
    theirUserName: readString(payload, "theirUserName") ?? "Someone",
    ...optional("n", readCount(payload, "n")),
    ...optional("theirSeq", readCount(payload, "theirSeq")),
  };
}

function decodeSessionJoined(payload: Fields, frame: Fields): ServerMessage | undefined {
  const seq = readCount(frame, "seq");
  const user = readUser(payload.get("user"));
  if (seq === undefined || user === undefined) return undefined;
  return { type: "session:joined", seq, user };
}

function decodeSessionLeft(payload: Fields, frame: Fields): ServerMessage | undefined {
  const seq = readCount(frame, "seq");
  const userId = readString(payload, "userId");
  if (seq === undefined || userId === undefined) return undefined;
  return { type: "session:left", seq, userId };
}

function decodeSessionState(payload: Fields): ServerMessage | undefined {
  const params = readParams(payload.get("params"));
  const stateSeq = readCount(payload, "seq");
  if (params === undefined || stateSeq === undefined) return undefined;
  return {
    type: "session:state",
    params,
    stateSeq,
    ...optional("epoch", readEpoch(payload)),
    ...optional("users", readUsers(payload.get("users"))),
    ...optional("reason", readString(payload, "reason")),
  };
}

function decodeAck(payload: Fields): ServerMessage | undefined {
  const n = readCount(payload, "n");
  return n === undefined ? undefined : { type: "ack", n };
}

function decodeError(payload: Fields): ServerMessage {
  return {
    type: "error",
    code: readString(payload, "code") ?? "unknown",
    message: readString(payload, "message") ?? "The server refused a message.",
    ...optional("n", readCount(payload, "n")),
    ...optional("retryAfterMs", readNumber(payload, "retryAfterMs")),
  };
}

function decodePresenceBroadcast(payload: Fields): ServerMessage | undefined {
  const clientId = readString(payload, "clientId");
  const userId = readString(payload, "userId");
  if (clientId === undefined || userId === undefined) return undefined;
  const presence = readObject(payload.get("presence"));
  return {
    type: "presence:broadcast",
    clientId,
    userId,
    presence: presence === undefined ? null : readPresence(presence),
  };
}

/** All values of the object, or nothing: a half-understood state would be a wrong one. */
export function readParams(value: unknown): ParamValues | undefined {
  const fields = readObject(value);
  if (fields === undefined) return undefined;
  const params = new Map<string, number>();
  for (const [name, entry] of fields) {
    if (typeof entry !== "number" || !Number.isFinite(entry)) return undefined;
    params.set(name, entry);
  }
  return params;
}

export function readPresence(fields: Fields): Presence {
  return {
    ...(fields.has("cursor") ? { cursor: readCursor(fields.get("cursor")) } : {}),
    ...(fields.has("holding") ? { holding: readHolding(fields.get("holding")) } : {}),
    ...optional("view", readString(fields, "view")),
  };
}

export function readEpoch(fields: Fields): Epoch | undefined {
  return readString(fields, "epoch") ?? readNumber(fields, "epoch");
}

function readUsers(value: unknown): readonly User[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map(readUser).filter((user) => user !== undefined);
}

function readUser(value: unknown): User | undefined {
  const fields = readObject(value);
  const id = fields === undefined ? undefined : readString(fields, "id");
  if (fields === undefined || id === undefined) return undefined;
  return {
    id,
    name: readString(fields, "name") ?? "Someone",
    color: readString(fields, "color") ?? "#808080",
    ...optional("avatar", readString(fields, "avatar")),
  };
}

function readCursor(value: unknown): Cursor | null {
  const fields = readObject(value);
  if (fields === undefined) return null;
  const surface = readString(fields, "surface");
  const x = readNumber(fields, "x");
  const y = readNumber(fields, "y");
  return surface === undefined || x === undefined || y === undefined ? null : { surface, x, y };
}

function readHolding(value: unknown): Holding | null {
  const fields = readObject(value);
  if (fields === undefined) return null;
  const param = readString(fields, "param");
  const held = readNumber(fields, "value");
  return param === undefined || held === undefined ? null : { param, value: held };
}

function readResolution(
  value: unknown,
): { readonly param: string; readonly strategy: ResolutionStrategy } | undefined {
  const fields = readObject(value);
  if (fields === undefined) return undefined;
  const param = readString(fields, "param");
  const strategy = fields.get("strategy");
  if (param === undefined || !isStrategy(strategy)) return undefined;
  return { param, strategy };
}

function readCause(value: unknown): "undo" | "redo" | undefined {
  return value === "undo" || value === "redo" ? value : undefined;
}

export function isStrategy(value: unknown): value is ResolutionStrategy {
  return value === "yours" || value === "theirs" || value === "average";
}
