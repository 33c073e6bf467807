import { type HistoryEntry, type Member, sameValue, trilogic } from "@trivector/collab-client";
import type { Change, ParamName, PlotUser } from "../plot";
import { PARAMETERS } from "./words";

/** Stands for this person where no server has given them an id. */
export const ALONE = "alone";

export interface PlottedHistory {
  readonly changes: readonly Change[];
  readonly initial: Readonly<Record<ParamName, number>>;
}

/**
 * The history as the plot takes it. Numbers begin anew with every session that one joins, so the
 * order here is the history's own; and a value that is found as it was is no change.
 */
export function plotHistory(history: readonly HistoryEntry[]): PlottedHistory {
  const changes: Change[] = [];
  const initial = new Map<string, number>();
  const last = new Map<string, number>();
  history.forEach((entry, index) => {
    const param = PARAMETERS.find((name) => name === entry.param);
    if (param === undefined) return;
    const before = last.get(param);
    last.set(param, entry.value);
    if (before === undefined) initial.set(param, entry.value);
    else if (entry.userId !== null || !sameValue(before, entry.value)) {
      const userId = entry.alone ? ALONE : entry.userId;
      changes.push({ param, value: entry.value, userId, at: entry.at, seq: index });
    }
  });
  const first = (name: ParamName): number =>
    initial.get(name) ?? trilogic.parameters.find((spec) => spec.name === name)?.defaultValue ?? 0;
  return { changes, initial: { mu: first("mu"), omega: first("omega"), kappa: first("kappa") } };
}

/** What the plot shows of somebody who is here. */
export type PlottedPerson = Pick<Member, "id" | "name" | "color" | "isMe">;

/** Everybody who is in the history or in the session, under the name and colour that they have now. */
export function plotUsers(
  history: readonly HistoryEntry[],
  users: readonly PlottedPerson[],
): ReadonlyMap<string, PlotUser> {
  const people = new Map<string, PlotUser>([[ALONE, { name: "You", color: "var(--ink)" }]]);
  for (const { userId, userName, color } of history) {
    if (userId !== null && userName !== null && color !== null) {
      people.set(userId, { name: userName, color });
    }
  }
  for (const { id, name, color, isMe } of users) {
    people.set(id, { name: isMe ? "You" : name, color });
  }
  return people;
}
