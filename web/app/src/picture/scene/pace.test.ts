import { expect, test } from "vitest";
import { createPace, type Pace } from "./pace";

/** The share of so many frames that are drawn. */
function drawn(pace: Pace, millis: number, frames: number): number {
  let due = 0;
  for (let frame = 0; frame < frames; frame += 1) if (pace.isDue(millis)) due += 1;
  return due / frames;
}

test("a machine that keeps up draws every frame", () => {
  expect(drawn(createPace(), 16.7, 10_000)).toBe(1);
});

test("one that does not draws every second one, for as long as that helps", () => {
  const pace = createPace();
  drawn(pace, 40, 30);
  expect(drawn(pace, 16.7, 10_000)).toBe(0.5);
});

test("where it is no help everything is drawn, but for another try now and then", () => {
  const pace = createPace();
  expect(drawn(pace, 33.3, 10_000)).toBeGreaterThan(0.98);
});

test("single late frames change nothing", () => {
  const pace = createPace();
  for (let second = 0; second < 60; second += 1) {
    expect(drawn(pace, 120, 1)).toBe(1);
    expect(drawn(pace, 16.7, 59)).toBe(1);
  }
});
