"use client";

import { type ReactNode, useState, useSyncExternalStore } from "react";
import { describePicture, formatBeta } from "./describe";
import { Labels } from "./Labels";
import { beta, type FlowParams, isOutsideModel } from "./mobius";
import { createOrbit } from "./orbit";
import { StillPicture } from "./StillPicture";
import { useDebounced } from "./useDebounced";
import { type SurfacePoint, useGestures } from "./useGestures";
import { useReducedMotion } from "./useReducedMotion";
import { useScene } from "./useScene";
import { DEFAULT_VIEW } from "./view";
import "./tokens.css";
import "./picture.css";

export interface PictureProps {
  readonly params: FlowParams;
  /** Other parameters to show for the time being, as while a choice is pending. */
  readonly preview?: FlowParams | null;
  /** What the preview is of, such as "Their value". */
  readonly label?: string;
  /** Called with the pointer's place, each coordinate from 0 to 1 of the surface, null once it left. */
  readonly onPointerCursor?: (place: SurfacePoint | null) => void;
  /** Drawn over the picture and not in the pointer's way, such as other people's cursors. */
  readonly children?: ReactNode;
}

/** After a drag a screen reader hears where it ended and not each step. */
const DESCRIPTION_DELAY_MILLIS = 600;

/** The Riemann sphere with the flow that the parameters make on it. */
export function Picture({ params, preview, label, onPointerCursor, children }: PictureProps) {
  const shown = preview ?? params;
  const [orbit] = useState(createOrbit);
  const view = useSyncExternalStore(orbit.subscribe, orbit.view, () => DEFAULT_VIEW);
  const reducedMotion = useReducedMotion();
  const [choice, setChoice] = useState<boolean>();
  const running = choice ?? !reducedMotion;
  const wanted = running || choice !== undefined;
  const [surface, setSurface] = useState<HTMLElement | null>(null);
  const live = useScene({ host: surface, orbit, params: shown, running, wanted });
  const gestures = useGestures(orbit, onPointerCursor);
  const description = useDebounced(describePicture(shown), DESCRIPTION_DELAY_MILLIS);
  const outside = isOutsideModel(shown);

  return (
    <figure
      className="sphere"
      data-state={live ? "live" : "still"}
      data-preview={preview ? true : undefined}
      data-outside={outside || undefined}
    >
      <div
        className="sphere-surface"
        ref={setSurface}
        role="img"
        aria-label={description}
        aria-description="The arrow keys turn the sphere."
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys turn the picture.
        tabIndex={0}
        {...gestures}
      >
        {!live && <StillPicture params={shown} view={view} />}
        <Labels params={shown} view={view} />
      </div>
      <div className="sphere-overlay">{children}</div>
      <figcaption className="sphere-bar">
        {preview && (
          <span className="sphere-preview">{label ? `Preview: ${label}` : "Preview"}</span>
        )}
        <span className="sphere-note" role="status">
          {outside && `Outside the model: β = ${formatBeta(beta(shown))}, no cap`}
        </span>
        {view !== DEFAULT_VIEW && (
          <button type="button" onClick={orbit.reset}>
            Reset view
          </button>
        )}
        <button type="button" onClick={() => setChoice(!running)}>
          {running ? "Pause flow" : "Run flow"}
        </button>
      </figcaption>
    </figure>
  );
}
