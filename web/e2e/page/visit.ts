import type { BrowserContext, Page } from "@playwright/test";
import { rounded, takeNotes, trySlider } from "./probe.js";
import type { Wire } from "./wire.js";

/** A machine and a network, as Lighthouse throttles them for a phone. */
export interface Conditions {
  readonly name: string;
  readonly cpuSlowdown: number;
  readonly network: { readonly latency: number; readonly down: number; readonly up: number } | null;
}

const KILOBIT = 1024 / 8;

export const AS_IT_IS: Conditions = { name: "this machine", cpuSlowdown: 1, network: null };
export const PHONE: Conditions = {
  name: "CPU 4 times slower, slow 4G",
  cpuSlowdown: 4,
  network: { latency: 562.5, down: 1474.56 * KILOBIT, up: 675 * KILOBIT },
};

export interface VisitFigures {
  readonly fcpMillis: number;
  readonly lcpMillis: number;
  readonly cls: number;
  readonly tbtMillis: number;
  readonly longestTaskMillis: number;
  readonly sliderMillis: number;
  readonly scriptBytesUntilSlider: number;
  /** All that came over the wire, also for what is kept for when there is no network. */
  readonly wireBytes: number;
  readonly requests: number;
}

/** Everything that the page loads of itself has come, and the picture moves. */
const SETTLED_MILLIS = 3_000;

/** Opens the page in a new tab, under these conditions, and says how that went. */
export async function visit(
  context: BrowserContext,
  wire: Wire,
  conditions: Conditions,
): Promise<VisitFigures> {
  const page = await context.newPage();
  await throttle(page, conditions);
  await takeNotes(page);
  await trySlider(page);
  await page.goto("/trilogic", { waitUntil: "load" });
  await page.waitForFunction(() => window.notes.usable > 0);
  await page.locator(".sphere[data-state=live]").waitFor();
  await page.waitForTimeout(SETTLED_MILLIS);
  // It has all been kept by now, or will not be.
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const figures = await page.evaluate(readFigures);
  await page.close();
  return {
    ...figures,
    wireBytes: wire.take(),
    fcpMillis: rounded(figures.fcpMillis),
    lcpMillis: rounded(figures.lcpMillis),
    cls: Math.round(figures.cls * 10_000) / 10_000,
    tbtMillis: rounded(figures.tbtMillis),
    longestTaskMillis: rounded(figures.longestTaskMillis),
    sliderMillis: rounded(figures.sliderMillis),
  };
}

/** In the page, which knows only what it has asked for itself: a script that was kept counts nothing. */
function readFigures(): Omit<VisitFigures, "wireBytes"> {
  const { notes } = window;
  const fcp = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  const loaded = [
    ...(performance.getEntriesByType("navigation") as PerformanceResourceTiming[]),
    ...(performance.getEntriesByType("resource") as PerformanceResourceTiming[]),
  ];
  const sum = (entries: readonly PerformanceResourceTiming[]) =>
    entries.reduce((bytes, { transferSize }) => bytes + transferSize, 0);
  const early = loaded.filter(({ responseEnd }) => responseEnd <= notes.usable);
  return {
    fcpMillis: fcp,
    lcpMillis: notes.lcp,
    cls: notes.cls,
    tbtMillis: notes.longTasks
      .filter(({ start }) => start >= fcp)
      .reduce((blocked, { duration }) => blocked + Math.max(0, duration - 50), 0),
    longestTaskMillis: Math.max(0, ...notes.longTasks.map(({ duration }) => duration)),
    sliderMillis: notes.usable,
    scriptBytesUntilSlider: sum(early.filter(({ name }) => name.endsWith(".js"))),
    requests: loaded.filter(({ transferSize }) => transferSize > 0).length,
  };
}

async function throttle(page: Page, { cpuSlowdown, network }: Conditions): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
  if (network === null) return;
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: network.latency,
    downloadThroughput: network.down,
    uploadThroughput: network.up,
  });
}
