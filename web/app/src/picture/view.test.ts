import fc from "fast-check";
import { expect, test } from "vitest";
import { anyPoint } from "./arbitraries";
import { dot, TRUE_POINT, UNDEFINED_POINT } from "./sphere";
import { DEFAULT_VIEW, MAX_ELEVATION, project, turnView, viewBasis } from "./view";

test("the projection keeps lengths, so the outline is a circle of radius 1 from everywhere", () => {
  const angle = fc.double({ min: -1.4, max: 1.4, noNaN: true });
  fc.assert(
    fc.property(angle, angle, anyPoint, (azimuth, elevation, point) => {
      const { x, y, depth } = project(viewBasis({ azimuth, elevation }), point);
      expect(x * x + y * y + depth * depth).toBeCloseTo(dot(point, point), 10);
    }),
  );
});

test("at first undefined is on top and true is in front, to the right", () => {
  const basis = viewBasis(DEFAULT_VIEW);
  expect(project(basis, UNDEFINED_POINT).y).toBeGreaterThan(0.9);
  const truth = project(basis, TRUE_POINT);
  expect(truth.x).toBeGreaterThan(0.5);
  expect(truth.depth).toBeGreaterThan(0.3);
});

test("turning goes round and round, but never over the poles", () => {
  expect(turnView(DEFAULT_VIEW, 0, 10).elevation).toBe(MAX_ELEVATION);
  expect(turnView(DEFAULT_VIEW, 0, -10).elevation).toBe(-MAX_ELEVATION);
  expect(Math.abs(turnView(DEFAULT_VIEW, 100, 0).azimuth)).toBeLessThan(2 * Math.PI);
});
