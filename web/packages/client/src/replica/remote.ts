import { sameValue } from "../model.js";
import type {
  ConflictDetectedMessage,
  Epoch,
  ParamBroadcastMessage,
  ParamValues,
} from "../protocol/messages.js";
import {
  type InFlightMessage,
  newestInFlight,
  type OpenConflict,
  type ReplicaState,
  type UnsentChange,
  type Writer,
  withEntry,
  withoutEntry,
} from "./state.js";

/** Takes a number that changes no parameter: somebody came, somebody left, a type of tomorrow. */
export function applyNumber(state: ReplicaState, seq: number): ReplicaState {
  return { ...state, seq };
}

/** Takes a change that the server has numbered. The caller has checked that it is the next one. */
export function applyBroadcast(
  state: ReplicaState,
  message: ParamBroadcastMessage,
  writerName: string,
): ReplicaState {
  const writer = { userId: message.userId, clientId: message.clientId ?? null };
  let next: ReplicaState = { ...state, seq: message.seq };
  for (const [param, value] of message.params) {
    if (!next.confirmed.has(param)) continue;
    const confirmed = withEntry(next.confirmed, param, { value, seq: message.seq, writer });
    next = showInConflict({ ...next, confirmed }, param, value, message.seq, writer, writerName);
  }
  const ours = message.clientId === state.clientId && message.n !== undefined;
  return ours ? settleEcho(next, message.n, message.params) : next;
}

/** The message with this `n` changed nothing, or had taken effect before: it is done either way. */
export function applyAck(state: ReplicaState, n: number): ReplicaState {
  const undecided = state.inFlight.get(n)?.undecided ?? new Map();
  const without = { ...state, inFlight: withoutEntry(state.inFlight, n) };
  return forgetOvertaken(noteDecided(without, n, undecided.keys()));
}

/**
 * The server could not take the message with this `n` now. It keeps its `n`, since a refusal may be
 * mistaken: a log that could be neither written nor read may have it all the same.
 */
export function applyRefusal(state: ReplicaState, n: number): ReplicaState {
  const message = state.inFlight.get(n);
  if (message === undefined) return state;
  const refused = { ...message, standing: "refused" } as const;
  return forgetOvertaken({ ...state, inFlight: withEntry(state.inFlight, n, refused) });
}

/** Nothing of the message with this `n` was applied: the values fall back to the confirmed ones. */
export function applyError(state: ReplicaState, n: number): ReplicaState {
  return { ...state, inFlight: withoutEntry(state.inFlight, n) };
}

/** One parameter of one of our messages was not written, since somebody else had moved it. */
export function applyConflict(state: ReplicaState, message: ConflictDetectedMessage): ReplicaState {
  const { param, n } = message;
  const confirmed = state.confirmed.get(param);
  if (confirmed === undefined) return state;
  const sent = n === undefined ? undefined : state.inFlight.get(n);
  // A second report of a conflict that the person has been told of, and may have answered; or one of
  // a value that a later change of theirs has replaced.
  if (n !== undefined && sent?.undecided.has(param) !== true) return settleUnchanged(state, n);

  const without = sent === undefined ? state : decide(state, sent, [param]);
  const yourValue =
    without.unsent.get(param)?.value ??
    newestInFlight(without, param)?.undecided.get(param) ??
    sent?.undecided.get(param) ??
    message.yourValue;
  const conflict: OpenConflict = {
    param,
    yourValue,
    theirValue: message.theirValue,
    theirUserId: message.theirUserId,
    theirUserName: message.theirUserName,
    theirSeq: message.theirSeq ?? confirmed.seq,
  };
  const opened = {
    ...without,
    unsent: withoutEntry(without.unsent, param),
    conflicts: withEntry(without.conflicts, param, conflict),
  };
  if (n === undefined) return opened;
  const settled = settleUnchanged(noteDecided(opened, n, [param]), n);
  return forgetOvertaken(withdrawRefused(settled, param));
}

/** Takes the server's word for everything. What is pending stays pending, and so does a drag. */
export function adoptState(
  state: ReplicaState,
  params: ParamValues,
  seq: number,
  epoch: Epoch | null,
): ReplicaState {
  const confirmed = new Map(state.confirmed);
  const conflicts = new Map(state.conflicts);
  for (const [param, value] of params) {
    const before = confirmed.get(param);
    if (before === undefined) continue;
    // A number beyond the position would outlive the log that it came from.
    const unchanged = sameValue(before.value, value) && before.seq <= seq;
    // Who wrote it is still so; the value is the server's to the last bit.
    confirmed.set(param, unchanged ? { ...before, value } : { value, seq, writer: null });
    const conflict = conflicts.get(param);
    if (conflict === undefined) continue;
    if (sameValue(conflict.yourValue, value)) conflicts.delete(param);
    else conflicts.set(param, { ...conflict, theirValue: value, theirSeq: seq });
  }
  return { ...state, seq, epoch, confirmed, conflicts };
}

/**
 * The server has let us in under another id, so it knows none of our messages by their `n`.
 * They become changes that were never sent.
 */
export function adoptClientId(state: ReplicaState, clientId: string): ReplicaState {
  if (clientId === state.clientId) return state;
  let next: ReplicaState = { ...state, clientId, inFlight: new Map() };
  for (const message of Array.from(state.inFlight.values()).reverse()) {
    for (const [param, value] of message.undecided) next = requeue(next, message, param, value);
  }
  return next;
}

/** An open conflict always shows what "theirs" is now; it ends when both values are the same. */
function showInConflict(
  state: ReplicaState,
  param: string,
  value: number,
  seq: number,
  writer: Writer,
  writerName: string,
): ReplicaState {
  const conflict = state.conflicts.get(param);
  if (conflict === undefined) return state;
  const agreed = sameValue(conflict.yourValue, value);
  if (agreed || writer.clientId === state.clientId) {
    const closed = { ...state, conflicts: withoutEntry(state.conflicts, param) };
    if (agreed) return closed;
    // A later message of ours went through after all; what the person did since goes after it.
    const change = { value: conflict.yourValue, baseSeq: seq, strategy: null };
    return { ...closed, unsent: withEntry(closed.unsent, param, change) };
  }
  const shown = {
    ...conflict,
    theirValue: value,
    theirSeq: seq,
    theirUserId: writer.userId,
    theirUserName: writerName,
  };
  return { ...state, conflicts: withEntry(state.conflicts, param, shown) };
}

/**
 * Our own message has come back. What it carries is written; what it lacks either needed no writing,
 * or conflicted, and the report was lost with a connection: that is tried again as a new message
 * with the old base, so that the conflict is found again.
 */
function settleEcho(state: ReplicaState, n: number, written: ParamValues): ReplicaState {
  const message = state.inFlight.get(n);
  let next = noteDecided(state, n, written.keys());
  if (message === undefined) return forgetOvertaken(next);
  next = { ...next, inFlight: withoutEntry(next.inFlight, n) };
  for (const [param, value] of message.undecided) {
    if (written.has(param)) continue;
    next = equalsConfirmed(next, param, value)
      ? noteDecided(next, n, [param])
      : requeue(next, message, param, value);
  }
  return forgetOvertaken(next);
}

/** What is left of a message after a conflict, and needed no writing, will get no other outcome. */
function settleUnchanged(state: ReplicaState, n: number): ReplicaState {
  const message = state.inFlight.get(n);
  if (message === undefined) return state;
  const unchanged = Array.from(message.undecided)
    .filter(([param, value]) => equalsConfirmed(state, param, value))
    .map(([param]) => param);
  return decide(noteDecided(state, n, unchanged), message, unchanged);
}

function noteDecided(state: ReplicaState, n: number, params: Iterable<string>): ReplicaState {
  const decidedN = new Map(state.decidedN);
  for (const param of params) decidedN.set(param, Math.max(n, decidedN.get(param) ?? 0));
  return { ...state, decidedN };
}

/**
 * Messages of one tab may be decided out of order, once the server has refused one and taken the
 * next. What a later one has decided, an earlier one is not asked about any more; and it is not sent
 * again with the old value in it. Its other values go again under a new `n`: the later outcome has
 * shown that the refusal was none by mistake, since the log was read before it.
 */
function forgetOvertaken(state: ReplicaState): ReplicaState {
  let next = state;
  for (const message of state.inFlight.values()) {
    const overtaken = Array.from(message.sent.keys()).filter((param) =>
      isOvertaken(state, message, param),
    );
    if (overtaken.length === 0) continue;
    next = decide(next, message, overtaken);
    const rest = next.inFlight.get(message.n);
    if (rest?.standing === "refused") next = startAnew(next, rest);
  }
  return next;
}

/** The person is asked about the newest value that they gave; the answer goes, and not that value. */
function withdrawRefused(state: ReplicaState, param: string): ReplicaState {
  const refused = Array.from(state.inFlight.values()).filter(
    ({ standing, undecided }) => standing === "refused" && undecided.has(param),
  );
  return refused.reduce(startAnew, state);
}

/** The message becomes changes that were never sent. */
function startAnew(state: ReplicaState, message: InFlightMessage): ReplicaState {
  let next: ReplicaState = { ...state, inFlight: withoutEntry(state.inFlight, message.n) };
  for (const [param, value] of message.undecided) next = requeue(next, message, param, value);
  return next;
}

function isOvertaken(state: ReplicaState, { n }: InFlightMessage, param: string): boolean {
  return (state.decidedN.get(param) ?? 0) > n;
}

/** A newer change of the person's, or a conflict that is open, makes an older one pointless. */
function requeue(
  state: ReplicaState,
  message: InFlightMessage,
  param: string,
  value: number,
): ReplicaState {
  const newer = newestInFlight(state, param);
  if (state.unsent.has(param) || state.conflicts.has(param)) return state;
  if (newer !== undefined && newer.n > message.n) return state;
  const change: UnsentChange = { value, baseSeq: message.baseSeq, strategy: message.strategy };
  return { ...state, unsent: withEntry(state.unsent, param, change) };
}

function decide(
  state: ReplicaState,
  message: InFlightMessage,
  params: readonly string[],
): ReplicaState {
  const undecided = new Map(message.undecided);
  for (const param of params) undecided.delete(param);
  const inFlight =
    undecided.size === 0
      ? withoutEntry(state.inFlight, message.n)
      : withEntry(state.inFlight, message.n, { ...message, undecided });
  return { ...state, inFlight };
}

function equalsConfirmed(state: ReplicaState, param: string, value: number): boolean {
  const confirmed = state.confirmed.get(param);
  return confirmed !== undefined && sameValue(confirmed.value, value);
}
