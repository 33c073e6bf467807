import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import type { Person } from "../support/person.js";
import { noteFrames, percentile, rounded } from "./probe.js";

export interface DragFigures {
  readonly seconds: number;
  readonly framesPerSecond: number;
  readonly frameP50Millis: number;
  readonly frameP99Millis: number;
  readonly longestFrameMillis: number;
  readonly longTasks: number;
  readonly longestTaskMillis: number;
  /** From a move of the mouse to the frame that shows it. */
  readonly moveP50Millis: number;
  readonly moveP98Millis: number;
  /** Of the time, how much the page's own thread was at work: what is left is room for slower machines. */
  readonly busyPercent: number;
}

const DRAG_MILLIS = 10_000;

/** The hand moves as often as a screen shows it. */
const MOVE_MILLIS = 16;

/** Drags the first slider to and fro for ten seconds, with the mouse, and says how that was. */
export async function drag(person: Person): Promise<DragFigures> {
  const { page } = person;
  const box = await person.slider("mu").boundingBox();
  if (box === null) throw new Error("the slider is nowhere");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  const threadSeconds = await threadClock(page);
  const before = await threadSeconds();
  let over = false;
  const frames = noteFrames(page, DRAG_MILLIS).finally(() => {
    over = true;
  });
  for (let step = 0; !over; step += 1) {
    const next = delay(MOVE_MILLIS);
    await page.mouse.move(box.x + box.width * (0.5 + 0.4 * Math.sin(step / 30)), y);
    await next;
  }
  await frames;
  const busySeconds = (await threadSeconds()) - before;
  await page.mouse.up();
  const notes = await page.evaluate(() => window.notes);
  const millis = notes.frames.reduce((all, frame) => all + frame, 0);
  return {
    seconds: rounded(millis / 1_000),
    framesPerSecond: rounded((notes.frames.length * 1_000) / millis),
    frameP50Millis: percentile(notes.frames, 0.5),
    frameP99Millis: percentile(notes.frames, 0.99),
    longestFrameMillis: rounded(Math.max(...notes.frames)),
    longTasks: notes.longTasks.length,
    longestTaskMillis: rounded(Math.max(0, ...notes.longTasks.map(({ duration }) => duration))),
    moveP50Millis: percentile(notes.moves, 0.5),
    moveP98Millis: percentile(notes.moves, 0.98),
    busyPercent: rounded((busySeconds * 100_000) / millis),
  };
}

/** The page's thread's own time at work, in seconds, whatever else the machine has to do. */
async function threadClock(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  };
}
