import { OrthographicCamera, Scene, type Vector3, type WebGLRenderer } from "three";
import type { Progress } from "../clock";
import { beta, capHalfAngle, type FlowParams, pull } from "../mobius";
import { UNDEFINED_POINT } from "../sphere";
import { streamlineTurn, trailTurn } from "../streamlines";
import { project, RADIUS_SHARE, type View, viewBasis } from "../view";
import { axisColumns } from "./curves";
import { COLOR_NAMES, createColors, createMeshes, createUniforms } from "./meshes";
import type { Rgb, Theme } from "./theme";

/**
 * The picture as three.js objects: geometry that never changes, and one set of uniforms that all of
 * it shares. Whatever moves, a frame is the writing of a few numbers and nine draw calls, of which
 * all streamlines are one and all moving points another.
 */
export interface Drawing {
  /** Compiles the programs beside the page's own thread, where the browser can; else the first frame does. */
  readonly prepare: (renderer: WebGLRenderer) => Promise<void>;
  /** The side of the square that it fills, in CSS pixels. */
  readonly setSize: (side: number, pixelRatio: number) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setView: (view: View) => void;
  readonly setFlow: (params: FlowParams, progress: Progress) => void;
  readonly render: (renderer: WebGLRenderer) => void;
}

export function createDrawing(): Drawing {
  const scene = new Scene();
  const camera = new OrthographicCamera();
  camera.up.set(0, 0, 1);
  camera.near = 0;
  camera.far = 20;
  const uniforms = createUniforms();
  const colors = createColors();
  const meshes = createMeshes(uniforms, colors);
  meshes.all.forEach((mesh, order) => {
    // The places are computed in the shader, so three could only cull by mistake.
    mesh.frustumCulled = false;
    mesh.renderOrder = order;
    scene.add(mesh);
  });

  return {
    async prepare(renderer) {
      const isParallel = renderer.extensions.has("KHR_parallel_shader_compile");
      if (isParallel) await renderer.compileAsync(scene, camera);
    },
    setSize(side, pixelRatio) {
      const radius = side * RADIUS_SHARE;
      uniforms.uViewport.value.set(side * pixelRatio, side * pixelRatio);
      uniforms.uRadius.value = radius * pixelRatio;
      uniforms.uPixel.value = pixelRatio;
      camera.right = side / (2 * radius);
      camera.left = -camera.right;
      camera.top = camera.right;
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
      meshes.setStreamTurn(streamlineTurn(params.kappa));
      uniforms.uAxis.value.fromArray(axisColumns(params.mu));
      uniforms.uPull.value = pull(params.kappa);
      uniforms.uTrail.value = trailTurn(params.omega);
      uniforms.uTurn.value = progress.turn;
      uniforms.uDrift.value = progress.drift;
      uniforms.uCapCosine.value = halfAngle === undefined ? 2 : Math.cos(halfAngle);
    },
    render: (renderer) => renderer.render(scene, camera),
  };
}

function setColor(into: Vector3, [red, green, blue]: Rgb): void {
  into.set(red, green, blue);
}
