import { CloseCode, type ConnectionState, type Problem } from "@trivector/collab-client";

/** A connection in plain words. */
export interface ConnectionDescription {
  readonly state:
    | "alone"
    | "connecting"
    | "connected"
    | "unsaved"
    | "reconnecting"
    | "offline"
    | "closed";
  /** All of it, with the seconds where there are any. */
  readonly text: string;
  /** What is worth saying aloud: it stays the same while the seconds pass. */
  readonly announcement: string;
  readonly action: "tryNow" | "joinAgain" | null;
}

/**
 * @param wasConnected whether there has been a connection before this one was lost
 * @param saveProblem why the server cannot save now, if it is worth telling
 */
export function describeConnection(
  connection: ConnectionState,
  unsentCount: number,
  now: number,
  wasConnected: boolean,
  saveProblem: Problem | null = null,
): ConnectionDescription {
  const waiting = describeWaiting(unsentCount);
  switch (connection.status) {
    case "idle":
      return { state: "alone", text: "", announcement: "", action: null };
    case "connecting":
    case "authenticating":
      return wasConnected || connection.attempt > 0
        ? say("reconnecting", `Reconnecting${waiting}`, `Reconnecting${waiting}`)
        : say("connecting", "Connecting", "");
    case "open":
      return saveProblem === null
        ? say("connected", "Connected", "Connected")
        : describeUnsaved(saveProblem, waiting);
    case "waiting": {
      const seconds = Math.max(1, Math.ceil((connection.retryAt - now) / 1_000));
      const text = `Reconnecting in ${seconds} s${waiting}`;
      return say("reconnecting", text, `Reconnecting${waiting}`, "tryNow");
    }
    case "offline":
      return say("offline", `Offline${waiting}`, `Offline${waiting}`, "tryNow");
    case "closed": {
      const text = describeClose(connection.code);
      return say("closed", text, text, isWorthTryingAgain(connection.code) ? "joinAgain" : null);
    }
  }
}

function say(
  state: ConnectionDescription["state"],
  text: string,
  announcement: string,
  action: ConnectionDescription["action"] = null,
): ConnectionDescription {
  return { state, text, announcement, action };
}

function describeUnsaved({ code }: Problem, waiting: string): ConnectionDescription {
  const text =
    code === "rate_limited"
      ? `Too many changes at once for the server${waiting}`
      : `The server cannot save right now${waiting}`;
  return say("unsaved", text, text);
}

function describeWaiting(unsentCount: number): string {
  if (unsentCount === 0) return "";
  return unsentCount === 1 ? ", 1 change waiting" : `, ${unsentCount} changes waiting`;
}

function describeClose(code: number): string {
  switch (code) {
    case CloseCode.normal:
      return "Closed: the server ended this connection. Join again to go on.";
    case CloseCode.unauthenticated:
      return "Closed: the server did not accept your sign-in. Join again to get a new one.";
    case CloseCode.forbidden:
      return "Closed: this site may not connect to the server. Ask the person who runs it.";
    case CloseCode.noSuchSession:
      return "Closed: this session does not exist any more. Start a new one, or check the link.";
    default:
      return "Closed: the server's address cannot be opened. Ask the person who runs this site.";
  }
}

function isWorthTryingAgain(code: number): boolean {
  return code === CloseCode.normal || code === CloseCode.unauthenticated;
}
