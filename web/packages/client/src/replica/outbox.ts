import type {
  ConflictResolvedMessage,
  ParamUpdateMessage,
  ParamValues,
} from "../protocol/messages.js";
import {
  type InFlightMessage,
  newestInFlight,
  type ReplicaState,
  type UnsentChange,
} from "./state.js";

/**
 * Messages that may be without an outcome at once. A server that answers nothing would otherwise
 * be sent ever more; beyond this, changes wait unsent, one for each parameter.
 */
export const MAX_IN_FLIGHT = 32;

/** The server tells the 64 numbers below a tab's highest apart; one further below passes for done. */
export const MAX_N_APART = 64;

export type ChangeMessage = ParamUpdateMessage | ConflictResolvedMessage;

export interface Outgoing {
  readonly state: ReplicaState;
  readonly messages: readonly ChangeMessage[];
}

/** All that can be sent now: first what is sent again, then what never was. */
export function takeDue(state: ReplicaState): Outgoing {
  const again = takeAgain(state);
  const fresh = takeUnsent(again.state);
  return { state: fresh.state, messages: [...again.messages, ...fresh.messages] };
}

/** The outcomes of what was sent may have been lost with a connection, or behind a state. */
export function loseOutcomes(state: ReplicaState): ReplicaState {
  const inFlight = new Map(state.inFlight);
  for (const message of state.inFlight.values()) {
    if (message.standing === "awaited") inFlight.set(message.n, { ...message, standing: "lost" });
  }
  return { ...state, inFlight };
}

/** Whether something waits that the server could not take. */
export function hasRefused(state: ReplicaState): boolean {
  return Array.from(state.inFlight.values()).some(({ standing }) => standing === "refused");
}

/** What was lost or refused, in its order and word for word: the same `n` always says the same. */
function takeAgain(state: ReplicaState): Outgoing {
  const due = Array.from(state.inFlight.values()).filter(({ standing }) => standing !== "awaited");
  if (due.length === 0) return { state, messages: [] };
  const inFlight = new Map(state.inFlight);
  const messages: ChangeMessage[] = [];
  for (const message of due) {
    if (message.standing === "refused" && hasMovedOn(state, message)) {
      inFlight.delete(message.n);
    } else {
      inFlight.set(message.n, { ...message, standing: "awaited" });
      messages.push(toMessage(message));
    }
  }
  return { state: { ...state, inFlight }, messages };
}

/** Whether the person has a newer change of all that the message is still about. */
function hasMovedOn(state: ReplicaState, { n, undecided }: InFlightMessage): boolean {
  return Array.from(undecided.keys()).every(
    (param) => state.unsent.has(param) || (newestInFlight(state, param)?.n ?? n) > n,
  );
}

/** Turns what is unsent into messages, each with the next `n`. Changes with one base go together. */
function takeUnsent(state: ReplicaState): Outgoing {
  if (state.unsent.size === 0) return { state, messages: [] };
  const unsent = new Map(state.unsent);
  const inFlight = new Map(state.inFlight);
  const messages: ChangeMessage[] = [];
  const [oldestN = state.nextN] = state.inFlight.keys();
  let nextN = state.nextN;
  for (const group of groupByMessage(state.unsent)) {
    if (inFlight.size >= MAX_IN_FLIGHT || nextN - oldestN > MAX_N_APART) break;
    const message = { n: nextN, ...group, undecided: group.sent, standing: "awaited" } as const;
    nextN += 1;
    inFlight.set(message.n, message);
    messages.push(toMessage(message));
    for (const param of group.sent.keys()) unsent.delete(param);
  }
  return { state: { ...state, unsent, inFlight, nextN }, messages };
}

/** How many parameters have a change that no server has answered for. */
export function countPending(state: ReplicaState): number {
  const params = new Set(state.unsent.keys());
  for (const message of state.inFlight.values()) {
    for (const param of message.undecided.keys()) params.add(param);
  }
  return params.size;
}

type Group = Pick<InFlightMessage, "baseSeq" | "strategy" | "sent">;

function groupByMessage(unsent: ReadonlyMap<string, UnsentChange>): readonly Group[] {
  const groups: Group[] = [];
  const updates = new Map<number, Map<string, number>>();
  for (const [param, { value, baseSeq, strategy }] of unsent) {
    if (strategy !== null) {
      groups.push({ baseSeq, strategy, sent: new Map([[param, value]]) });
      continue;
    }
    const together = updates.get(baseSeq);
    if (together === undefined) {
      const sent = new Map([[param, value]]);
      updates.set(baseSeq, sent);
      groups.push({ baseSeq, strategy: null, sent });
    } else {
      together.set(param, value);
    }
  }
  return groups;
}

function toMessage({ n, baseSeq, strategy, sent }: InFlightMessage): ChangeMessage {
  if (strategy === null) return { type: "param:update", n, baseSeq, payload: sent };
  const [param, resolvedValue] = onlyEntry(sent);
  return { type: "conflict:resolved", n, baseSeq, payload: { param, resolvedValue, strategy } };
}

function onlyEntry(values: ParamValues): readonly [string, number] {
  for (const entry of values) return entry;
  throw new Error("A resolution without a parameter was put in flight.");
}
