import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyParams, anyPoint, distance } from "./arbitraries";
import {
  attractingPoint,
  beta,
  capHalfAngle,
  type FlowParams,
  flow,
  isOutsideModel,
  pull,
  repellingPoint,
  toAxisFrame,
  turnAfter,
} from "./mobius";
import { applyMobius, dot, FALSE_POINT, fromSphere, TRUE_POINT, toSphere } from "./sphere";

const CANONICAL: FlowParams = { mu: 0.569, omega: 0.847, kappa: 0.0207 };
const anySeconds = fc.double({ min: -3, max: 3, noNaN: true });

describe("the axis", () => {
  test("the attracting point is the odds of truth, μ / (1 − μ), on the real meridian", () => {
    const odds = 0.569 / 0.431;
    const [x, y, z] = attractingPoint(0.569);
    expect(y).toBe(0);
    expect(x / (1 - z)).toBeCloseTo(odds, 12);
  });

  test("even odds put it on true, and impossible odds need no special case", () => {
    expect(attractingPoint(0.5)).toEqual(TRUE_POINT);
    expect(attractingPoint(0)).toEqual(FALSE_POINT);
    expect(attractingPoint(1)).toEqual([0, 0, 1]);
  });

  test("the repelling point is its antipode, −1/z̄", () => {
    const odds = 0.7 / 0.3;
    const [x, , z] = repellingPoint(0.7);
    expect(x / (1 - z)).toBeCloseTo(-1 / odds, 12);
  });

  test("T is a rotation: it keeps distances, and takes the attracting point to 0", () => {
    fc.assert(
      fc.property(anyParams, anyPoint, anyPoint, ({ mu }, a, b) => {
        const turned = [a, b, attractingPoint(mu)].map((point) =>
          toSphere(applyMobius(toAxisFrame(mu), fromSphere(point))),
        );
        const [ta, tb, pole] = turned as [typeof a, typeof a, typeof a];
        expect(distance(ta, tb)).toBeCloseTo(distance(a, b), 10);
        expect(distance(pole, FALSE_POINT)).toBeLessThan(1e-12);
      }),
    );
  });
});

describe("the flow", () => {
  test("leaves both fixed points where they are", () => {
    fc.assert(
      fc.property(anyParams, anySeconds, (params, seconds) => {
        for (const point of [attractingPoint(params.mu), repellingPoint(params.mu)]) {
          expect(distance(flow(params, seconds / 3, point), point)).toBeLessThan(1e-9);
        }
      }),
    );
  });

  test("keeps every point on the unit sphere, for hours and backwards too", () => {
    const hours = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(anyParams, anyPoint, hours, (params, point, seconds) => {
        const [x, y, z] = flow(params, seconds, point);
        expect(Math.hypot(x, y, z)).toBeCloseTo(1, 10);
      }),
    );
  });

  test("keeps the fixed points where they are, for hours and backwards too", () => {
    const params = { mu: 0.5, omega: 0.5, kappa: 0.01 };
    for (const seconds of [-1e4, -1098.0433183084779, 1e4]) {
      expect(distance(flow(params, seconds, [1, 0, 0]), [1, 0, 0])).toBeLessThan(1e-9);
      expect(distance(flow(params, seconds, [-1, 0, 0]), [-1, 0, 0])).toBeLessThan(1e-9);
    }
  });

  test("is a group in time: s seconds and then t seconds are s + t seconds", () => {
    const ahead = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(anyParams, anyPoint, ahead, ahead, (params, point, s, t) => {
        const twice = flow(params, t, flow(params, s, point));
        expect(distance(twice, flow(params, s + t, point))).toBeLessThan(1e-9);
      }),
    );
  });

  test("is undone by running it backwards", () => {
    const ahead = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(anyParams, anyPoint, ahead, (params, point, s) => {
        expect(distance(flow(params, -s, flow(params, s, point)), point)).toBeLessThan(1e-6);
      }),
    );
  });

  test("brings every point but the repelling one nearer to the attracting one", () => {
    fc.assert(
      fc.property(anyParams, anyPoint, (params, point) => {
        const goal = attractingPoint(params.mu);
        fc.pre(distance(point, goal) > 1e-3 && distance(point, repellingPoint(params.mu)) > 1e-3);
        expect(dot(flow(params, 0.1, point), goal)).toBeGreaterThan(dot(point, goal));
        expect(distance(flow(params, 60, point), goal)).toBeLessThan(1e-3);
      }),
    );
  });

  test("turns once about the axis in 1/Ω seconds, and shrinks by e^(−10.8 κ 2π) meanwhile", () => {
    fc.assert(
      fc.property(anyParams, anyPoint, (params, point) => {
        const before = inFrame(params, point);
        fc.pre(before.modulus > 1e-2 && before.modulus < 1e2);
        const after = inFrame(params, flow(params, 1 / params.omega, point));
        const quarter = inFrame(params, flow(params, 0.25 / params.omega, point));
        expect(Math.cos(after.angle - before.angle)).toBeCloseTo(1, 8);
        expect(Math.sin(quarter.angle - before.angle)).toBeCloseTo(1, 8);
        expect(Math.log(after.modulus / before.modulus)).toBeCloseTo(
          -2 * Math.PI * pull(params.kappa),
          6,
        );
      }),
    );
  });

  test("φ is 2πΩt", () => {
    expect(turnAfter(0.5, 1)).toBeCloseTo(Math.PI, 12);
  });
});

describe("β", () => {
  test("is 1 − μ − 10.8 κ", () => {
    expect(beta(CANONICAL)).toBeCloseTo(0.20744, 10);
  });

  test("the cap covers the share β of the area, integrated numerically", () => {
    for (const share of [0, 0.05, 0.20744, 0.392, 0.5, 1]) {
      const halfAngle = capHalfAngle(share) as number;
      const rings = 20_000;
      let area = 0;
      for (let ring = 0; ring < rings; ring++) {
        const polar = (Math.PI * (ring + 0.5)) / rings;
        if (polar < halfAngle) area += 2 * Math.PI * Math.sin(polar) * (Math.PI / rings);
      }
      expect(area / (4 * Math.PI)).toBeCloseTo(share, 3);
    }
  });

  test("below 0 there is no cap, and above 1 it is the whole sphere", () => {
    expect(capHalfAngle(-0.001)).toBeUndefined();
    expect(capHalfAngle(1.2)).toBe(Math.PI);
    expect(isOutsideModel({ mu: 0.7, kappa: 0.05 })).toBe(true);
    expect(isOutsideModel(CANONICAL)).toBe(false);
  });
});

/** A point as w = T(z), in polar form. */
function inFrame(params: FlowParams, point: Parameters<typeof fromSphere>[0]) {
  const [x, y, z] = toSphere(applyMobius(toAxisFrame(params.mu), fromSphere(point)));
  return { modulus: Math.hypot(x, y) / (1 - z), angle: Math.atan2(y, x) };
}
