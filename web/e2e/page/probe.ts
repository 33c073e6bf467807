import type { Page } from "@playwright/test";

/** What the page notes about itself while it runs. Times are in milliseconds. */
export interface Notes {
  readonly longTasks: { readonly start: number; readonly duration: number }[];
  /** From each move of the pointer until the frame that shows it was put together. */
  readonly moves: number[];
  readonly frames: number[];
  lcp: number;
  cls: number;
  /** When a key first moved the slider. */
  usable: number;
}

declare global {
  interface Window {
    notes: Notes;
  }
}

/** Begins to take notes before anything of the page runs. */
export async function takeNotes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const notes: Notes = { longTasks: [], moves: [], frames: [], lcp: 0, cls: 0, usable: 0 };
    window.notes = notes;
    const observe = <Entry>(options: object, note: (entry: Entry) => void) =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) note(entry as Entry);
      }).observe(options as PerformanceObserverInit);
    observe<PerformanceEntry>({ type: "longtask", buffered: true }, ({ startTime, duration }) =>
      notes.longTasks.push({ start: startTime, duration }),
    );
    addEventListener(
      "pointermove",
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          const afterFrame = new MessageChannel();
          afterFrame.port1.onmessage = () => notes.moves.push(performance.now() - timeStamp);
          afterFrame.port2.postMessage(null);
        });
      },
      { capture: true },
    );
    observe<PerformanceEntry>({ type: "largest-contentful-paint", buffered: true }, (entry) => {
      notes.lcp = entry.startTime;
    });
    observe<PerformanceEntry & { value: number; hadRecentInput: boolean }>(
      { type: "layout-shift", buffered: true },
      ({ value, hadRecentInput }) => {
        if (!hadRecentInput) notes.cls += value;
      },
    );
  });
}

/**
 * Presses a key on the first slider, again and again, until it moves; and notes when that was. It asks
 * whenever the browser is idle, so ahead of what the page itself puts off until then.
 */
export async function trySlider(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const atLeastEvery = { timeout: 10 };
    const moves = new MutationObserver(() => {
      window.notes.usable = performance.now();
      moves.disconnect();
    });
    let slider: HTMLInputElement | null = null;
    const press = (): void => {
      if (window.notes.usable > 0) return;
      if (slider === null) {
        slider = document.querySelector("input[type=range]");
        if (slider !== null) moves.observe(slider, { attributeFilter: ["aria-valuetext"] });
      }
      slider?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
      requestIdleCallback(press, atLeastEvery);
    };
    requestIdleCallback(press, atLeastEvery);
  });
}

/** Notes the time between frames for so long. */
export function noteFrames(page: Page, millis: number): Promise<void> {
  return page.evaluate(
    (until) =>
      new Promise<void>((resolve) => {
        window.notes.frames.length = 0;
        window.notes.longTasks.length = 0;
        window.notes.moves.length = 0;
        const start = performance.now();
        let last = start;
        const frame = (now: number): void => {
          window.notes.frames.push(now - last);
          last = now;
          if (now - start < until) requestAnimationFrame(frame);
          else resolve();
        };
        requestAnimationFrame(frame);
      }),
    millis,
  );
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
