import { expect, test } from "vitest";
import { TRUE_POINT, UNDEFINED_POINT } from "./sphere";
import { capRegions, pathsOf, UNITS } from "./svg";
import { viewBasis } from "./view";

test("a curve that goes behind is cut where it does", () => {
  const basis = viewBasis({ azimuth: 0, elevation: 0 });
  const behind = [-1, 0, 0] as const;
  const { front, back } = pathsOf([[TRUE_POINT, UNDEFINED_POINT, behind]], basis);
  expect(front).toBe("M0 0L0 -1000");
  expect(back).toBe("M0 -1000L0 0");
});

test("the cap's two regions have the areas that the cap has in the projection", () => {
  for (const halfAngle of [0.2, 0.7, 0.945, 1.35]) {
    for (const elevation of [-1.4, -0.9, -0.3, 0, 0.3, 0.9, 1.4]) {
      const { front, back } = capRegions(halfAngle, elevation);
      const counted = countCap(halfAngle, elevation);
      expect(Math.abs(areaOf(front) - counted.front)).toBeLessThan(0.01);
      expect(Math.abs(areaOf(back) - counted.back)).toBeLessThan(0.01);
    }
  }
});

test("a cap of the whole sphere is the whole disc on both sides", () => {
  const { front, back } = capRegions(Math.PI, 0.3);
  expect(front).toBe(back);
  expect(front).not.toBe("");
});

/** Shoelace formula, in units of the radius squared. */
function areaOf(path: string): number {
  const points = path
    .replace(/[MZ]/g, "")
    .split("L")
    .filter((point) => point !== "")
    .map((point) => point.split(" ").map((part) => Number(part) / UNITS));
  const sum = points.reduce((total, [x = 0, y = 0], index) => {
    const [nextX = 0, nextY = 0] = points[(index + 1) % points.length] ?? [];
    return total + x * nextY - nextX * y;
  }, 0);
  return Math.abs(sum) / 2;
}

/** The same areas by asking each cell of a grid whether the point under it is in the cap. */
function countCap(halfAngle: number, elevation: number) {
  const { eye, up, right } = viewBasis({ azimuth: 0, elevation });
  const cells = 400;
  const cell = (2 / cells) ** 2;
  let front = 0;
  let back = 0;
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const x = (2 * (column + 0.5)) / cells - 1;
      const y = (2 * (row + 0.5)) / cells - 1;
      if (x * x + y * y > 1) continue;
      const depth = Math.sqrt(1 - x * x - y * y);
      const base = x * right[2] + y * up[2];
      if (base + depth * eye[2] > Math.cos(halfAngle)) front += cell;
      if (base - depth * eye[2] > Math.cos(halfAngle)) back += cell;
    }
  }
  return { front, back };
}
