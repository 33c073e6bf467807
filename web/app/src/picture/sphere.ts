import { add, type Complex, complex, conjugate, multiply, scale, squaredModulus } from "./complex";

/**
 * The Riemann sphere: the unit sphere with the complex plane laid on it by stereographic
 * projection from the north pole, z = (x + iy) / (1 − Z). So z = 0 is the south pole, |z| = 1 is
 * the equator, z = 1 is (1, 0, 0) and z = ∞ is the north pole (Needham, Visual Complex Analysis,
 * 3.IV).
 */
export type Vec3 = readonly [x: number, y: number, z: number];

/**
 * A point of the sphere as a ratio z = numerator / denominator, not both zero. Infinity is
 * [1, 0], a point like any other, so nothing that is computed with these divides by zero.
 */
export type Ratio = readonly [numerator: Complex, denominator: Complex];

export const INFINITY: Ratio = [complex(1), complex(0)];

/** The three truth values as points of the sphere. */
export const FALSE_POINT: Vec3 = [0, 0, -1];
export const TRUE_POINT: Vec3 = [1, 0, 0];
export const UNDEFINED_POINT: Vec3 = [0, 0, 1];

export function ratio(z: Complex): Ratio {
  return [z, complex(1)];
}

/** x + iy = 2·n·d̄ / (|n|² + |d|²) and Z = (|n|² − |d|²) / (|n|² + |d|²). */
export function toSphere([numerator, denominator]: Ratio): Vec3 {
  const n = squaredModulus(numerator);
  const d = squaredModulus(denominator);
  const cross = multiply(numerator, conjugate(denominator));
  return [(2 * cross.re) / (n + d), (2 * cross.im) / (n + d), (n - d) / (n + d)];
}

/**
 * The inverse of {@link toSphere}. Each hemisphere uses the form of the ratio that cannot vanish
 * there: (x + iy) : (1 − Z) in the south, (1 + Z) : (x − iy) in the north.
 */
export function fromSphere([x, y, z]: Vec3): Ratio {
  return z <= 0 ? [complex(x, y), complex(1 - z)] : [complex(1 + z), complex(x, -y)];
}

/** A Möbius map z ↦ (a·z + b) / (c·z + d) as the matrix [a, b, c, d]. */
export type Mobius = readonly [a: Complex, b: Complex, c: Complex, d: Complex];

/** The image is scaled to |n|² + |d|² = 1, so that repeated maps neither overflow nor vanish. */
export function applyMobius([a, b, c, d]: Mobius, [n, m]: Ratio): Ratio {
  const numerator = add(multiply(a, n), multiply(b, m));
  const denominator = add(multiply(c, n), multiply(d, m));
  const norm = Math.sqrt(squaredModulus(numerator) + squaredModulus(denominator));
  return [scale(1 / norm, numerator), scale(1 / norm, denominator)];
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function negate(a: Vec3): Vec3 {
  return [-a[0], -a[1], -a[2]];
}

export function stretch(factor: number, a: Vec3): Vec3 {
  return [factor * a[0], factor * a[1], factor * a[2]];
}
