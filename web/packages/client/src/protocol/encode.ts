import type { ClientMessage } from "./messages.js";

/** The text frame of a message. Absent fields stay absent; parameter maps become objects only here. */
export function encodeClientMessage(message: ClientMessage): string {
  switch (message.type) {
    case "param:update":
      return JSON.stringify({ ...message, payload: Object.fromEntries(message.payload) });
    case "auth":
    case "conflict:resolved":
    case "session:resync":
    case "presence:update":
    case "ping":
      return JSON.stringify(message);
  }
}
