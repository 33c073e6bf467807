import { beta, capHalfAngle, type FlowParams, pull, repellingPoint } from "./mobius";
import { negate, stretch, type Vec3 } from "./sphere";
import {
  axisFrame,
  endFade,
  onSphere,
  seedPoints,
  streamline,
  streamlineAngles,
  streamlineTurn,
  trailTurn,
} from "./streamlines";

/**
 * What is drawn, shared by the still picture and the moving one, so that one can take the other's
 * place without anything changing but the motion.
 */
export const STREAMLINES = 12;
export const MOVING_POINTS = 72;

/** The axis sticks out of the sphere on both sides, to this distance from its centre. */
export const AXIS_REACH = 1.17;

/** Parallels and meridians of the graticule are this far apart. */
const GRATICULE_STEP = Math.PI / 6;

/** A curve as the points along it. */
export type Curve = readonly Vec3[];

/** The meridians and parallels; they never change. */
export function graticule(segments: number): Curve[] {
  const sixth = GRATICULE_STEP;
  const curves: Vec3[][] = [];
  for (let step = -2; step <= 2; step++) curves.push(parallel(step * sixth, segments));
  for (let step = 0; step < 6; step++) curves.push(meridian(step * sixth, segments));
  return curves;
}

function parallel(latitude: number, segments: number): Vec3[] {
  const radius = Math.cos(latitude);
  const z = Math.sin(latitude);
  return sample(segments, (angle) => [radius * Math.cos(angle), radius * Math.sin(angle), z]);
}

function meridian(longitude: number, segments: number): Vec3[] {
  const c = Math.cos(longitude);
  const s = Math.sin(longitude);
  return sample(segments, (angle) => [c * Math.cos(angle), s * Math.cos(angle), Math.sin(angle)]);
}

/** The rim of the cap about ∅, or undefined outside the model. */
export function capRim(params: FlowParams, segments: number): Curve | undefined {
  const halfAngle = capHalfAngle(beta(params));
  return halfAngle === undefined ? undefined : parallel(Math.PI / 2 - halfAngle, segments);
}

/** Every streamline; the tighter the spiral, the fewer turns and so the fewer samples. */
export function streamlines(params: FlowParams, count: number, perTurn: number): Curve[] {
  const turns = streamlineTurn(params.kappa) / (2 * Math.PI);
  const segments = Math.ceil(perTurn * Math.max(turns, 1));
  return streamlineAngles(count).map((angle) => streamline(params, angle, segments));
}

/** A moving point: where it is, the way it just went, and how far it is faded, from 0 to 1. */
export interface Trail {
  readonly path: Curve;
  readonly head: Vec3;
  readonly strength: number;
}

export function trails(params: FlowParams, count: number, segments: number): Trail[] {
  const frame = axisFrame(params.mu);
  const turn = trailTurn(params.omega);
  const rise = pull(params.kappa);
  return seedPoints(count).map(({ height, angle }) => {
    const path = Array.from({ length: segments + 1 }, (_, index) => {
      const back = turn * (1 - index / segments);
      return onSphere(frame, height + rise * back, angle - back);
    });
    return { path, head: onSphere(frame, height, angle), strength: endFade(height) };
  });
}

/** The ends of the axis: beyond the repelling and beyond the attracting point. */
export function axisEnds(mu: number): readonly [from: Vec3, to: Vec3] {
  const from = stretch(AXIS_REACH, repellingPoint(mu));
  return [from, negate(from)];
}

function sample(segments: number, at: (angle: number) => Vec3): Vec3[] {
  return Array.from({ length: segments + 1 }, (_, index) => at((2 * Math.PI * index) / segments));
}
