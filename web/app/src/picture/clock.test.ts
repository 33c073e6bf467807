import { expect, test } from "vitest";
import { AT_START, advance, glide } from "./clock";
import type { FlowParams } from "./mobius";

const SLOW: FlowParams = { mu: 0.569, omega: 0.5, kappa: 0.0207 };
const FAST: FlowParams = { ...SLOW, omega: 1.5 };

test("a change of Ω turns the points faster from where they are, without a jump", () => {
  const before = advance({ turn: 3, drift: 1 }, SLOW, 0.016);
  const after = advance(before, FAST, 0);
  expect(after).toEqual(before);
  expect(advance(after, FAST, 0.01).turn - after.turn).toBeCloseTo(2 * Math.PI * 1.5 * 0.01, 12);
});

test("a tab that was hidden for an hour goes on where it was", () => {
  expect(advance(AT_START, SLOW, 3600).turn).toBeCloseTo(2 * Math.PI * 0.5 * 0.1, 12);
  expect(advance(AT_START, SLOW, -1)).toEqual(AT_START);
});

test("a glide is all but done after 150 ms, whatever the frame rate", () => {
  let shown = SLOW;
  for (let frame = 0; frame < 9; frame++) shown = glide(shown, FAST, 1 / 60);
  expect(shown.omega).toBeGreaterThan(1.47);
  expect(glide(SLOW, FAST, 0.15).omega).toBeCloseTo(shown.omega, 6);
});

test("a glide ends at its target itself, so that drawing can stop", () => {
  expect(glide(SLOW, FAST, 1)).toBe(FAST);
});
