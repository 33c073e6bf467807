import { CircleGeometry, type IUniform, Mesh, ShaderMaterial } from "three";

/** So many corners that what is drawn beside the sphere is next to nothing. */
const CORNERS = 64;

/**
 * The sphere's body and the cap, as one disc that just covers the sphere: each pixel finds the two
 * points of the sphere that lie under it, in front and behind, so that the outline and the cap are
 * exact at every size.
 */
export function surfaceMesh(uniforms: Record<string, IUniform>): Mesh {
  const material = new ShaderMaterial({
    transparent: true,
    depthTest: false,
    depthWrite: false,
    uniforms,
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
  });
  return new Mesh(new CircleGeometry(1 / Math.cos(Math.PI / CORNERS), CORNERS), material);
}

/** The outline is smoothed over a pixel beyond the radius. */
const VERTEX = /* glsl */ `
uniform vec2 uViewport;
uniform float uRadius;
uniform float uPixel;

void main() {
  gl_Position = vec4(position.xy * 2.0 * (uRadius + uPixel + 1.0) / uViewport, 0.0, 1.0);
}
`;

const FRAGMENT = /* glsl */ `
uniform vec2 uViewport;
uniform float uRadius;
uniform float uPixel;
uniform float uCapCosine;
uniform vec3 uNorth;
uniform vec3 uSurface;
uniform vec3 uInk;
uniform vec3 uInkMuted;

const float FRONT = 0.10;
const float BACK = 0.05;

float inCap(vec3 place) {
  float height = dot(place, uNorth) - uCapCosine;
  return clamp(height * uRadius + 0.5, 0.0, 1.0);
}

void main() {
  vec2 offset = gl_FragCoord.xy - 0.5 * uViewport;
  float away = length(offset);
  float body = clamp(uRadius + 0.5 - away, 0.0, 1.0);
  float outline = clamp(0.5 * uPixel + 0.5 - abs(away - uRadius), 0.0, 1.0);
  vec2 flat_ = offset / uRadius;
  float depth = sqrt(max(0.0, 1.0 - dot(flat_, flat_)));
  float shade = FRONT * inCap(vec3(flat_, depth)) + BACK * inCap(vec3(flat_, -depth));
  vec3 color = mix(mix(uSurface, uInk, shade), uInkMuted, outline);
  gl_FragColor = vec4(color, max(body, outline));
}
`;
