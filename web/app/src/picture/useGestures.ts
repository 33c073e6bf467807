import { type HTMLAttributes, type PointerEvent, useRef } from "react";
import { dragTurn, keyTurn, type Orbit } from "./orbit";
import { RADIUS_SHARE } from "./view";

/** A place on the surface, each coordinate from 0 to 1, from the top left. */
export interface SurfacePoint {
  readonly x: number;
  readonly y: number;
}

/** Drag and arrow keys turn the view; where the pointer is goes to `onPointerCursor`. */
export function useGestures(
  orbit: Orbit,
  onPointerCursor?: (place: SurfacePoint | null) => void,
): HTMLAttributes<HTMLElement> {
  const dragged = useRef<{ readonly id: number; x: number; y: number } | undefined>(undefined);

  const end = (event: PointerEvent<HTMLElement>): void => {
    if (dragged.current?.id === event.pointerId) dragged.current = undefined;
  };

  return {
    onPointerDown(event) {
      if (event.button !== 0 || dragged.current !== undefined) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      dragged.current = { id: event.pointerId, x: event.clientX, y: event.clientY };
    },
    onPointerMove(event) {
      const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
      const drag = dragged.current;
      if (drag !== undefined && drag.id === event.pointerId) {
        const radius = Math.min(width, height) * RADIUS_SHARE;
        orbit.turn(...dragTurn(event.clientX - drag.x, event.clientY - drag.y, radius));
        drag.x = event.clientX;
        drag.y = event.clientY;
      }
      if (width === 0 || height === 0) return;
      onPointerCursor?.({
        x: within((event.clientX - left) / width),
        y: within((event.clientY - top) / height),
      });
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: () => onPointerCursor?.(null),
    onKeyDown(event) {
      const turn = event.altKey || event.ctrlKey || event.metaKey ? undefined : keyTurn(event.key);
      if (turn === undefined) return;
      event.preventDefault();
      orbit.turn(...turn);
    },
  };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
