import fc from "fast-check";
import type { FlowParams } from "./mobius";
import type { Vec3 } from "./sphere";

/** Generators for the property tests: the parameters' own ranges, and any point of the sphere. */
export const anyParams: fc.Arbitrary<FlowParams> = fc.record({
  mu: fc.double({ min: 0.5, max: 0.7, noNaN: true }),
  omega: fc.double({ min: 0.5, max: 1.5, noNaN: true }),
  kappa: fc.double({ min: 0.01, max: 0.05, noNaN: true }),
});

/** Archimedes: height and longitude, each uniform, are uniform on the sphere; both poles occur. */
export const anyPoint: fc.Arbitrary<Vec3> = fc
  .tuple(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
  )
  .map(([z, longitude]) => {
    const radius = Math.sqrt(1 - z * z);
    return [radius * Math.cos(longitude), radius * Math.sin(longitude), z];
  });

export function distance(a: Vec3, b: Vec3): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
