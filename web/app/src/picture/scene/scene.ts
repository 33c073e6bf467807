import { WebGLRenderer } from "three";
import { AT_START, advance, glide } from "../clock";
import type { FlowParams } from "../mobius";
import type { Orbit } from "../orbit";
import { createDrawing } from "./drawing";
import { createPace } from "./pace";
import { readTheme, watchTheme } from "./theme";

export interface SceneOptions {
  readonly host: HTMLElement;
  readonly orbit: Orbit;
  readonly params: FlowParams;
  readonly running: boolean;
  /** The graphics context is lost; the scene is of no more use than to be disposed of. */
  readonly onLost: () => void;
}

export interface SphereScene {
  readonly setParams: (params: FlowParams) => void;
  readonly setRunning: (running: boolean) => void;
  readonly dispose: () => void;
}

/** More pixels than this for each CSS pixel cost much and show nothing. */
const MAX_PIXEL_RATIO = 2;

/**
 * The moving picture in a canvas of its own, which it adds to its host and takes away again. Frames
 * are drawn while the flow runs or something changed, and never while nobody can see them. It is there
 * when its programs are compiled, which the page does not wait for; undefined where there is no WebGL.
 */
export async function createScene(options: SceneOptions): Promise<SphereScene | undefined> {
  const { host, orbit, onLost } = options;
  const canvas = document.createElement("canvas");
  canvas.className = "sphere-canvas";
  const context = canvas.getContext("webgl2", { alpha: true, antialias: false, depth: false });
  if (context === null) return undefined;
  const renderer = new WebGLRenderer({ canvas, context, alpha: true });
  const drawing = createDrawing();
  canvas.addEventListener("webglcontextlost", onLost);
  await drawing.prepare(renderer);
  if (context.isContextLost()) {
    drawing.dispose();
    renderer.dispose();
    return undefined;
  }
  host.append(canvas);

  let shown = options.params;
  let target = options.params;
  let running = options.running;
  let progress = AT_START;
  let onScreen = true;
  let frame = 0;
  /** When it was drawn last, and when it last could have been. */
  let lastMillis: number | undefined;
  let lastFrameMillis: number | undefined;
  const pace = createPace();

  const draw = (nowMillis: number): void => {
    const goesOn = running || shown !== target;
    frame = goesOn ? requestAnimationFrame(draw) : 0;
    const isDue = lastFrameMillis === undefined || pace.isDue(nowMillis - lastFrameMillis);
    lastFrameMillis = goesOn ? nowMillis : undefined;
    if (!isDue) return;
    const seconds = lastMillis === undefined ? 0 : (nowMillis - lastMillis) / 1000;
    if (shown !== target) shown = glide(shown, target, seconds);
    if (running) progress = advance(progress, shown, seconds);
    drawing.setFlow(shown, progress);
    drawing.render(renderer);
    lastMillis = goesOn ? nowMillis : undefined;
  };
  const stop = (): void => {
    cancelAnimationFrame(frame);
    frame = 0;
    lastMillis = undefined;
    lastFrameMillis = undefined;
  };
  const wake = (): void => {
    const visible = onScreen && document.visibilityState === "visible";
    if (visible && frame === 0) frame = requestAnimationFrame(draw);
    if (!visible) stop();
  };

  // All of the picture lies in the square about the sphere, and beside it no pixel is to be paid for.
  const resize = (): void => {
    const { width, height } = host.getBoundingClientRect();
    const side = Math.round(Math.min(width, height));
    if (side === 0) return;
    const ratio = Math.min(devicePixelRatio, MAX_PIXEL_RATIO);
    // On whole pixels, since between them everything would be blurred.
    canvas.style.left = `${Math.round((width - side) / 2)}px`;
    canvas.style.top = `${Math.round((height - side) / 2)}px`;
    renderer.setPixelRatio(ratio);
    renderer.setSize(side, side);
    drawing.setSize(side, ratio);
    // A resized canvas is blank until drawn, so it is drawn before the browser paints.
    drawing.setFlow(shown, progress);
    drawing.render(renderer);
  };
  const look = (): void => {
    drawing.setView(orbit.view());
    wake();
  };
  const paint = (): void => {
    drawing.setTheme(readTheme(host));
    wake();
  };
  const sizes = new ResizeObserver(resize);
  const sights = new IntersectionObserver(([entry]) => {
    onScreen = entry?.isIntersecting ?? true;
    wake();
  });
  document.addEventListener("visibilitychange", wake);
  const unwatchTheme = watchTheme(paint);
  const unwatchView = orbit.subscribe(look);

  paint();
  look();
  resize();
  sizes.observe(host);
  sights.observe(host);

  return {
    setParams(params) {
      target = params;
      wake();
    },
    setRunning(next) {
      running = next;
      wake();
    },
    dispose() {
      stop();
      sizes.disconnect();
      sights.disconnect();
      unwatchTheme();
      unwatchView();
      document.removeEventListener("visibilitychange", wake);
      canvas.removeEventListener("webglcontextlost", onLost);
      drawing.dispose();
      renderer.dispose();
      // Browsers allow few contexts at a time, and collect a forgotten one only late.
      if (!context.isContextLost()) renderer.forceContextLoss();
      canvas.remove();
    },
  };
}
