import { dot, type Vec3 } from "./sphere";

/**
 * From where the sphere is looked at, in radians. The projection is orthographic, so the sphere's
 * outline is a circle of radius 1 from everywhere and a point is in front when its depth is above 0.
 */
export interface View {
  /** Longitude of the eye; 0 looks at true, (1, 0, 0). */
  readonly azimuth: number;
  /** Latitude of the eye. */
  readonly elevation: number;
}

/** True to the right and in front, the tilt of the axis nearly in the plane of the picture. */
export const DEFAULT_VIEW: View = { azimuth: -0.9, elevation: 0.3 };

/** The poles stay a little off the middle, so that up is always up. */
export const MAX_ELEVATION = 1.45;

/** The sphere's radius as a share of the smaller side of the surface it is drawn on. */
export const RADIUS_SHARE = 0.39;

/** An orthonormal basis: right and up in the picture, and towards the eye. */
export interface ViewBasis {
  readonly right: Vec3;
  readonly up: Vec3;
  readonly eye: Vec3;
}

export function viewBasis({ azimuth, elevation }: View): ViewBasis {
  const ca = Math.cos(azimuth);
  const sa = Math.sin(azimuth);
  const ce = Math.cos(elevation);
  const se = Math.sin(elevation);
  return { right: [-sa, ca, 0], up: [-se * ca, -se * sa, ce], eye: [ce * ca, ce * sa, se] };
}

/** A point in the picture, in radii of the sphere: x to the right, y up, depth towards the eye. */
export interface Projected {
  readonly x: number;
  readonly y: number;
  readonly depth: number;
}

export function project(basis: ViewBasis, point: Vec3): Projected {
  return { x: dot(basis.right, point), y: dot(basis.up, point), depth: dot(basis.eye, point) };
}

export function turnView(view: View, azimuth: number, elevation: number): View {
  const turned = (view.azimuth + azimuth) % (2 * Math.PI);
  const raised = view.elevation + elevation;
  return {
    azimuth: turned,
    elevation: Math.min(MAX_ELEVATION, Math.max(-MAX_ELEVATION, raised)),
  };
}
