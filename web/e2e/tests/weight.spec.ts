import type { CDPSession, Page, Request } from "@playwright/test";
import { takeNotes, trySlider } from "../page/probe.js";
import type { Person } from "../support/person.js";
import { expect, test } from "../support/test.js";

/** What the scripts that the sliders wait for may weigh on the wire, heads included. */
const BUDGET_BYTES = 170_000;

// What a service worker fetches, a page's routes and its devtools do not see.
test.use({ serviceWorkers: "block" });

test("the scripts until the sliders work keep to their budget, and three.js comes after", async ({
  arrive,
}) => {
  const drawing = await findDrawing(await arrive());
  const ada = await arrive();
  await ada.page.emulateMedia({ reducedMotion: "no-preference" });
  const devtools = await ada.context.newCDPSession(ada.page);
  const scripts = await weighScripts(devtools);
  // The machine has all else to do first, so that what is loaded ahead of its time is seen.
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  // It is held back until they work: however slow this machine is, they have not waited for it.
  const letThrough = await hold(ada.page, drawing);
  const asked = ada.page.waitForRequest(drawing);

  await takeNotes(ada.page);
  await trySlider(ada.page);

  await ada.open();
  await ada.page.waitForFunction(() => window.notes.usable > 0);
  const bytes = sum(scripts.values());
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  letThrough();
  await ada.page.locator(".sphere[data-state=live]").waitFor();

  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(BUDGET_BYTES);
  expect(await millisAfterSlider(ada.page, await asked)).toBeGreaterThanOrEqual(0);
});

test("who has asked for less motion loads no three.js at all", async ({ arrive }) => {
  const ada = await arrive();
  const scripts = await weighScripts(await ada.context.newCDPSession(ada.page));
  await ada.page.goto("/trilogic", { waitUntil: "networkidle" });
  expect(sum(scripts.values())).toBeGreaterThan(50_000);
  expect(sum(scripts.values())).toBeLessThan(BUDGET_BYTES);
});

/** The address of the drawing and its library: the only script that is as large as that, unpacked. */
async function findDrawing(person: Person): Promise<string> {
  const { page } = person;
  const sizes: Promise<readonly [address: string, bytes: number]>[] = [];
  page.on("requestfinished", (request) => {
    if (request.url().endsWith(".js")) sizes.push(weigh(request));
  });
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.goto("/trilogic");
  await page.locator(".sphere[data-state=live]").waitFor();
  const large = (await Promise.all(sizes)).filter(([, bytes]) => bytes > 400_000);
  await person.goAway();
  expect(large).toHaveLength(1);
  return large[0]?.[0] ?? "";
}

async function weigh(request: Request): Promise<readonly [address: string, bytes: number]> {
  const response = await request.response();
  return [request.url(), (await response?.body())?.length ?? 0];
}

/** Keeps back what the page loads from this address; returns how to let it through. */
async function hold(page: Page, address: string): Promise<() => void> {
  let letThrough = (): void => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route(address, async (route) => {
    await held;
    await route.continue();
  });
  return letThrough;
}

/** How long after the slider worked this was asked for. */
async function millisAfterSlider(page: Page, request: Request): Promise<number> {
  const usable = await page.evaluate(() => performance.timeOrigin + window.notes.usable);
  return request.timing().startTime - usable;
}

/** The bytes of each script as they came over the wire; it grows while scripts come. */
async function weighScripts(devtools: CDPSession): Promise<ReadonlyMap<string, number>> {
  const scripts = new Map<string, number>();
  const addresses = new Map<string, string>();
  devtools.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script") addresses.set(requestId, response.url);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const url = addresses.get(requestId);
    if (url !== undefined) scripts.set(url, encodedDataLength);
  });
  await devtools.send("Network.enable");
  return scripts;
}

function sum(sizes: Iterable<number>): number {
  return Array.from(sizes).reduce((all, size) => all + size, 0);
}
