import { clampToRange, findParameter, sameValue } from "../model.js";
import type { ResolutionStrategy } from "../protocol/messages.js";
import {
  newestInFlight,
  type OpenConflict,
  type ReplicaState,
  withEntry,
  withoutEntry,
} from "./state.js";

/** The hand moves the slider: live for this person, not yet a change of the session. */
export function drag(state: ReplicaState, param: string, value: number): ReplicaState {
  const legal = legalValue(state, param, value);
  if (legal === undefined) return state;
  const current = state.drags.get(param);
  if (current !== undefined && current.value === legal) return state;
  const next = { value: legal, baseSeq: state.seq, committed: false };
  return { ...state, drags: withEntry(state.drags, param, next) };
}

/** The hand rests: what is under it becomes a change, and the slider stays held. */
export function commitDrag(state: ReplicaState, param: string): ReplicaState {
  const held = state.drags.get(param);
  if (held === undefined || held.committed) return state;
  const committed = {
    ...state,
    drags: withEntry(state.drags, param, { ...held, committed: true }),
  };
  return commitValue(committed, param, held.value, held.baseSeq);
}

/** The hand lets go: what it last moved to becomes a change, unless it is one already. */
export function release(state: ReplicaState, param: string): ReplicaState {
  const committed = commitDrag(state, param);
  const drags = withoutEntry(committed.drags, param);
  return drags === committed.drags ? committed : { ...committed, drags };
}

/** A finished change: a key press, an exact entry, a reset. */
export function commit(state: ReplicaState, param: string, value: number): ReplicaState {
  const legal = legalValue(state, param, value);
  if (legal === undefined) return state;
  const drags = withoutEntry(state.drags, param);
  return commitValue({ ...state, drags }, param, legal, state.seq);
}

/** The person's answer to a conflict. It is written over what the conflict showed, and nothing newer. */
export function resolve(
  state: ReplicaState,
  param: string,
  strategy: ResolutionStrategy,
): ReplicaState {
  const conflict = state.conflicts.get(param);
  if (conflict === undefined) return state;
  const value = legalValue(state, param, resolvedValue(conflict, strategy));
  if (value === undefined) return state;
  return {
    ...state,
    drags: withoutEntry(state.drags, param),
    conflicts: withoutEntry(state.conflicts, param),
    unsent: withEntry(state.unsent, param, { value, baseSeq: conflict.theirSeq, strategy }),
  };
}

/** The value that a strategy would end with. */
export function resolvedValue(conflict: OpenConflict, strategy: ResolutionStrategy): number {
  switch (strategy) {
    case "yours":
      return conflict.yourValue;
    case "theirs":
      return conflict.theirValue;
    case "average":
      return (conflict.yourValue + conflict.theirValue) / 2;
  }
}

/** The person does not want to decide: what is there stays, and nothing is sent. */
export function dismiss(state: ReplicaState, param: string): ReplicaState {
  if (!state.conflicts.has(param)) return state;
  return { ...state, conflicts: withoutEntry(state.conflicts, param) };
}

/** With no server to ask, a finished change is confirmed as soon as it is made. */
export function settleAlone(state: ReplicaState): ReplicaState {
  if (state.unsent.size === 0) return state;
  const confirmed = new Map(state.confirmed);
  for (const [param, { value }] of state.unsent) {
    confirmed.set(param, { value, seq: state.seq, writer: null });
  }
  return { ...state, confirmed, unsent: new Map() };
}

function commitValue(
  state: ReplicaState,
  param: string,
  value: number,
  baseSeq: number,
): ReplicaState {
  const conflict = state.conflicts.get(param);
  if (conflict !== undefined) {
    // The person has been told of the other value and not answered: moving on is not an answer,
    // it only changes what "yours" means.
    const moved = { ...conflict, yourValue: value };
    return { ...state, conflicts: withEntry(state.conflicts, param, moved) };
  }
  if (sameValue(intendedValue(state, param), value)) return state;
  return {
    ...state,
    unsent: withEntry(state.unsent, param, { value, baseSeq, strategy: null }),
  };
}

/** The value that the session will have if everything that is pending goes through. */
function intendedValue(state: ReplicaState, param: string): number {
  return (
    state.unsent.get(param)?.value ??
    newestInFlight(state, param)?.undecided.get(param) ??
    state.confirmed.get(param)?.value ??
    Number.NaN
  );
}

function legalValue(state: ReplicaState, param: string, value: number): number | undefined {
  const spec = findParameter(state.model, param);
  return spec === undefined || !Number.isFinite(value) ? undefined : clampToRange(spec, value);
}
