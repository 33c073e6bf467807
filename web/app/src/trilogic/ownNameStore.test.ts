import { expect, test } from "vitest";
import { readName } from "./ownNameStore";

test.each([
  ["  Ada ", "Ada"],
  ["", null],
  ["   ", null],
  ["李".repeat(50), "李".repeat(40)],
  ["𝒜".repeat(41), "𝒜".repeat(40)],
])("%j is the name %j", (text, name) => {
  expect(readName(text)).toBe(name);
});
