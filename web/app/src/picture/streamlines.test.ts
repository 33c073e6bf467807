import fc from "fast-check";
import { expect, test } from "vitest";
import { anyParams, distance } from "./arbitraries";
import { flow, turnAfter } from "./mobius";
import type { Vec3 } from "./sphere";
import {
  axisFrame,
  endFade,
  onSphere,
  SPAN,
  seedPoints,
  shift,
  streamline,
  streamlineTurn,
  wrapHeight,
} from "./streamlines";

const anyAxisPoint = fc.record({
  height: fc.double({ min: -SPAN, max: SPAN, noNaN: true }),
  angle: fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
});

test("the Mercator shift is the Möbius flow", () => {
  const seconds = fc.double({ min: 0, max: 2, noNaN: true });
  fc.assert(
    fc.property(anyParams, anyAxisPoint, seconds, (params, start, t) => {
      const frame = axisFrame(params.mu);
      const moved = shift(params.kappa, turnAfter(params.omega, t), start);
      const byMap = flow(params, t, onSphere(frame, start.height, start.angle));
      expect(distance(onSphere(frame, moved.height, moved.angle), byMap)).toBeLessThan(1e-9);
    }),
  );
});

test("the flow takes each sample of a streamline to the next", () => {
  fc.assert(
    fc.property(anyParams, (params) => {
      const segments = 50;
      const points = streamline(params, 1, segments);
      const seconds = streamlineTurn(params.kappa) / segments / turnAfter(params.omega, 1);
      for (let index = 0; index < segments; index++) {
        const next = points[index + 1] as Vec3;
        expect(distance(flow(params, seconds, points[index] as Vec3), next)).toBeLessThan(1e-9);
      }
    }),
    { numRuns: 20 },
  );
});

test("infinite height is a pole and not an error", () => {
  const frame = axisFrame(0.569);
  expect(onSphere(frame, Number.POSITIVE_INFINITY, 1)).toEqual(frame.z);
});

test("a height that leaves at one end comes back at the other, both ends faded out", () => {
  expect(wrapHeight(-SPAN - 0.1)).toBeCloseTo(SPAN - 0.1, 12);
  expect(wrapHeight(SPAN + 0.1)).toBeCloseTo(-SPAN + 0.1, 12);
  expect(wrapHeight(0.3)).toBeCloseTo(0.3, 12);
  expect(endFade(SPAN)).toBe(0);
  expect(endFade(-SPAN)).toBe(0);
  expect(endFade(0)).toBe(1);
});

test("seeds lie within the drawn heights", () => {
  for (const { height } of seedPoints(72)) expect(Math.abs(height)).toBeLessThan(SPAN);
});
