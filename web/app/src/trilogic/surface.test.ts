import { expect, test } from "vitest";
import { toSquare } from "./surface";

test("the middle is the middle on every screen", () => {
  expect(toSquare({ x: 0.5, y: 0.5 }, 1000, 400)).toEqual({ x: 0.5, y: 0.5 });
  expect(toSquare({ x: 0.5, y: 0.5 }, 390, 844)).toEqual({ x: 0.5, y: 0.5 });
});

test("a spot of the sphere has one place, whatever room there is beside it", () => {
  // 100 px right of the middle and 50 px above it, with the same sphere on both screens.
  expect(toSquare({ x: 0.6, y: 0.375 }, 1000, 400)).toEqual({ x: 0.75, y: 0.375 });
  expect(toSquare({ x: 0.75, y: 0.4375 }, 400, 800)).toEqual({ x: 0.75, y: 0.375 });
});

test("beside the square there is nothing to point at", () => {
  expect(toSquare({ x: 0.05, y: 0.5 }, 1000, 400)).toBeNull();
  expect(toSquare({ x: 0.5, y: 0.5 }, 0, 0)).toBeNull();
});
