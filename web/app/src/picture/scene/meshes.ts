import { Matrix3, Mesh, Vector2, Vector3 } from "three";
import { AXIS_REACH, MOVING_POINTS, STREAMLINES } from "../parts";
import { FALSE_POINT, TRUE_POINT, UNDEFINED_POINT } from "../sphere";
import { SPAN, seedPoints, streamlineAngles } from "../streamlines";
import {
  AXIS_CURVE,
  DOT_CURVE,
  GRATICULE_CURVE,
  RIM_CURVE,
  STREAMLINE_CURVE,
  TRAIL_CURVE,
} from "./curves";
import { type RibbonSpec, ribbonGeometry, ribbonMaterial } from "./ribbon";
import { surfaceMesh } from "./surface";

/** What tells the ribbons of one mesh apart; each curve says what the four numbers are to it. */
type Seed = readonly [number, number, number, number];

/** The numbers that all objects share; lengths are in device pixels. */
export function createUniforms() {
  return {
    uViewport: { value: new Vector2(1, 1) },
    uRadius: { value: 1 },
    uPixel: { value: 1 },
    uEye: { value: new Vector3() },
    uNorth: { value: new Vector3() },
    uAxis: { value: new Matrix3() },
    uPull: { value: 1 },
    uSpan: { value: SPAN },
    uTurn: { value: 0 },
    uDrift: { value: 0 },
    uTrail: { value: 0 },
    uCapCosine: { value: 2 },
  };
}

export const COLOR_NAMES = ["surface", "ink", "inkMuted", "line", "mu", "omega", "kappa"] as const;

export function createColors() {
  const color = () => ({ value: new Vector3() });
  return {
    surface: color(),
    ink: color(),
    inkMuted: color(),
    line: color(),
    mu: color(),
    omega: color(),
    kappa: color(),
  };
}

export interface Meshes {
  /** Back to front, as they are painted. */
  readonly all: readonly Mesh[];
  /** Streamlines that turn so often, in radians, are drawn with as many segments as that takes. */
  readonly setStreamTurn: (turn: number) => void;
}

/** Widths and strengths are those of `still.css`. */
export function createMeshes(
  uniforms: ReturnType<typeof createUniforms>,
  colors: ReturnType<typeof createColors>,
): Meshes {
  const ribbon = (
    seeds: readonly Seed[],
    segments: number,
    spec: Omit<RibbonSpec, "uniforms">,
  ): Mesh => {
    const geometry = ribbonGeometry(seeds, segments, spec.headPixels !== undefined);
    return new Mesh(geometry, ribbonMaterial({ ...spec, uniforms }));
  };
  const dots = (
    seeds: readonly Seed[],
    curve: string,
    color: { value: Vector3 },
    size: number,
    behind = 0.35,
  ) => ribbon(seeds, 1, { curve, color, widthPixels: 0, headPixels: size, behind });

  const streams = ribbon(STREAMS, FINEST_STREAM, {
    curve: STREAMLINE_CURVE,
    color: colors.kappa,
    widthPixels: 1,
    opacity: 0.55,
    behind: 0.26,
  });
  const streamGeometries = [
    ...COARSER_STREAMS.map((segments) => ({
      segments,
      geometry: ribbonGeometry(STREAMS, segments),
    })),
    { segments: FINEST_STREAM, geometry: streams.geometry },
  ];

  const all = [
    surfaceMesh({
      ...uniforms,
      uSurface: colors.surface,
      uInk: colors.ink,
      uInkMuted: colors.inkMuted,
    }),
    ribbon(GRATICULE, 72, {
      curve: GRATICULE_CURVE,
      color: colors.line,
      widthPixels: 0.8,
      behind: 0.3,
    }),
    ribbon([[0, 0, 0, 0]], 128, {
      curve: RIM_CURVE,
      color: colors.ink,
      widthPixels: 1.4,
      behind: 0.3,
    }),
    streams,
    ribbon(AXIS, 1, { curve: AXIS_CURVE, color: colors.mu, widthPixels: 1.8, behind: 1 }),
    dots(
      [
        [-1, -1, 1, 0],
        [1, 1, 1, 0],
      ],
      AXIS_CURVE,
      colors.mu,
      10,
    ),
    // The hole that makes a ring of the repelling point.
    dots([[-1, -1, 1, 0]], AXIS_CURVE, colors.surface, 6, 1),
    ribbon(POINTS, 10, {
      curve: TRAIL_CURVE,
      color: colors.omega,
      widthPixels: 1.6,
      behind: 0.3,
      headPixels: 5,
      tail: 0.25,
    }),
    dots(VALUES, DOT_CURVE, colors.ink, 6),
  ];
  return {
    all,
    setStreamTurn(turn) {
      const wanted = turn / SEGMENT_TURN;
      const fitting = streamGeometries.find(({ segments }) => segments >= wanted);
      streams.geometry = fitting?.geometry ?? streams.geometry;
    },
  };
}

/** In radians: with this turn a chord is a third of a pixel from its arc, at the usual size. */
const SEGMENT_TURN = 0.1;

/** Enough for the loosest streamlines that the model has; tighter ones turn less, and make do with fewer. */
const FINEST_STREAM = 500;
const COARSER_STREAMS: readonly number[] = [125, 250];

const STREAMS: readonly Seed[] = streamlineAngles(STREAMLINES).map((angle) => [angle, 0, 0, 0]);

const POINTS: readonly Seed[] = seedPoints(MOVING_POINTS).map(({ height, angle }) => [
  height,
  angle,
  0,
  0,
]);

const VALUES: readonly Seed[] = [FALSE_POINT, TRUE_POINT, UNDEFINED_POINT].map(([x, y, z]) => [
  x,
  y,
  z,
  0,
]);

const GRATICULE: readonly Seed[] = [
  ...[-2, -1, 0, 1, 2].map((step): Seed => [0, (step * Math.PI) / 6, 0, 0]),
  ...[0, 1, 2, 3, 4, 5].map((step): Seed => [1, (step * Math.PI) / 6, 0, 0]),
];

/** Whole outside the sphere, dashed and fainter inside, as hidden lines are drawn. */
const AXIS: readonly Seed[] = [
  [-AXIS_REACH, -1, 1, 0],
  [1, AXIS_REACH, 1, 0],
  ...Array.from({ length: 32 }, (_, index): Seed => {
    const from = -1 + index / 16;
    return [from, from + 0.03, 0.5, 0];
  }),
];
