import { BufferAttribute, BufferGeometry, DoubleSide, type IUniform, ShaderMaterial } from "three";

/**
 * A ribbon is a curve of constant width in pixels, whatever the size: WebGL's own lines are one
 * device pixel wide and no more. Two vertices stand at each place of the curve, and the shader moves
 * them apart across the curve's direction on the screen. Its edge is smoothed by coverage, so no
 * multisampling is needed. The curve itself is a function in the shader, of the attributes and of
 * uniforms: when a parameter moves, no geometry is touched.
 */
export interface RibbonSpec {
  /**
   * GLSL of `vec3 curve(float along, out float strength)`: the place in the world and how strong the
   * line is there, from 0 to 1. It may read `seed`, an attribute of four numbers for each ribbon.
   */
  readonly curve: string;
  readonly uniforms: Record<string, IUniform>;
  readonly color: IUniform;
  readonly widthPixels: number;
  /** How strong the line is at most; 1 unless given. */
  readonly opacity?: number;
  /** How much of its strength a line keeps on the far side. */
  readonly behind: number;
  /** A round head at the end, this many pixels wide, for moving points; 0 for none. */
  readonly headPixels?: number;
  /** How strong the tail is where the line begins; 1 is an even line. */
  readonly tail?: number;
}

export function ribbonMaterial(spec: RibbonSpec): ShaderMaterial {
  return new ShaderMaterial({
    transparent: true,
    // A ribbon faces the eye either way round, as its curve comes or goes.
    side: DoubleSide,
    // The default for both sides is two passes, which flat ribbons do not need.
    forceSinglePass: true,
    depthTest: false,
    depthWrite: false,
    uniforms: {
      ...spec.uniforms,
      uColor: spec.color,
      uWidth: { value: spec.widthPixels },
      uOpacity: { value: spec.opacity ?? 1 },
      uBehind: { value: spec.behind },
      uHead: { value: spec.headPixels ?? 0 },
      uTail: { value: spec.tail ?? 1 },
    },
    vertexShader: `${VERTEX_HEAD}\n${spec.curve}\n${VERTEX_MAIN}`,
    fragmentShader: FRAGMENT,
  });
}

/**
 * The vertices of several ribbons as one geometry: `along` runs from 0 to 1 in so many segments, and
 * `seed` tells the ribbons apart. With a head two more places follow: the square that its disc is drawn in.
 */
export function ribbonGeometry(
  seeds: readonly (readonly [number, number, number, number])[],
  segments: number,
  head = false,
): BufferGeometry {
  const places = segments + 1 + (head ? 2 : 0);
  const vertices = seeds.length * places * 2;
  const seed = new Float32Array(vertices * 4);
  const place = new Float32Array(vertices * 3);
  const quads = segments + (head ? 1 : 0);
  const index = new Uint32Array(seeds.length * quads * 6);
  let vertex = 0;
  let corner = 0;
  for (const values of seeds) {
    for (let step = 0; step < places; step++) {
      const along = Math.min(step / segments, 1);
      const beyond = step === segments + 1 ? -1 : step === segments + 2 ? 1 : 0;
      for (const side of [-1, 1]) {
        seed.set(values, vertex * 4);
        place.set([along, side, beyond], vertex * 3);
        // The line and its head are apart, so that where they meet nothing is drawn twice.
        if (side === 1 && step < places - 1 && step !== segments) {
          const a = vertex - 1;
          index.set([a, a + 1, a + 2, a + 1, a + 3, a + 2], corner);
          corner += 6;
        }
        vertex++;
      }
    }
  }
  const geometry = new BufferGeometry();
  // The shader computes the place; three wants the attribute to know how many vertices there are.
  geometry.setAttribute("position", new BufferAttribute(place, 3));
  geometry.setAttribute("seed", new BufferAttribute(seed, 4));
  geometry.setIndex(new BufferAttribute(index, 1));
  return geometry;
}

const VERTEX_HEAD = /* glsl */ `
attribute vec4 seed;
uniform vec3 uEye;
uniform vec2 uViewport;
uniform float uPixel;
uniform float uWidth;
uniform float uOpacity;
uniform float uBehind;
uniform float uHead;
uniform float uTail;
varying float vAcross;
varying float vBeyond;
varying float vHalf;
varying float vStrength;

vec2 onScreen(vec3 place) {
  return (projectionMatrix * viewMatrix * vec4(place, 1.0)).xy * uViewport * 0.5;
}
`;

const VERTEX_MAIN = /* glsl */ `
void main() {
  float along = position.x;
  float strength;
  float ignored;
  vec3 place = curve(along, strength);
  float ahead = along > 0.5 ? -0.001 : 0.001;
  vec2 here = onScreen(place);
  vec2 there = onScreen(curve(along + ahead, ignored));
  vec2 way = (there - here) * sign(ahead);
  float size = length(way);
  way = size > 1e-5 ? way / size : vec2(1.0, 0.0);

  bool inHead = position.z != 0.0;
  vHalf = 0.5 * uPixel * (inHead ? uHead : uWidth);
  float reach = vHalf + 0.5 * uPixel + 0.5;
  vAcross = position.y * reach;
  vBeyond = position.z * reach;
  vec2 shifted = here + vec2(-way.y, way.x) * vAcross + way * vBeyond;

  float facing = smoothstep(-0.06, 0.06, dot(place, uEye));
  vStrength = strength * uOpacity * mix(uBehind, 1.0, facing) * mix(uTail, 1.0, along * along);
  gl_Position = vec4(shifted / (uViewport * 0.5), 0.0, 1.0);
}
`;

const FRAGMENT = /* glsl */ `
uniform vec3 uColor;
varying float vAcross;
varying float vBeyond;
varying float vHalf;
varying float vStrength;

void main() {
  float away = length(vec2(vAcross, vBeyond));
  float coverage = clamp(vHalf + 0.5 - away, 0.0, 1.0);
  gl_FragColor = vec4(uColor, vStrength * coverage);
}
`;
