import { WebGLRenderer } from "three";
import { AT_START, advance, glide } from "../clock";
import type { FlowParams } from "../mobius";
import type { View } from "../view";
import { createDrawing } from "./drawing";
import { createPace } from "./pace";
import type { Theme } from "./theme";

/** All that the picture is drawn from. */
export interface Setting {
  readonly params: FlowParams;
  readonly running: boolean;
  readonly view: View;
  readonly theme: Theme;
  readonly size: Size;
  /** Whether anybody can see it; what nobody can see is not drawn. */
  readonly visible: boolean;
}

/** The square that it fills. */
export interface Size {
  /** In CSS pixels. */
  readonly side: number;
  readonly pixelRatio: number;
}

/** The moving picture on its canvas. */
export interface Stage {
  readonly change: (changes: Partial<Setting>) => void;
}

/**
 * Draws on this canvas from now on: frame by frame while the flow runs or something changes, and not
 * otherwise. It is there when its programs are compiled and the first frame is drawn; undefined where
 * there is no WebGL.
 *
 * @param onLost the graphics context is lost; the stage is of no more use
 */
export async function createStage(
  canvas: OffscreenCanvas,
  first: Setting,
  onLost: () => void,
): Promise<Stage | undefined> {
  const context = canvas.getContext("webgl2", { alpha: true, antialias: false, depth: false });
  if (context === null) return undefined;
  const renderer = new WebGLRenderer({ canvas, context, alpha: true });
  const drawing = createDrawing();
  canvas.addEventListener("webglcontextlost", onLost);
  await drawing.prepare(renderer);
  if (context.isContextLost()) return undefined;

  let setting = first;
  let shown = first.params;
  let progress = AT_START;
  let frame = 0;
  /** When it was drawn last, and when it last could have been. */
  let lastMillis: number | undefined;
  let lastFrameMillis: number | undefined;
  const pace = createPace();

  const render = (): void => {
    drawing.setFlow(shown, progress);
    drawing.render(renderer);
  };
  const draw = (nowMillis: number): void => {
    const { params, running } = setting;
    const goesOn = running || shown !== params;
    frame = goesOn ? requestAnimationFrame(draw) : 0;
    const isDue = lastFrameMillis === undefined || pace.isDue(nowMillis - lastFrameMillis);
    lastFrameMillis = goesOn ? nowMillis : undefined;
    if (!isDue) return;
    const seconds = lastMillis === undefined ? 0 : (nowMillis - lastMillis) / 1000;
    if (shown !== params) shown = glide(shown, params, seconds);
    if (running) progress = advance(progress, shown, seconds);
    render();
    lastMillis = goesOn ? nowMillis : undefined;
  };
  const rest = (): void => {
    cancelAnimationFrame(frame);
    frame = 0;
    lastMillis = undefined;
    lastFrameMillis = undefined;
  };
  const take = ({ view, theme, size }: Partial<Setting>): void => {
    if (view !== undefined) drawing.setView(view);
    if (theme !== undefined) drawing.setTheme(theme);
    if (size === undefined) return;
    renderer.setPixelRatio(size.pixelRatio);
    renderer.setSize(size.side, size.side, false);
    drawing.setSize(size.side, size.pixelRatio);
    // A resized canvas is blank until drawn.
    render();
  };

  take(first);
  if (first.visible) frame = requestAnimationFrame(draw);
  return {
    change(changes) {
      setting = { ...setting, ...changes };
      take(changes);
      if (!setting.visible) rest();
      else if (frame === 0) frame = requestAnimationFrame(draw);
    },
  };
}
