import { type FlowParams, pull, turnAfter } from "./mobius";
import { SPAN } from "./streamlines";

/**
 * How far the flow has gone since it was first shown. It is summed up frame by frame and never
 * computed from the time of day, so that a change of Ω or κ changes how the points go on and not
 * where they are.
 */
export interface Progress {
  /** Radians turned, kept within one turn so that it stays exact however long the page is open. */
  readonly turn: number;
  /** Mercator height lost, kept within the loop of heights that is drawn. */
  readonly drift: number;
}

export const AT_START: Progress = { turn: 0, drift: 0 };

/** A longer gap was a pause (a hidden tab, a breakpoint) and not time in which the flow ran. */
const LONGEST_FRAME_SECONDS = 0.1;

export function advance(progress: Progress, params: FlowParams, seconds: number): Progress {
  const turn = turnAfter(params.omega, Math.min(Math.max(seconds, 0), LONGEST_FRAME_SECONDS));
  return {
    turn: (progress.turn + turn) % (2 * Math.PI),
    drift: (progress.drift + pull(params.kappa) * turn) % (2 * SPAN),
  };
}

/** After 150 ms a change is 98 % done; an exponential has no start, so it can be retargeted at will. */
const GLIDE_SECONDS = 0.15;
const GLIDE_RATE = Math.log(50) / GLIDE_SECONDS;

/** A difference below this is no pixel on any screen, so the glide ends there. */
const ARRIVED = 1e-5;

/** Moves the shown parameters towards the wanted ones; returns `target` itself once there. */
export function glide(shown: FlowParams, target: FlowParams, seconds: number): FlowParams {
  const part = 1 - Math.exp(-GLIDE_RATE * Math.max(seconds, 0));
  const mu = shown.mu + (target.mu - shown.mu) * part;
  const omega = shown.omega + (target.omega - shown.omega) * part;
  const kappa = shown.kappa + (target.kappa - shown.kappa) * part;
  const left =
    Math.abs(target.mu - mu) + Math.abs(target.omega - omega) + Math.abs(target.kappa - kappa);
  return left < ARRIVED ? target : { mu, omega, kappa };
}
