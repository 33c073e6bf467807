import { useEffect, useRef, useState } from "react";
import { whenSeenAndIdle } from "./later";
import type { FlowParams } from "./mobius";
import type { Orbit } from "./orbit";
import type { SphereScene } from "./scene/scene";

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
    if (host === null || !wanted) return;
    let left = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const end = (): void => {
      scene.current?.dispose();
      scene.current = undefined;
      setLive(false);
    };
    const show = (created: SphereScene | undefined): void => {
      scene.current = created;
      // What was moved while it came to be.
      created?.setParams(latest.current.params);
      created?.setRunning(latest.current.running);
      setLive(created !== undefined);
    };
    const onLost = (): void => {
      end();
      if (losses < MAX_LOSSES) retry = setTimeout(() => setLosses(losses + 1), RETRY_MILLIS);
    };
    const begin = async (): Promise<void> => {
      try {
        const { createScene } = await import("./scene/scene");
        // StrictMode mounts twice; the first mount must not come to life after it was taken down.
        if (left) return;
        const created = await createScene({ host, orbit, ...latest.current, onLost });
        if (left) created?.dispose();
        else show(created);
      } catch {
        // The still picture stays: a chunk that does not load is no reason to break the page.
        setLive(false);
      }
    };
    // three.js is most of what the page loads, and the sliders are worth more than it.
    const cancel = whenSeenAndIdle(host, () => void begin());
    return () => {
      left = true;
      cancel();
      clearTimeout(retry);
      end();
    };
  }, [host, orbit, wanted, losses]);

  return live;
}
