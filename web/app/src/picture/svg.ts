import type { Curve } from "./parts";
import type { ViewBasis } from "./view";

/**
 * SVG paths of curves on the sphere, front and back apart. Coordinates are whole thousandths of
 * the radius: finer than a pixel, and much quicker to write than fractions.
 */
export const UNITS = 1000;

export interface TwoSides {
  readonly front: string;
  readonly back: string;
}

export function pathsOf(curves: readonly Curve[], basis: ViewBasis): TwoSides {
  const { right, up, eye } = basis;
  let front = "";
  let back = "";
  for (const curve of curves) {
    let wasFront: boolean | undefined;
    let last = "";
    for (const [x, y, z] of curve) {
      const across = Math.round(UNITS * (right[0] * x + right[1] * y + right[2] * z));
      const down = Math.round(-UNITS * (up[0] * x + up[1] * y + up[2] * z));
      const isFront = eye[0] * x + eye[1] * y + eye[2] * z >= 0;
      const here = `${across} ${down}`;
      if (wasFront === undefined) {
        if (isFront) front += `M${here}`;
        else back += `M${here}`;
      } else if (isFront) {
        front += wasFront ? `L${here}` : `M${last}L${here}`;
      } else {
        back += wasFront ? `M${last}L${here}` : `L${here}`;
      }
      wasFront = isFront;
      last = here;
    }
  }
  return { front, back };
}

/**
 * The cap about the north pole as two filled regions, in front and behind. Its rim crosses the
 * outline where the depth sin e · cos α + cos e · sin α · cos t is 0, t being the longitude from the
 * eye's; from there on the region is bounded by the outline itself.
 */
export function capRegions(halfAngle: number, elevation: number): TwoSides {
  const crossing = -Math.tan(elevation) / Math.tan(halfAngle);
  const whole = rim(halfAngle, elevation, -Math.PI, Math.PI);
  if (Math.abs(crossing) >= 1 || halfAngle >= Math.PI) {
    return wholeRegions(halfAngle, elevation, `M${whole}Z`);
  }
  const t = Math.acos(crossing);
  const bow = outline(halfAngle, elevation, t);
  return {
    front: `M${rim(halfAngle, elevation, -t, t)}L${bow}Z`,
    back: `M${rim(halfAngle, elevation, 2 * Math.PI - t, t)}L${bow}Z`,
  };
}

/** The rim does not cross the outline: one side is the cap or nothing, the other nothing or all. */
function wholeRegions(halfAngle: number, elevation: number, rimPath: string): TwoSides {
  const disc = `M${-UNITS} 0A${UNITS} ${UNITS} 0 1 0 ${UNITS} 0A${UNITS} ${UNITS} 0 1 0 ${-UNITS} 0Z`;
  const rimInFront = Math.sin(elevation + halfAngle) > 0;
  const poleInFront = elevation > 0;
  if (halfAngle >= Math.PI) return { front: disc, back: disc };
  if (rimInFront && poleInFront) return { front: rimPath, back: "" };
  if (!rimInFront && !poleInFront) return { front: "", back: rimPath };
  return rimInFront ? { front: disc + rimPath, back: disc } : { front: disc, back: disc + rimPath };
}

/** The rim from one longitude to another, seen from the elevation. */
function rim(halfAngle: number, elevation: number, from: number, to: number): string {
  const segments = 48;
  const points: string[] = [];
  for (let index = 0; index <= segments; index++) {
    const t = from + ((to - from) * index) / segments;
    const x = Math.sin(halfAngle) * Math.sin(t);
    const y =
      Math.cos(halfAngle) * Math.cos(elevation) -
      Math.sin(halfAngle) * Math.cos(t) * Math.sin(elevation);
    points.push(`${Math.round(UNITS * x)} ${Math.round(-UNITS * y)}`);
  }
  return points.join("L");
}

/** The outline within the cap, over the top, from the crossing at longitude t to the one at −t. */
function outline(halfAngle: number, elevation: number, t: number): string {
  const x = Math.sin(halfAngle) * Math.sin(t);
  const y =
    Math.cos(halfAngle) * Math.cos(elevation) -
    Math.sin(halfAngle) * Math.cos(t) * Math.sin(elevation);
  const start = Math.atan2(y, x);
  const segments = 32;
  const points: string[] = [];
  for (let index = 0; index <= segments; index++) {
    const angle = start + ((Math.PI - 2 * start) * index) / segments;
    points.push(`${Math.round(UNITS * Math.cos(angle))} ${Math.round(-UNITS * Math.sin(angle))}`);
  }
  return points.join("L");
}
