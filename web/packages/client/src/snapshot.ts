import type { ConnectionState } from "./connection/connection.js";
import { type ParameterSpec, sameValue } from "./model.js";
import type {
  Cursor,
  Epoch,
  Holding,
  ParamValues,
  ResolutionStrategy,
  User,
} from "./protocol/messages.js";
import {
  countPending,
  type OpenConflict,
  type ReplicaState,
  viewParameter,
} from "./replica/index.js";
import { cursorsOf, type Holder, holderOf, type Roster } from "./roster.js";

/** Another person's value of a parameter that this person is moving. */
export interface Ghost {
  readonly value: number;
  /** Unknown where the value came with a state rather than with a change. */
  readonly by: User | null;
}

/** Another person who has hold of a parameter, and the value under their thumb. */
export interface ParameterHolder {
  readonly clientId: string;
  readonly user: User;
  readonly value: number;
}

export interface ParameterView {
  readonly spec: ParameterSpec;
  /** What to show: one's own value where one is moving it, else the holder's live one, else the confirmed. */
  readonly value: number;
  /** What the server has confirmed last. */
  readonly confirmed: number;
  /** The number that put the confirmed value there. */
  readonly seq: number;
  /** Whether this person has hold of it. */
  readonly dragging: boolean;
  /** Whether a change of this person's waits for its outcome. */
  readonly pending: boolean;
  readonly ghost: Ghost | null;
  readonly holder: ParameterHolder | null;
  readonly conflict: OpenConflict | null;
}

/** A person in the session, with what they have hold of and where they point. */
export interface Member extends User {
  readonly isMe: boolean;
  readonly holding: readonly Holding[];
  readonly cursors: readonly Cursor[];
}

export interface Me {
  /** `null` until a server has let us in. */
  readonly userId: string | null;
  readonly clientId: string;
  readonly name: string | null;
  readonly color: string | null;
}

export interface SessionInfo {
  readonly id: string;
  /** Whether the session's state has been received; until then the values shown are one's own. */
  readonly joined: boolean;
  readonly seq: number;
  readonly epoch: Epoch | null;
}

/** A value that a parameter took. */
export interface HistoryEntry {
  readonly param: string;
  readonly value: number;
  /** `null` for a value that was found and not seen being made. */
  readonly userId: string | null;
  readonly userName: string | null;
  readonly color: string | null;
  /** Milliseconds since 1970 on this machine's clock. */
  readonly at: number;
  readonly seq: number;
  /** Whether this person made it while working alone. */
  readonly alone: boolean;
  /** How a conflict was settled with it; `null` where it was no answer to one. */
  readonly resolution: ResolutionStrategy | null;
}

/** Something that went wrong and that a person should know. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly at: number;
}

/** All that there is to show. Immutable; a part that has not changed is the same object as before. */
export interface CollabSnapshot {
  readonly connection: ConnectionState;
  /** `null` while one works alone. */
  readonly session: SessionInfo | null;
  readonly me: Me;
  readonly users: readonly Member[];
  readonly params: ReadonlyMap<string, ParameterView>;
  /** The values that `params` shows, by name. */
  readonly values: ParamValues;
  /** The conflicts to be asked about now: not those of a slider that is still in the hand. */
  readonly conflicts: readonly OpenConflict[];
  /** Oldest first, bounded. */
  readonly history: readonly HistoryEntry[];
  /** Parameters with a change that no server has answered for. */
  readonly unsentCount: number;
  /**
   * Why the server cannot take this person's changes now, since when. They stay pending and are sent
   * again without being asked; `null` as soon as one came through.
   */
  readonly saveProblem: Problem | null;
  readonly lastError: Problem | null;
}

export interface SnapshotSource {
  readonly connection: ConnectionState;
  readonly session: { readonly id: string; readonly joined: boolean } | null;
  readonly userId: string | null;
  readonly profile: { readonly name?: string; readonly color?: string };
  readonly replica: ReplicaState;
  readonly roster: Roster;
  readonly history: readonly HistoryEntry[];
  readonly saveProblem: Problem | null;
  readonly lastError: Problem | null;
}

/** The snapshot of a source, with every part of `previous` that still holds. */
export function takeSnapshot(source: SnapshotSource, previous?: CollabSnapshot): CollabSnapshot {
  const { connection, session, replica, history, saveProblem, lastError } = source;
  const params = new Map(
    replica.model.parameters.map((spec) => [spec.name, describeParameter(source, spec)]),
  );
  const conflicts = Array.from(params.values()).flatMap(({ conflict, dragging }) =>
    conflict === null || dragging ? [] : [conflict],
  );
  const { seq, epoch } = replica;
  const snapshot: CollabSnapshot = {
    connection,
    session: session === null ? null : { ...session, seq, epoch },
    me: describeMe(source),
    users: describeUsers(source),
    params,
    values: new Map(Array.from(params, ([name, view]) => [name, view.value])),
    conflicts,
    history,
    unsentCount: countPending(replica),
    saveProblem,
    lastError,
  };
  return previous === undefined ? snapshot : share(previous, snapshot);
}

function describeParameter(source: SnapshotSource, spec: ParameterSpec): ParameterView {
  const { replica, roster } = source;
  const view = viewParameter(replica, spec);
  const held = holderOf(roster, spec.name, replica.clientId);
  const holder = held === null ? null : describeHolder(roster, held);
  return {
    spec,
    value: view.own ? view.value : (holder?.value ?? view.confirmed),
    confirmed: view.confirmed,
    seq: view.seq,
    dragging: view.dragging,
    pending: view.pending,
    ghost: view.own ? describeGhost(roster, view, holder) : null,
    holder,
    conflict: view.conflict,
  };
}

/** What somebody has under their thumb now is newer than what they committed last. */
function describeGhost(
  roster: Roster,
  view: ReturnType<typeof viewParameter>,
  holder: ParameterHolder | null,
): Ghost | null {
  if (holder !== null && !sameValue(holder.value, view.value)) {
    return { value: holder.value, by: holder.user };
  }
  if (view.remote === null) return null;
  const { value, writer } = view.remote;
  return { value, by: writer === null ? null : personOf(roster, writer.userId) };
}

function describeHolder(roster: Roster, holder: Holder): ParameterHolder {
  const { clientId, userId, value } = holder;
  return { clientId, user: personOf(roster, userId), value };
}

function personOf(roster: Roster, userId: string): User {
  return roster.people.get(userId) ?? { id: userId, name: "Someone", color: "#808080" };
}

function describeMe({ userId, profile, replica, roster }: SnapshotSource): Me {
  const known = userId === null ? undefined : roster.people.get(userId);
  return {
    userId,
    clientId: replica.clientId,
    name: known?.name ?? profile.name ?? null,
    color: known?.color ?? profile.color ?? null,
  };
}

function describeUsers({ userId, replica, roster }: SnapshotSource): readonly Member[] {
  const others = Array.from(roster.presence.values()).filter(
    ({ clientId }) => clientId !== replica.clientId,
  );
  const cursors = cursorsOf(roster, replica.clientId);
  return Array.from(roster.users.values(), (user) => ({
    ...user,
    isMe: user.id === userId,
    holding: others.flatMap((tab) => {
      const holding = tab.presence.holding;
      return tab.userId !== user.id || holding == null ? [] : [holding];
    }),
    cursors: cursors.filter((cursor) => cursor.userId === user.id),
  }));
}

/** Takes from `previous` what is equal: of the snapshot, of its lists, and of their entries. */
function share(previous: CollabSnapshot, next: CollabSnapshot): CollabSnapshot {
  const shared: CollabSnapshot = {
    ...next,
    session: shareRecord(previous.session, next.session),
    me: shareRecord(previous.me, next.me),
    users: shareList(previous.users, next.users),
    params: shareMap(previous.params, next.params),
    values: shareMap(previous.values, next.values),
    conflicts: shareList(previous.conflicts, next.conflicts),
  };
  return shareRecord(previous, shared);
}

function shareMap<Value>(
  previous: ReadonlyMap<string, Value>,
  next: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const shared = new Map(
    Array.from(next, ([key, value]) => [key, shareValue(previous.get(key), value)] as const),
  );
  const same =
    previous.size === shared.size &&
    Array.from(shared).every(([key, value]) => previous.get(key) === value);
  return same ? previous : shared;
}

function shareList<Entry>(previous: readonly Entry[], next: readonly Entry[]): readonly Entry[] {
  const shared = next.map((entry, index) => shareValue(previous[index], entry));
  const same =
    previous.length === shared.length && shared.every((entry, index) => entry === previous[index]);
  return same ? previous : shared;
}

function shareRecord<Value extends object | null>(previous: Value, next: Value): Value {
  return shareValue(previous, next);
}

/** `previous`, where all that can be seen in it is the same. Values are compared to any depth. */
function shareValue<Value>(previous: Value | undefined, next: Value): Value {
  return equal(previous, next) ? (previous as Value) : next;
}

function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Map || b instanceof Map) return false;
  const keysOfA = Object.keys(a);
  if (keysOfA.length !== Object.keys(b).length) return false;
  return keysOfA.every((key) => equal(Reflect.get(a, key), Reflect.get(b, key)));
}
