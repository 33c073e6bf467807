import type { SurfacePoint } from "../picture";

/** The name under which cursors over the picture are shared. */
export const PICTURE_SURFACE = "picture";

/**
 * A place on the picture as a share of the square around the sphere, which is the same on every
 * screen: the room beside the sphere is not. Outside of the square there is nothing to point at.
 */
export function toSquare(place: SurfacePoint, width: number, height: number): SurfacePoint | null {
  const side = Math.min(width, height);
  if (side === 0) return null;
  const x = 0.5 + ((place.x - 0.5) * width) / side;
  const y = 0.5 + ((place.y - 0.5) * height) / side;
  return x < 0 || x > 1 || y < 0 || y > 1 ? null : { x: rounded(x), y: rounded(y) };
}

/** Finer than a pixel on any screen, and shorter on the wire. */
function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
