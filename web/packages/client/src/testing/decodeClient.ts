import { isStrategy, readEpoch, readParams, readPresence } from "../protocol/decode.js";
import type { ClientMessage } from "../protocol/messages.js";
import {
  type Fields,
  optional,
  parseObject,
  readCount,
  readNumber,
  readObject,
  readString,
} from "../protocol/read.js";

/** The message of a client's frame, as a server reads it; `undefined` where it is not one. */
export function decodeClientMessage(text: string): ClientMessage | undefined {
  const frame = parseObject(text);
  if (frame === undefined) return undefined;
  const payload = readObject(frame.get("payload")) ?? new Map<string, unknown>();
  const counters = {
    ...optional("n", readCount(frame, "n")),
    ...optional("baseSeq", readCount(frame, "baseSeq")),
  };
  switch (readString(frame, "type")) {
    case "auth":
      return {
        type: "auth",
        payload: {
          ...optional("token", readString(payload, "token")),
          ...optional("name", readString(payload, "name")),
          ...optional("color", readString(payload, "color")),
          ...optional("clientId", readString(payload, "clientId")),
          ...readPosition(payload),
        },
      };
    case "param:update": {
      const params = readParams(frame.get("payload"));
      return params === undefined
        ? undefined
        : { type: "param:update", ...counters, payload: params };
    }
    case "conflict:resolved": {
      const param = readString(payload, "param");
      const resolvedValue = readNumber(payload, "resolvedValue");
      const strategy = payload.get("strategy");
      if (param === undefined || resolvedValue === undefined || !isStrategy(strategy)) {
        return undefined;
      }
      return {
        type: "conflict:resolved",
        ...counters,
        payload: { param, resolvedValue, strategy },
      };
    }
    case "session:resync": {
      const lastSeenSeq = readCount(payload, "lastSeenSeq");
      if (lastSeenSeq === undefined) return undefined;
      return { type: "session:resync", payload: { ...readPosition(payload), lastSeenSeq } };
    }
    case "ping":
      return { type: "ping" };
    case "presence:update":
      return { type: "presence:update", payload: readPresence(payload) };
    default:
      return undefined;
  }
}

function readPosition(payload: Fields) {
  return {
    ...optional("lastSeenSeq", readCount(payload, "lastSeenSeq")),
    ...optional("epoch", readEpoch(payload)),
  };
}
