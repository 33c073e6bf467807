/** A complex number re + i·im. Immutable; every function here returns a new one. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const ZERO: Complex = { re: 0, im: 0 };
export const ONE: Complex = { re: 1, im: 0 };

export function complex(re: number, im = 0): Complex {
  return { re, im };
}

export function add(a: Complex, b: Complex): Complex {
  return { re: a.re + b.re, im: a.im + b.im };
}

export function multiply(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

export function scale(factor: number, z: Complex): Complex {
  return { re: factor * z.re, im: factor * z.im };
}

export function conjugate(z: Complex): Complex {
  return { re: z.re, im: -z.im };
}

/** |z|², which needs no square root and so stays exact for the comparisons made with it. */
export function squaredModulus(z: Complex): number {
  return z.re * z.re + z.im * z.im;
}

/** e^(growth + i·angle), the angle in radians. */
export function exponential(growth: number, angle: number): Complex {
  const modulus = Math.exp(growth);
  return { re: modulus * Math.cos(angle), im: modulus * Math.sin(angle) };
}
