import { useEffect, useRef, useState } from "react";
import { whenSeenAndIdle } from "./later";
import type { FlowParams } from "./mobius";
import type { Orbit } from "./orbit";
import { canDraw, createScene, type SphereScene } from "./scene/scene";

export interface SceneWish {
  readonly host: HTMLElement | null;
  readonly orbit: Orbit;
  readonly params: FlowParams;
  readonly running: boolean;
  /** False while nothing has to move: then three.js is not even loaded. */
  readonly wanted: boolean;
}

/** A driver that starts anew needs a moment, and one that keeps failing is not asked for ever. */
const RETRY_MILLIS = 2000;
const MAX_LOSSES = 3;

/**
 * Keeps a moving picture in the host while one is wanted, and says whether it is on. Until then, or
 * without WebGL, or when its context is lost, the answer is false and a still picture takes its place.
 */
export function useScene({ host, orbit, params, running, wanted }: SceneWish): boolean {
  const [live, setLive] = useState(false);
  const [losses, setLosses] = useState(0);
  const scene = useRef<SphereScene | undefined>(undefined);
  const latest = useRef({ params, running });

  useEffect(() => {
    latest.current = { params, running };
    scene.current?.setParams(params);
    scene.current?.setRunning(running);
  }, [params, running]);

  useEffect(() => {
    if (host === null || !wanted || !canDraw()) return;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const end = (): void => {
      scene.current?.dispose();
      scene.current = undefined;
      setLive(false);
    };
    const onLost = (forGood: boolean): void => {
      end();
      if (!forGood && losses < MAX_LOSSES)
        retry = setTimeout(() => setLosses(losses + 1), RETRY_MILLIS);
    };
    // three.js is most of what the page loads, and the sliders are worth more than it.
    const cancel = whenSeenAndIdle(host, () => {
      const onLive = () => setLive(true);
      scene.current = createScene({ host, orbit, ...latest.current, onLive, onLost });
    });
    return () => {
      cancel();
      clearTimeout(retry);
      end();
    };
  }, [host, orbit, wanted, losses]);

  return live;
}
