import { DEFAULT_VIEW, turnView, type View } from "./view";

/** The view of one picture, as a small store: the drawing and the labels follow the same one. */
export interface Orbit {
  readonly view: () => View;
  readonly subscribe: (listener: () => void) => () => void;
  readonly turn: (azimuth: number, elevation: number) => void;
  readonly reset: () => void;
}

export function createOrbit(): Orbit {
  let view = DEFAULT_VIEW;
  const listeners = new Set<() => void>();
  const show = (next: View): void => {
    view = next;
    for (const listener of listeners) listener();
  };
  return {
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    turn: (azimuth, elevation) => show(turnView(view, azimuth, elevation)),
    reset: () => show(DEFAULT_VIEW),
  };
}

/** One press of an arrow key, in radians. */
const KEY_STEP = Math.PI / 36;

/** The turn that a key asks for, or undefined for a key that is none of ours. */
export function keyTurn(key: string): readonly [azimuth: number, elevation: number] | undefined {
  switch (key) {
    case "ArrowLeft":
      return [-KEY_STEP, 0];
    case "ArrowRight":
      return [KEY_STEP, 0];
    case "ArrowUp":
      return [0, KEY_STEP];
    case "ArrowDown":
      return [0, -KEY_STEP];
    default:
      return undefined;
  }
}

/**
 * The turn for a drag in pixels on a sphere of that radius: the point under the pointer follows it,
 * exactly so in the middle of the picture.
 */
export function dragTurn(
  movedX: number,
  movedY: number,
  radius: number,
): readonly [azimuth: number, elevation: number] {
  const unit = Math.max(radius, 1);
  return [-movedX / unit, movedY / unit];
}
