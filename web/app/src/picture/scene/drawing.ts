import {
  Matrix3,
  Mesh,
  OrthographicCamera,
  Scene,
  Vector2,
  Vector3,
  type WebGLRenderer,
} from "three";
import type { Progress } from "../clock";
import { beta, capHalfAngle, type FlowParams, pull } from "../mobius";
import { AXIS_REACH, MOVING_POINTS, STREAMLINES } from "../parts";
import { FALSE_POINT, TRUE_POINT, UNDEFINED_POINT } from "../sphere";
import { SPAN, seedPoints, streamlineAngles, trailTurn } from "../streamlines";
import { project, RADIUS_SHARE, type View, viewBasis } from "../view";
import {
  AXIS_CURVE,
  axisColumns,
  DOT_CURVE,
  GRATICULE_CURVE,
  RIM_CURVE,
  STREAMLINE_CURVE,
  TRAIL_CURVE,
} from "./curves";
import { type RibbonSpec, ribbonGeometry, ribbonMaterial } from "./ribbon";
import { surfaceMesh } from "./surface";
import type { Rgb, Theme } from "./theme";

/**
 * The picture as three.js objects: geometry that never changes, and one set of uniforms that all of
 * it shares. Whatever moves, a frame is the writing of a few numbers and nine draw calls, of which
 * all streamlines are one and all moving points another.
 */
export interface Drawing {
  readonly setSize: (width: number, height: number, pixelRatio: number) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setView: (view: View) => void;
  readonly setFlow: (params: FlowParams, progress: Progress) => void;
  readonly render: (renderer: WebGLRenderer) => void;
  readonly dispose: () => void;
}

type Seed = readonly [number, number, number, number];

export function createDrawing(): Drawing {
  const scene = new Scene();
  const camera = new OrthographicCamera();
  camera.up.set(0, 0, 1);
  camera.near = 0;
  camera.far = 20;
  const uniforms = createUniforms();
  const colors = createColors();
  const meshes = createMeshes(uniforms, colors);
  meshes.forEach((mesh, order) => {
    // The places are computed in the shader, so three could only cull by mistake.
    mesh.frustumCulled = false;
    mesh.renderOrder = order;
    scene.add(mesh);
  });

  return {
    setSize(width, height, pixelRatio) {
      const radius = Math.min(width, height) * RADIUS_SHARE;
      uniforms.uViewport.value.set(width * pixelRatio, height * pixelRatio);
      uniforms.uRadius.value = radius * pixelRatio;
      uniforms.uPixel.value = pixelRatio;
      camera.right = width / (2 * radius);
      camera.left = -camera.right;
      camera.top = height / (2 * radius);
      camera.bottom = -camera.top;
      camera.updateProjectionMatrix();
    },
    setTheme(theme) {
      for (const name of COLOR_NAMES) setColor(colors[name].value, theme[name]);
    },
    setView(view) {
      const basis = viewBasis(view);
      camera.position.set(...basis.eye).multiplyScalar(10);
      camera.lookAt(0, 0, 0);
      const north = project(basis, UNDEFINED_POINT);
      uniforms.uEye.value.set(...basis.eye);
      uniforms.uNorth.value.set(north.x, north.y, north.depth);
    },
    setFlow(params, progress) {
      const halfAngle = capHalfAngle(beta(params));
      uniforms.uAxis.value.fromArray(axisColumns(params.mu));
      uniforms.uPull.value = pull(params.kappa);
      uniforms.uTrail.value = trailTurn(params.omega);
      uniforms.uTurn.value = progress.turn;
      uniforms.uDrift.value = progress.drift;
      uniforms.uCapCosine.value = halfAngle === undefined ? 2 : Math.cos(halfAngle);
    },
    render: (renderer) => renderer.render(scene, camera),
    dispose() {
      for (const mesh of meshes) {
        mesh.geometry.dispose();
        for (const material of [mesh.material].flat()) material.dispose();
      }
    },
  };
}

function createUniforms() {
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

const COLOR_NAMES = ["surface", "ink", "inkMuted", "line", "mu", "omega", "kappa"] as const;

function createColors() {
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

function setColor(into: Vector3, [red, green, blue]: Rgb): void {
  into.set(red, green, blue);
}

/** Back to front, as they are painted; widths and strengths are those of `still.css`. */
function createMeshes(
  uniforms: ReturnType<typeof createUniforms>,
  colors: ReturnType<typeof createColors>,
): Mesh[] {
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

  return [
    surfaceMesh({
      ...uniforms,
      uSurface: colors.surface,
      uInk: colors.ink,
      uInkMuted: colors.inkMuted,
    }),
    ribbon(GRATICULE, 96, {
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
    ribbon(STREAMS, 480, {
      curve: STREAMLINE_CURVE,
      color: colors.kappa,
      widthPixels: 1,
      opacity: 0.55,
      behind: 0.26,
    }),
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
}

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
