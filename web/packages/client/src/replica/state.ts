import type { Model } from "../model.js";
import type { Epoch, ParamValues, ResolutionStrategy } from "../protocol/messages.js";

/** Who wrote a value: the person, and the tab they wrote it from. */
export interface Writer {
  readonly userId: string;
  readonly clientId: string | null;
}

/** A value that the server has numbered, and the number that put it there. */
export interface ConfirmedValue {
  readonly value: number;
  readonly seq: number;
  /** Unknown for a value that came with a state rather than with a change. */
  readonly writer: Writer | null;
}

/** A slider under the person's hand. */
export interface Drag {
  readonly value: number;
  /** The highest number applied when the hand last moved it. */
  readonly baseSeq: number;
  /** Whether a pause in the drag has committed this very value. */
  readonly committed: boolean;
}

/** A change that waits for a connection; one for each parameter, the newest. */
export interface UnsentChange {
  readonly value: number;
  readonly baseSeq: number;
  /** Set where the change is the answer to a conflict. */
  readonly strategy: ResolutionStrategy | null;
}

/**
 * Where a message without an outcome stands: it is `awaited` on this connection; or it was `lost`, so
 * that it is sent again as it was; or the server `refused` to take it now, so that it is sent again
 * later, unless the person has moved on.
 */
export type Standing = "awaited" | "lost" | "refused";

/** A message that was sent and has had no outcome, with the parameters that are still undecided. */
export interface InFlightMessage {
  readonly n: number;
  readonly baseSeq: number;
  readonly strategy: ResolutionStrategy | null;
  /** As it was sent, for sending it again: the same `n` must always say the same. */
  readonly sent: ParamValues;
  readonly undecided: ParamValues;
  readonly standing: Standing;
}

/** Two people moved one parameter; the person has not said yet which value it shall be. */
export interface OpenConflict {
  readonly param: string;
  readonly yourValue: number;
  readonly theirValue: number;
  readonly theirUserId: string;
  readonly theirUserName: string;
  readonly theirSeq: number;
}

/**
 * A client's copy of the session: what the server has confirmed, and what the person has done that
 * it has not. Immutable; every function of this folder takes one and returns the next.
 */
export interface ReplicaState {
  readonly model: Model;
  readonly clientId: string;
  readonly epoch: Epoch | null;
  /** The highest number applied. */
  readonly seq: number;
  readonly confirmed: ReadonlyMap<string, ConfirmedValue>;
  readonly drags: ReadonlyMap<string, Drag>;
  readonly unsent: ReadonlyMap<string, UnsentChange>;
  /** By `n`, in rising order. */
  readonly inFlight: ReadonlyMap<number, InFlightMessage>;
  /** By parameter, the highest `n` of ours that the server has decided: what came before it is over. */
  readonly decidedN: ReadonlyMap<string, number>;
  readonly conflicts: ReadonlyMap<string, OpenConflict>;
  readonly nextN: number;
}

export interface ReplicaOptions {
  readonly model: Model;
  readonly clientId: string;
  /** Values to start from; the model's defaults stand in for what is missing. */
  readonly params?: ParamValues;
  readonly nextN?: number;
}

export function createReplica(options: ReplicaOptions): ReplicaState {
  const { model, clientId, params, nextN = 1 } = options;
  return {
    model,
    clientId,
    epoch: null,
    seq: 0,
    confirmed: new Map(
      model.parameters.map((spec) => [
        spec.name,
        { value: params?.get(spec.name) ?? spec.defaultValue, seq: 0, writer: null },
      ]),
    ),
    drags: new Map(),
    unsent: new Map(),
    inFlight: new Map(),
    decidedN: new Map(),
    conflicts: new Map(),
    nextN,
  };
}

/** The confirmed values by name. */
export function confirmedValues(state: ReplicaState): ParamValues {
  return new Map(Array.from(state.confirmed, ([name, { value }]) => [name, value]));
}

/** The newest message in flight that has yet to decide the parameter. */
export function newestInFlight(state: ReplicaState, param: string): InFlightMessage | undefined {
  return Array.from(state.inFlight.values()).findLast((message) => message.undecided.has(param));
}

export function withEntry<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  key: Key,
  value: Value,
): ReadonlyMap<Key, Value> {
  return new Map(map).set(key, value);
}

export function withoutEntry<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  key: Key,
): ReadonlyMap<Key, Value> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
