import fc from "fast-check";
import { expect, test } from "vitest";
import { anyPoint, distance } from "./arbitraries";
import { complex } from "./complex";
import {
  FALSE_POINT,
  fromSphere,
  INFINITY,
  ratio,
  TRUE_POINT,
  toSphere,
  UNDEFINED_POINT,
} from "./sphere";

test("the three truth values are the south pole, (1, 0, 0) and the north pole", () => {
  expect(toSphere(ratio(complex(0)))).toEqual(FALSE_POINT);
  expect(toSphere(ratio(complex(1)))).toEqual(TRUE_POINT);
  expect(toSphere(INFINITY)).toEqual(UNDEFINED_POINT);
});

test("i is a quarter turn east of 1", () => {
  expect(toSphere(ratio(complex(0, 1)))).toEqual([0, 1, 0]);
});

test("a point survives the way to the plane and back, the poles too", () => {
  fc.assert(
    fc.property(anyPoint, (point) => {
      expect(distance(toSphere(fromSphere(point)), point)).toBeLessThan(1e-12);
    }),
  );
});

test("a number survives the way to the sphere and back", () => {
  const part = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(part, part, (re, im) => {
      const [n, d] = fromSphere(toSphere(ratio(complex(re, im))));
      const size = d.re * d.re + d.im * d.im;
      expect((n.re * d.re + n.im * d.im) / size).toBeCloseTo(re, 4);
      expect((n.im * d.re - n.re * d.im) / size).toBeCloseTo(im, 4);
    }),
  );
});
