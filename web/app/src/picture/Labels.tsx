import type { CSSProperties, ReactNode } from "react";
import { formatBeta } from "./describe";
import { attractingPoint, beta, capHalfAngle, type FlowParams } from "./mobius";
import { AXIS_REACH } from "./parts";
import { FALSE_POINT, stretch, TRUE_POINT, UNDEFINED_POINT, type Vec3 } from "./sphere";
import { project, RADIUS_SHARE, type View, type ViewBasis, viewBasis } from "./view";

/**
 * The labels, as HTML over the drawing: sharp at every size, in the page's font, and placed by the
 * same projection in units of the container, so that nothing is measured.
 */
export function Labels({ params, view }: { readonly params: FlowParams; readonly view: View }) {
  const basis = viewBasis(view);
  const share = beta(params);
  const halfAngle = capHalfAngle(share);
  return (
    <div className="sphere-labels" aria-hidden="true">
      <Label basis={basis} point={stretch(VALUE_REACH, FALSE_POINT)}>
        <b>0</b> false
      </Label>
      <Label basis={basis} point={TRUE_POINT} below>
        <b>1</b> true
      </Label>
      <Label basis={basis} point={stretch(VALUE_REACH, UNDEFINED_POINT)}>
        <b>∅</b> undefined
      </Label>
      <Label basis={basis} point={stretch(AXIS_REACH, attractingPoint(params.mu))} kind="mu">
        <b>μ</b>
      </Label>
      {halfAngle !== undefined && halfAngle >= SMALLEST_LABELLED_CAP && (
        <Label basis={basis} point={insideCap(halfAngle, view)} kind="beta">
          <b>β</b> {formatBeta(share)}
        </Label>
      )}
    </div>
  );
}

/** In radians; in a smaller cap the words would cover the cap. The page says the share as well. */
const SMALLEST_LABELLED_CAP = 0.5;

/** The poles lie near the outline, so their labels start a little outside of it. */
const VALUE_REACH = 1.07;

interface LabelProps {
  readonly basis: ViewBasis;
  readonly point: Vec3;
  readonly kind?: "value" | "mu" | "beta";
  /** Moves the label under its point, out of the way of the axis. */
  readonly below?: boolean;
  readonly children: ReactNode;
}

function Label({ basis, point, kind = "value", below = false, children }: LabelProps) {
  const { x, y, depth } = project(basis, point);
  // The values are named from every side; the cap's share would only stand in their way.
  if (kind === "beta" && depth < 0.1) return null;
  const style = kind === "beta" ? centred(x, y) : outwards(x, y, below);
  return (
    <span
      className="sphere-label"
      data-kind={kind}
      data-side={depth < 0 ? "back" : "front"}
      style={style}
    >
      {children}
    </span>
  );
}

/** Pushed away from the centre by its own size: to the left of a point on the left, and so on. */
function outwards(x: number, y: number, below: boolean): CSSProperties {
  const length = Math.max(Math.hypot(x, y), 0.25);
  return placed(x, y, (x / length - 1) / 2, below ? 0.55 : -(y / length + 1) / 2);
}

function centred(x: number, y: number): CSSProperties {
  return placed(x, y, -0.5, -0.5);
}

/** Rounded, so that the server's text and the browser's are the same. */
function placed(x: number, y: number, shiftX: number, shiftY: number): CSSProperties {
  const unit = 100 * RADIUS_SHARE;
  const left = `calc(${(x * unit).toFixed(2)}cqmin + ${(shiftX * 100).toFixed(1)}%)`;
  const top = `calc(${(-y * unit).toFixed(2)}cqmin + ${(shiftY * 100).toFixed(1)}%)`;
  return { transform: `translate(${left}, ${top})` };
}

/** A point of the cap on the eye's side, left of the middle, where it meets little else. */
function insideCap(halfAngle: number, { azimuth }: View): Vec3 {
  const polar = halfAngle * 0.62;
  const longitude = azimuth - 0.75;
  return [
    Math.sin(polar) * Math.cos(longitude),
    Math.sin(polar) * Math.sin(longitude),
    Math.cos(polar),
  ];
}
