import { expect, test } from "vitest";
import { createOrbit, dragTurn, keyTurn } from "./orbit";
import { TRUE_POINT } from "./sphere";
import { DEFAULT_VIEW, project, turnView, viewBasis } from "./view";

test("whoever watches the view hears of each turn until they stop", () => {
  const orbit = createOrbit();
  let heard = 0;
  const stop = orbit.subscribe(() => heard++);
  orbit.turn(0.1, 0);
  orbit.reset();
  stop();
  orbit.turn(0.1, 0);
  expect(heard).toBe(2);
});

test("resetting gives the default view itself back, so that the page knows it is one", () => {
  const orbit = createOrbit();
  orbit.turn(1, 1);
  orbit.reset();
  expect(orbit.view()).toBe(DEFAULT_VIEW);
});

test("a drag takes the point under the pointer with it", () => {
  const middle = { azimuth: 0, elevation: 0 };
  const turned = turnView(middle, ...dragTurn(20, 10, 200));
  const { x, y } = project(viewBasis(turned), TRUE_POINT);
  expect(x * 200).toBeCloseTo(20, 0);
  expect(-y * 200).toBeCloseTo(10, 0);
});

test("the arrow keys turn, other keys are left to the page", () => {
  expect(keyTurn("ArrowUp")?.[1]).toBeGreaterThan(0);
  expect(keyTurn("Tab")).toBeUndefined();
});
