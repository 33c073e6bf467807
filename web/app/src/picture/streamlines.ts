import { attractingPoint, type FlowParams, pull, turnAfter } from "./mobius";
import type { Vec3 } from "./sphere";

/**
 * The flow's curves in Mercator coordinates about its axis. With w = T(z) = e^(height + i·angle),
 * multiplying by λ only shifts them: the angle grows by φ and the height falls by 10.8 κ φ. So a
 * streamline is a straight line on the Mercator map, a loxodrome on the sphere, and the poles lie
 * at infinite height, where nothing has to be computed.
 */
export interface AxisPoint {
  readonly height: number;
  /** Radians about the axis. */
  readonly angle: number;
}

/** Columns of the rotation from the axis frame to the world; the third is the repelling point. */
export interface AxisFrame {
  readonly x: Vec3;
  readonly y: Vec3;
  readonly z: Vec3;
}

export function axisFrame(mu: number): AxisFrame {
  const [ax, , az] = attractingPoint(mu);
  return { x: [-az, 0, ax], y: [0, 1, 0], z: [-ax, 0, -az] };
}

/** (sech h · cos a, sech h · sin a, tanh h), turned into the world. */
export function onSphere(frame: AxisFrame, height: number, angle: number): Vec3 {
  const z = Math.tanh(height);
  const radius = 1 / Math.cosh(height);
  const x = radius * Math.cos(angle);
  const y = radius * Math.sin(angle);
  return [
    frame.x[0] * x + frame.y[0] * y + frame.z[0] * z,
    frame.x[1] * x + frame.y[1] * y + frame.z[1] * z,
    frame.x[2] * x + frame.y[2] * y + frame.z[2] * z,
  ];
}

/** The flow in Mercator coordinates, for a turn in radians. */
export function shift(kappa: number, turn: number, { height, angle }: AxisPoint): AxisPoint {
  return { height: height - pull(kappa) * turn, angle: angle + turn };
}

/** Curves are drawn between these heights: 0.6 % of the sphere about each fixed point stays free. */
export const SPAN = 2.6;

/** The angle about the axis of a streamline at a height, given the angle where it crosses 0. */
export function streamlineAngle(kappa: number, angleAtZero: number, height: number): number {
  return angleAtZero - height / pull(kappa);
}

/** The radians that a streamline turns between the two ends of the drawing. */
export function streamlineTurn(kappa: number): number {
  return (2 * SPAN) / pull(kappa);
}

/** A streamline as points in the flow's direction, from near the repelling to the attracting end. */
export function streamline(params: FlowParams, angleAtZero: number, segments: number): Vec3[] {
  const frame = axisFrame(params.mu);
  return Array.from({ length: segments + 1 }, (_, index) => {
    const height = SPAN - (2 * SPAN * index) / segments;
    return onSphere(frame, height, streamlineAngle(params.kappa, angleAtZero, height));
  });
}

/** Where the streamlines cross height 0: evenly about the axis, in radians. */
export function streamlineAngles(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (2 * Math.PI * index) / count);
}

/** A moving point is drawn with the way that it went in this time, so that Ω shows in a still too. */
export const TRAIL_SECONDS = 0.1;

export function trailTurn(omega: number): number {
  return turnAfter(omega, TRAIL_SECONDS);
}

const GOLDEN_TURN = Math.PI * (3 - Math.sqrt(5));

/** Starting points spread evenly over the drawn heights; no two on one meridian. */
export function seedPoints(count: number): AxisPoint[] {
  return Array.from({ length: count }, (_, index) => ({
    height: -SPAN + (2 * SPAN * (index + 0.5)) / count,
    angle: (index * GOLDEN_TURN) % (2 * Math.PI),
  }));
}

/**
 * Heights form a loop: a point that reaches the attracting end starts again at the repelling one,
 * so that the number of points in view stays the same. Points fade at both ends.
 */
export function wrapHeight(height: number): number {
  const length = 2 * SPAN;
  const offset = (height + SPAN) % length;
  return (offset < 0 ? offset + length : offset) - SPAN;
}

/** 0 at both ends of the drawn heights and 1 over the middle. */
export function endFade(height: number): number {
  const distance = Math.min(1, Math.max(0, (SPAN - Math.abs(height)) / 0.5));
  return distance * distance * (3 - 2 * distance);
}
