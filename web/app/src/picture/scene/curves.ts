import { axisFrame } from "../streamlines";

/**
 * The curves of the picture in GLSL, the same formulas as in `streamlines.ts` and `parts.ts`, in
 * Mercator coordinates about the axis: a height and an angle.
 */
const ON_AXIS = /* glsl */ `
uniform mat3 uAxis;
uniform float uPull;
uniform float uSpan;

// One exponential for both 1 / cosh(height) and tanh(height).
vec3 onSphere(float height, float angle) {
  float grown = exp(height);
  float shrunk = 1.0 / grown;
  float radius = 2.0 / (grown + shrunk);
  float up = 0.5 * radius * (grown - shrunk);
  return uAxis * vec3(radius * cos(angle), radius * sin(angle), up);
}

float endFade(float height, float over) {
  return smoothstep(0.0, over, uSpan - abs(height));
}
`;

/** seed: the angle at height 0. */
export const STREAMLINE_CURVE = /* glsl */ `${ON_AXIS}
vec3 curve(float along, out float strength) {
  float height = uSpan * (1.0 - 2.0 * along);
  strength = endFade(height, 0.3);
  return onSphere(height, seed.x - height / uPull);
}
`;

/** seed: the height and the angle that the point started from. */
export const TRAIL_CURVE = /* glsl */ `${ON_AXIS}
uniform float uTurn;
uniform float uDrift;
uniform float uTrail;

vec3 curve(float along, out float strength) {
  float height = mod(seed.x - uDrift + uSpan, 2.0 * uSpan) - uSpan;
  float back = uTrail * (1.0 - along);
  strength = endFade(height, 0.5);
  return onSphere(height + uPull * back, seed.y + uTurn - back);
}
`;

/** seed: 0 and the latitude of a parallel, or 1 and the longitude of a meridian. */
export const GRATICULE_CURVE = /* glsl */ `
vec3 curve(float along, out float strength) {
  float angle = 6.283185307 * along;
  strength = 1.0;
  if (seed.x < 0.5) {
    return vec3(cos(seed.y) * cos(angle), cos(seed.y) * sin(angle), sin(seed.y));
  }
  return vec3(cos(seed.y) * cos(angle), sin(seed.y) * cos(angle), sin(angle));
}
`;

/** The rim of the cap about the north pole; its cosine is above 1 when there is no cap. */
export const RIM_CURVE = /* glsl */ `
uniform float uCapCosine;

vec3 curve(float along, out float strength) {
  float angle = 6.283185307 * along;
  float radius = sqrt(max(0.0, 1.0 - uCapCosine * uCapCosine));
  strength = uCapCosine > 1.0 ? 0.0 : 1.0;
  return vec3(radius * cos(angle), radius * sin(angle), uCapCosine);
}
`;

/** A piece of the axis. seed: from and to, in radii towards the attracting point, and the strength. */
export const AXIS_CURVE = /* glsl */ `
uniform mat3 uAxis;

vec3 curve(float along, out float strength) {
  strength = seed.z;
  return uAxis * vec3(0.0, 0.0, -mix(seed.x, seed.y, along));
}
`;

/** A fixed dot. seed: its place. */
export const DOT_CURVE = /* glsl */ `
vec3 curve(float along, out float strength) {
  strength = 1.0;
  return seed.xyz;
}
`;

/** The columns of `uAxis`, in the order in which a mat3 is filled. */
export function axisColumns(mu: number): readonly number[] {
  const { x, y, z } = axisFrame(mu);
  return [...x, ...y, ...z];
}
