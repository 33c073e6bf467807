import { complex, exponential, ONE } from "./complex";
import {
  applyMobius,
  fromSphere,
  type Mobius,
  negate,
  type Ratio,
  toSphere,
  type Vec3,
} from "./sphere";

/**
 * The flow that the picture shows: the loxodromic Möbius flow z ↦ T⁻¹(λ · T(z)) on the Riemann
 * sphere. T is the rotation of the sphere that takes the attracting fixed point to 0 and the
 * repelling one to ∞, and λ = e^((i − 10.8 κ) φ) with φ = 2πΩt
 * (Needham, Visual Complex Analysis, 3.VII: every loxodromic map is such a spiral).
 */
export interface FlowParams {
  /** μ, the equilibrium: the attracting fixed point is z = μ / (1 − μ), the odds of truth. */
  readonly mu: number;
  /** Ω, the resonance in Hz: turns about the axis in a second. */
  readonly omega: number;
  /** κ, the coupling: the pull towards the equilibrium in each radian of the turn, over 10.8. */
  readonly kappa: number;
}

/** How much a unit of κ weighs, in the flow's pull and in β alike. */
export const COUPLING_WEIGHT = 10.8;

/** How much the distance factor shrinks, as a logarithm, for each radian that the flow turns. */
export function pull(kappa: number): number {
  return COUPLING_WEIGHT * kappa;
}

/** φ = 2πΩt: how far the flow has turned after so many seconds, in radians. */
export function turnAfter(omega: number, seconds: number): number {
  return 2 * Math.PI * omega * seconds;
}

/** z = μ / (1 − μ) as a ratio, so that μ = 1 is infinity and not an error. */
export function attractingRatio(mu: number): Ratio {
  return [complex(mu), complex(1 - mu)];
}

/** Where the flow goes; on the real meridian, y = 0. */
export function attractingPoint(mu: number): Vec3 {
  return toSphere(attractingRatio(mu));
}

/** Where the flow comes from: the antipode −1/z̄ of the attracting point. */
export function repellingPoint(mu: number): Vec3 {
  return negate(attractingPoint(mu));
}

/** T: z ↦ ((1 − μ) z − μ) / (μ z + (1 − μ)), a rotation about the y axis. */
export function toAxisFrame(mu: number): Mobius {
  return [complex(1 - mu), complex(-mu), complex(mu), complex(1 - mu)];
}

/** T⁻¹, up to a factor, which does not matter to a Möbius map. */
export function fromAxisFrame(mu: number): Mobius {
  return [complex(1 - mu), complex(mu), complex(-mu), complex(1 - mu)];
}

/**
 * As a logarithm, how near to a fixed point is as good as on it. No number tells e^−300 from 0 beside
 * a 1, and its square is still more than 0, which the scaling of a ratio relies on.
 */
const ENDLESS = 300;

/**
 * z ↦ λ z as a matrix. Backwards in time the same map is written z : λ⁻¹, so that no factor
 * exceeds 1 however long the flow runs.
 */
function multiplier(params: FlowParams, seconds: number): Mobius {
  const turn = turnAfter(params.omega, seconds);
  const growth = Math.min(ENDLESS, Math.max(-ENDLESS, -pull(params.kappa) * turn));
  const zero = complex(0);
  return growth <= 0
    ? [exponential(growth, turn), zero, zero, ONE]
    : [ONE, zero, zero, exponential(-growth, -turn)];
}

/** Where the flow takes a point of the sphere in so many seconds, which may be negative. */
export function flow(params: FlowParams, seconds: number, point: Vec3): Vec3 {
  const inFrame = applyMobius(toAxisFrame(params.mu), fromSphere(point));
  const moved = applyMobius(multiplier(params, seconds), inFrame);
  return toSphere(applyMobius(fromAxisFrame(params.mu), moved));
}

/**
 * β = 1 − μ − 10.8 κ, the wabi-sabi constant: the undecided share of the sphere. Below 0 the
 * parameters are outside the model.
 */
export function beta({ mu, kappa }: Pick<FlowParams, "mu" | "kappa">): number {
  return 1 - mu - pull(kappa);
}

export function isOutsideModel(params: Pick<FlowParams, "mu" | "kappa">): boolean {
  return beta(params) < 0;
}

/**
 * The half-angle, in radians, of the cap about ∅ that covers the share β of the sphere's area:
 * arccos(1 − 2β), because a cap of half-angle α covers (1 − cos α) / 2 (Archimedes). There is no
 * cap below 0; above 1, which no allowed parameters reach, it is the whole sphere.
 */
export function capHalfAngle(share: number): number | undefined {
  if (share < 0) return undefined;
  return Math.acos(1 - 2 * Math.min(share, 1));
}
