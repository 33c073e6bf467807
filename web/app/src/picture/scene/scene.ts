import type { FlowParams } from "../mobius";
import type { Orbit } from "../orbit";
import type { Setting, Size } from "./stage";
import { readTheme, watchTheme } from "./theme";
import type { Order, Word } from "./worker";

export interface SceneOptions {
  readonly host: HTMLElement;
  readonly orbit: Orbit;
  readonly params: FlowParams;
  readonly running: boolean;
  /** The picture is there, and in its host. */
  readonly onLive: () => void;
  /** It is not drawn, or no longer; the scene is of no more use than to be disposed of. */
  readonly onLost: (forGood: boolean) => void;
}

export interface SphereScene {
  readonly setParams: (params: FlowParams) => void;
  readonly setRunning: (running: boolean) => void;
  readonly dispose: () => void;
}

/** More pixels than this for each CSS pixel cost much and show nothing. */
const MAX_PIXEL_RATIO = 2;

/** Whether the browser can draw elsewhere than in the page's own thread. */
export function canDraw(): boolean {
  return (
    typeof Worker !== "undefined" && "transferControlToOffscreen" in HTMLCanvasElement.prototype
  );
}

/**
 * The moving picture in a canvas of its own, which a thread of its own draws on. Here is what only the
 * page knows: where it is, how large, whether it can be seen, from where, and in which colours.
 */
export function createScene({ host, orbit, onLive, onLost, ...first }: SceneOptions): SphereScene {
  const canvas = document.createElement("canvas");
  canvas.className = "sphere-canvas";
  const drawn = canvas.transferControlToOffscreen();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const order = (what: Order, handedOver: Transferable[] = []): void =>
    worker.postMessage(what, handedOver);
  const change = (changes: Partial<Setting>): void => order({ changes });

  let onScreen = true;
  const isVisible = (): boolean => onScreen && document.visibilityState === "visible";
  const show = (): void => change({ visible: isVisible() });
  const look = (): void => change({ view: orbit.view() });
  const paint = (): void => change({ theme: readTheme(host) });
  const resize = (): void => {
    const size = place(canvas, host);
    if (size.side > 0) change({ size });
  };
  const sizes = new ResizeObserver(resize);
  const sights = new IntersectionObserver(([entry]) => {
    onScreen = entry?.isIntersecting ?? true;
    show();
  });

  worker.addEventListener("message", ({ data }: MessageEvent<Word>) => {
    if (data !== "ready") {
      onLost(data === "unable");
      return;
    }
    host.append(canvas);
    onLive();
  });
  // A script that does not load is no reason to break the page: the still picture stays.
  worker.addEventListener("error", () => onLost(true));
  const setting: Setting = {
    ...first,
    view: orbit.view(),
    theme: readTheme(host),
    size: place(canvas, host),
    visible: isVisible(),
  };
  order({ canvas: drawn, first: setting }, [drawn]);
  document.addEventListener("visibilitychange", show);
  const unwatchTheme = watchTheme(paint);
  const unwatchView = orbit.subscribe(look);
  sizes.observe(host);
  sights.observe(host);

  return {
    setParams: (params) => change({ params }),
    setRunning: (running) => change({ running }),
    dispose() {
      sizes.disconnect();
      sights.disconnect();
      unwatchTheme();
      unwatchView();
      document.removeEventListener("visibilitychange", show);
      // The graphics context goes with it: browsers allow few at a time.
      worker.terminate();
      canvas.remove();
    },
  };
}

/**
 * Puts the canvas on the square about the sphere; beside it no pixel is to be paid for. On whole
 * pixels, since between them everything would be blurred.
 */
function place(canvas: HTMLCanvasElement, host: HTMLElement): Size {
  const { width, height } = host.getBoundingClientRect();
  const side = Math.round(Math.min(width, height));
  canvas.style.left = `${Math.round((width - side) / 2)}px`;
  canvas.style.top = `${Math.round((height - side) / 2)}px`;
  canvas.style.width = `${side}px`;
  canvas.style.height = `${side}px`;
  return { side, pixelRatio: Math.min(devicePixelRatio, MAX_PIXEL_RATIO) };
}
