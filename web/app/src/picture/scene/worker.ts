/**
 * The picture's own thread: whatever a frame of it takes, the page's frames, in which sliders follow a
 * hand, do not wait for it, nor for three.js to be read.
 */
import { createStage, type Setting, type Stage } from "./stage";

/** What the page says: first the canvas with all that is to be drawn, then what changes. */
export type Order =
  | { readonly canvas: OffscreenCanvas; readonly first: Setting }
  | { readonly changes: Partial<Setting> };

/** What the picture says: that it is there, that its graphics context is lost, or that there is none. */
export type Word = "ready" | "lost" | "unable";

let stage: Stage | undefined;
/** What changed while the stage was being made. */
let meanwhile: Partial<Setting> = {};

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  if ("canvas" in data) begin(data.canvas, data.first).catch(() => say("unable"));
  else if (stage === undefined) meanwhile = { ...meanwhile, ...data.changes };
  else stage.change(data.changes);
});

async function begin(canvas: OffscreenCanvas, first: Setting): Promise<void> {
  stage = await createStage(canvas, first, () => say("lost"));
  stage?.change(meanwhile);
  say(stage === undefined ? "unable" : "ready");
}

function say(word: Word): void {
  postMessage(word);
}
