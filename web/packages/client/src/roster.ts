import type { Cursor, Holding, Presence, User } from "./protocol/messages.js";

/** People who left are remembered by name, for the history; beyond this the oldest are forgotten. */
export const REMEMBERED_PEOPLE = 500;

/** One tab's presence. */
export interface MemberPresence {
  readonly clientId: string;
  readonly userId: string;
  readonly presence: Presence;
}

/** Who is in the session, and what each of their tabs shows. Immutable. */
export interface Roster {
  /** By user id, in the order of coming. */
  readonly users: ReadonlyMap<string, User>;
  /** Everybody who was seen, so that a change can be named after its author has left. */
  readonly people: ReadonlyMap<string, User>;
  /** By client id; the tab that was heard of last comes last. */
  readonly presence: ReadonlyMap<string, MemberPresence>;
  /** The list of users is as of this number: comings and goings before it are in it already. */
  readonly asOfSeq: number;
}

export interface Holder extends Holding {
  readonly clientId: string;
  readonly userId: string;
}

export interface MemberCursor extends Cursor {
  readonly clientId: string;
  readonly userId: string;
}

export const emptyRoster: Roster = {
  users: new Map(),
  people: new Map(),
  presence: new Map(),
  asOfSeq: 0,
};

/** Takes the server's list of users, as of `seq`. Tabs of people who are gone are gone with them. */
export function adoptUsers(roster: Roster, users: readonly User[], seq: number): Roster {
  const present = new Map(users.map((user) => [user.id, user]));
  const presence = new Map(
    Array.from(roster.presence).filter(([, member]) => present.has(member.userId)),
  );
  return { users: present, people: remember(roster.people, users), presence, asOfSeq: seq };
}

export function userJoined(roster: Roster, user: User, seq: number): Roster {
  if (seq <= roster.asOfSeq) return { ...roster, people: remember(roster.people, [user]) };
  const users = new Map(roster.users).set(user.id, user);
  return { ...roster, users, people: remember(roster.people, [user]), asOfSeq: seq };
}

export function userLeft(roster: Roster, userId: string, seq: number): Roster {
  if (seq <= roster.asOfSeq) return roster;
  const users = new Map(roster.users);
  users.delete(userId);
  const presence = new Map(
    Array.from(roster.presence).filter(([, member]) => member.userId !== userId),
  );
  return { ...roster, users, presence, asOfSeq: seq };
}

export function presenceChanged(
  roster: Roster,
  clientId: string,
  userId: string,
  presence: Presence | null,
): Roster {
  const next = new Map(roster.presence);
  next.delete(clientId);
  if (presence !== null) next.set(clientId, { clientId, userId, presence });
  return { ...roster, presence: next };
}

/** What was heard over a connection that is gone is not believed any longer. */
export function forgetPresence(roster: Roster): Roster {
  return roster.presence.size === 0 ? roster : { ...roster, presence: new Map() };
}

/** Who else has hold of the parameter; of several, the one that moved last. */
export function holderOf(roster: Roster, param: string, ownClientId: string): Holder | null {
  const member = Array.from(roster.presence.values()).findLast(
    ({ clientId, presence }) => clientId !== ownClientId && presence.holding?.param === param,
  );
  const holding = member?.presence.holding;
  if (member === undefined || holding === null || holding === undefined) return null;
  return { ...holding, clientId: member.clientId, userId: member.userId };
}

/** Where the others point. */
export function cursorsOf(roster: Roster, ownClientId: string): readonly MemberCursor[] {
  const cursors: MemberCursor[] = [];
  for (const { clientId, userId, presence } of roster.presence.values()) {
    if (clientId === ownClientId || presence.cursor == null) continue;
    cursors.push({ ...presence.cursor, clientId, userId });
  }
  return cursors;
}

function remember(
  people: ReadonlyMap<string, User>,
  seen: readonly User[],
): ReadonlyMap<string, User> {
  const next = new Map(people);
  for (const user of seen) {
    next.delete(user.id);
    next.set(user.id, user);
  }
  for (const id of next.keys()) {
    if (next.size <= REMEMBERED_PEOPLE) break;
    next.delete(id);
  }
  return next;
}
