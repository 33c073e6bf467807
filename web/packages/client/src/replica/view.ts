import { type ParameterSpec, sameValue } from "../model.js";
import { newestInFlight, type OpenConflict, type ReplicaState, type Writer } from "./state.js";

/** Somebody else's value of a parameter that this person is moving. */
export interface RemoteValue {
  readonly value: number;
  readonly writer: Writer | null;
}

/** One parameter as the replica alone knows it; presence and names are added elsewhere. */
export interface ReplicaView {
  readonly spec: ParameterSpec;
  /** The person's own value where there is one, else the confirmed one. */
  readonly value: number;
  readonly confirmed: number;
  /** The number that put the confirmed value there. */
  readonly seq: number;
  readonly writer: Writer | null;
  /** Whether `value` is the person's and not the session's. */
  readonly own: boolean;
  readonly dragging: boolean;
  /** Whether a change of the person's waits for its outcome. */
  readonly pending: boolean;
  /** What somebody else has set it to since; shown beside the own value, never instead of it. */
  readonly remote: RemoteValue | null;
  readonly conflict: OpenConflict | null;
}

export function viewParameter(state: ReplicaState, spec: ParameterSpec): ReplicaView {
  const confirmed = state.confirmed.get(spec.name) ?? {
    value: spec.defaultValue,
    seq: 0,
    writer: null,
  };
  const own = ownValue(state, spec.name);
  const overtaken =
    own !== undefined &&
    confirmed.seq > own.baseSeq &&
    confirmed.writer?.clientId !== state.clientId &&
    !sameValue(confirmed.value, own.value);
  return {
    spec,
    value: own?.value ?? confirmed.value,
    confirmed: confirmed.value,
    seq: confirmed.seq,
    writer: confirmed.writer,
    own: own !== undefined,
    dragging: state.drags.has(spec.name),
    pending: state.unsent.has(spec.name) || newestInFlight(state, spec.name) !== undefined,
    remote: overtaken ? { value: confirmed.value, writer: confirmed.writer } : null,
    conflict: state.conflicts.get(spec.name) ?? null,
  };
}

interface OwnValue {
  readonly value: number;
  readonly baseSeq: number;
}

/** A hand on the slider wins over everything; a conflict over what is pending, since it was refused. */
function ownValue(state: ReplicaState, param: string): OwnValue | undefined {
  const held = state.drags.get(param);
  if (held !== undefined) return held;
  if (state.conflicts.has(param)) return undefined;
  const unsent = state.unsent.get(param);
  if (unsent !== undefined) return unsent;
  const sent = newestInFlight(state, param);
  const value = sent?.undecided.get(param);
  return sent === undefined || value === undefined ? undefined : { value, baseSeq: sent.baseSeq };
}
