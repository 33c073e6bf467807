import type { ParamBroadcastMessage } from "./protocol/messages.js";
import type { ReplicaState } from "./replica/index.js";
import type { Roster } from "./roster.js";
import type { HistoryEntry } from "./snapshot.js";

/** About ten minutes of three people at three changes a second; the oldest go first. */
export const HISTORY_LIMIT = 5_000;

/** The values of a change that the server numbered, by the person who made it. */
export function changeEntries(
  message: ParamBroadcastMessage,
  roster: Roster,
  at: number,
): readonly HistoryEntry[] {
  const author = roster.people.get(message.userId);
  return Array.from(message.params, ([param, value]) => ({
    param,
    value,
    userId: message.userId,
    userName: author?.name ?? null,
    color: author?.color ?? null,
    at,
    seq: message.seq,
    alone: false,
    resolution: message.resolution?.param === param ? message.resolution.strategy : null,
  }));
}

/** The values that are there, as of now, by nobody in particular. */
export function stateEntries(replica: ReplicaState, at: number): readonly HistoryEntry[] {
  return Array.from(replica.confirmed, ([param, { value }]) => ({
    param,
    value,
    userId: null,
    userName: null,
    color: null,
    at,
    seq: replica.seq,
    alone: false,
    resolution: null,
  }));
}

/** The values that this person has changed while working alone. */
export function aloneEntries(
  before: ReplicaState,
  after: ReplicaState,
  at: number,
): readonly HistoryEntry[] {
  return stateEntries(after, at)
    .filter(({ param, value }) => before.confirmed.get(param)?.value !== value)
    .map((entry) => ({ ...entry, alone: true }));
}

export function appendHistory(
  history: readonly HistoryEntry[],
  entries: readonly HistoryEntry[],
): readonly HistoryEntry[] {
  return entries.length === 0 ? history : [...history, ...entries].slice(-HISTORY_LIMIT);
}
