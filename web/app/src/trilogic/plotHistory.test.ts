import type { HistoryEntry } from "@trivector/collab-client";
import { expect, test } from "vitest";
import { ALONE, plotHistory, plotUsers } from "./plotHistory";

const entry = (param: string, value: number, part: Partial<HistoryEntry> = {}): HistoryEntry => ({
  param,
  value,
  userId: null,
  userName: null,
  color: null,
  at: 0,
  seq: 0,
  alone: false,
  resolution: null,
  ...part,
});

test("what was there first is where the lines begin, and no change", () => {
  const { changes, initial } = plotHistory([entry("mu", 0.6), entry("kappa", 0.03)]);
  expect(initial).toEqual({ mu: 0.6, omega: 0.847, kappa: 0.03 });
  expect(changes).toEqual([]);
});

test("the order is the history's, though numbers begin anew with every session", () => {
  const { changes } = plotHistory([
    entry("mu", 0.569),
    entry("mu", 0.6, { userId: "ada", seq: 41 }),
    entry("mu", 0.65, { userId: "ben", seq: 3 }),
  ]);
  expect(changes.map(({ value, userId }) => [value, userId])).toEqual([
    [0.6, "ada"],
    [0.65, "ben"],
  ]);
  expect((changes[0]?.seq ?? 0) < (changes[1]?.seq ?? 0)).toBe(true);
});

test("a state that says what was known already is no change, and one that does not is nobody's", () => {
  const { changes } = plotHistory([entry("mu", 0.569), entry("mu", 0.569), entry("mu", 0.7)]);
  expect(changes.map(({ value, userId }) => [value, userId])).toEqual([[0.7, null]]);
});

test("what one moved alone is one's own", () => {
  const history = [entry("mu", 0.569), entry("mu", 0.6, { alone: true })];
  expect(plotHistory(history).changes[0]?.userId).toBe(ALONE);
  expect(plotUsers(history, []).get(ALONE)?.name).toBe("You");
});

test("people have the names of now, and those who left the names they had", () => {
  const history = [
    entry("mu", 0.6, { userId: "ada", userName: "Guest 12", color: "#111111" }),
    entry("mu", 0.6, { userId: "ben", userName: "Ben", color: "#222222" }),
  ];
  const ada = { id: "ada", name: "Ada", color: "#333333", isMe: false, holding: [], cursors: [] };
  const people = plotUsers(history, [ada]);
  expect(people.get("ada")).toEqual({ name: "Ada", color: "#333333" });
  expect(people.get("ben")).toEqual({ name: "Ben", color: "#222222" });
});
