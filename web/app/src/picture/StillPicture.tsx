import { beta, capHalfAngle, type FlowParams } from "./mobius";
import {
  axisEnds,
  capRim,
  graticule,
  MOVING_POINTS,
  STREAMLINES,
  streamlines,
  trails,
} from "./parts";
import { FALSE_POINT, negate, TRUE_POINT, UNDEFINED_POINT, type Vec3 } from "./sphere";
import { capRegions, pathsOf, type TwoSides, UNITS } from "./svg";
import { DEFAULT_VIEW, RADIUS_SHARE, type View, type ViewBasis, viewBasis } from "./view";
import "./tokens.css";
import "./still.css";

export interface StillPictureProps {
  readonly params: FlowParams;
  readonly view?: View;
  /** A small picture leaves out what would only be a grey haze at its size. */
  readonly small?: boolean;
}

const SIDE = UNITS / RADIUS_SHARE;
const VIEW_BOX = `${-SIDE / 2} ${-SIDE / 2} ${SIDE} ${SIDE}`;

/** Points nearer to their end than this are left out, as the moving picture fades them out. */
const FAINTEST = 0.3;

/**
 * The picture as SVG: where WebGL is missing, where motion is reduced, on the server, and until the
 * moving one is loaded. It says nothing to a screen reader; whoever shows it describes it.
 */
export function StillPicture({ params, view = DEFAULT_VIEW, small = false }: StillPictureProps) {
  const basis = viewBasis(view);
  const lines = small ? streamlines(params, 5, 24) : streamlines(params, STREAMLINES, 40);
  const points = trails(params, small ? 14 : MOVING_POINTS, 6).filter(
    ({ strength }) => strength > FAINTEST,
  );
  const heads = points.map(({ head }) => [head, head]);
  return (
    <svg
      aria-hidden="true"
      className="sphere-still"
      data-small={small || undefined}
      viewBox={VIEW_BOX}
    >
      <circle className="sphere-body" r={UNITS} />
      <Cap params={params} view={view} basis={basis} />
      <Sides className="sphere-graticule" paths={graticulePaths(basis, small)} />
      <Sides className="sphere-stream" paths={pathsOf(lines, basis)} />
      <Axis mu={params.mu} basis={basis} />
      <Sides className="sphere-trail" paths={pathsOf(trailCurves(points), basis)} />
      <Sides className="sphere-head" paths={pathsOf(heads, basis)} />
      <Sides className="sphere-value" paths={valuePaths(basis)} />
    </svg>
  );
}

interface CapProps {
  readonly params: FlowParams;
  readonly view: View;
  readonly basis: ViewBasis;
}

function Cap({ params, view, basis }: CapProps) {
  const halfAngle = capHalfAngle(beta(params));
  const edge = capRim(params, 96);
  if (halfAngle === undefined || edge === undefined) return null;
  return (
    <>
      <Sides className="sphere-cap" paths={capRegions(halfAngle, view.elevation)} />
      <Sides className="sphere-cap-rim" paths={pathsOf([edge], basis)} />
    </>
  );
}

/** The axis through the sphere, and a ring where it leaves it: open at the source, full at the goal. */
function Axis({ mu, basis }: { readonly mu: number; readonly basis: ViewBasis }) {
  const [from, to] = axisEnds(mu);
  const length = Math.hypot(...to);
  const attracting: Vec3 = [to[0] / length, to[1] / length, to[2] / length];
  const repelling = negate(attracting);
  return (
    <>
      <Sides className="sphere-axis-inside" paths={pathsOf([[repelling, attracting]], basis)} />
      <Sides
        className="sphere-axis"
        paths={pathsOf(
          [
            [from, repelling],
            [attracting, to],
          ],
          basis,
        )}
      />
      <Sides className="sphere-source" paths={pathsOf([[repelling, repelling]], basis)} />
      <Sides className="sphere-source-hole" paths={pathsOf([[repelling, repelling]], basis)} />
      <Sides className="sphere-goal" paths={pathsOf([[attracting, attracting]], basis)} />
    </>
  );
}

function Sides({ className, paths }: { readonly className: string; readonly paths: TwoSides }) {
  return (
    <>
      {paths.back && <path className={className} data-side="back" d={paths.back} />}
      {paths.front && <path className={className} data-side="front" d={paths.front} />}
    </>
  );
}

function graticulePaths(basis: ViewBasis, small: boolean): TwoSides {
  return pathsOf(small ? SMALL_GRATICULE : GRATICULE, basis);
}

const GRATICULE = graticule(72);
const SMALL_GRATICULE = graticule(36).filter((_, index) => index % 2 === 0);

function trailCurves(points: ReturnType<typeof trails>) {
  return points.map(({ path }) => path);
}

function valuePaths(basis: ViewBasis): TwoSides {
  return pathsOf(
    [FALSE_POINT, TRUE_POINT, UNDEFINED_POINT].map((point) => [point, point]),
    basis,
  );
}
