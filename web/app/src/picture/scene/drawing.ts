import { OrthographicCamera, Scene, type Vector3, type WebGLRenderer } from "three";
import type { Progress } from "../clock";
import { beta, capHalfAngle, type FlowParams, pull } from "../mobius";
import { UNDEFINED_POINT } from "../sphere";
import { trailTurn } from "../streamlines";
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
  readonly setSize: (width: number, height: number, pixelRatio: number) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setView: (view: View) => void;
  readonly setFlow: (params: FlowParams, progress: Progress) => void;
  readonly render: (renderer: WebGLRenderer) => void;
  readonly dispose: () => void;
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

function setColor(into: Vector3, [red, green, blue]: Rgb): void {
  into.set(red, green, blue);
}
