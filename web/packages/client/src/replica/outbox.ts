import type {
  ConflictResolvedMessage,
  ParamUpdateMessage,
  ParamValues,
} from "../protocol/messages.js";
import type { InFlightMessage, ReplicaState, UnsentChange } from "./state.js";

/**
 * Messages that may be without an outcome at once. A server that answers nothing would otherwise
 * be sent ever more; beyond this, changes wait unsent, one for each parameter.
 */
export const MAX_IN_FLIGHT = 32;

export type ChangeMessage = ParamUpdateMessage | ConflictResolvedMessage;

/** Turns what is unsent into messages, each with the next `n`. Changes with one base go together. */
export function takeUnsent(state: ReplicaState): {
  readonly state: ReplicaState;
  readonly messages: readonly ChangeMessage[];
} {
  if (state.unsent.size === 0) return { state, messages: [] };
  const unsent = new Map(state.unsent);
  const inFlight = new Map(state.inFlight);
  const messages: ChangeMessage[] = [];
  let nextN = state.nextN;
  for (const group of groupByMessage(state.unsent)) {
    if (inFlight.size >= MAX_IN_FLIGHT) break;
    const message = { n: nextN, ...group, undecided: group.sent };
    nextN += 1;
    inFlight.set(message.n, message);
    messages.push(toMessage(message));
    for (const param of group.sent.keys()) unsent.delete(param);
  }
  return { state: { ...state, unsent, inFlight, nextN }, messages };
}

/** What has had no outcome, word for word as it was sent. */
export function resendInFlight(state: ReplicaState): readonly ChangeMessage[] {
  return Array.from(state.inFlight.values(), toMessage);
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
