import type { CDPSession, Page } from "@playwright/test";
import { expect, test } from "../support/test.js";

/** What the scripts that the sliders wait for may weigh on the wire, heads included. */
const BUDGET_BYTES = 170_000;

test("the scripts until the sliders work keep to their budget, and three.js comes after", async ({
  arrive,
}) => {
  const ada = await arrive();
  await ada.page.emulateMedia({ reducedMotion: "no-preference" });
  const devtools = await ada.context.newCDPSession(ada.page);
  const scripts = await weighScripts(devtools);
  // The machine has all else to do first, so that what is loaded ahead of its time is seen.
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });

  await ada.open();
  await expect(async () => {
    await ada.slider("mu").press("ArrowRight");
    await ada.sees("mu", 0.57);
  }).toPass({ intervals: [20] });
  const bytes = sum(scripts.values());
  const early = await largeScripts(ada.page);
  await ada.page.locator(".sphere[data-state=live]").waitFor();
  const late = await largeScripts(ada.page);

  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(BUDGET_BYTES);
  expect(early).toEqual([]);
  expect(late).toHaveLength(1);
});

test("who has asked for less motion loads no three.js at all", async ({ arrive }) => {
  const ada = await arrive();
  const scripts = await weighScripts(await ada.context.newCDPSession(ada.page));
  await ada.page.goto("/trilogic", { waitUntil: "networkidle" });
  expect(sum(scripts.values())).toBeGreaterThan(50_000);
  expect(sum(scripts.values())).toBeLessThan(BUDGET_BYTES);
});

/** The drawing and its library are the only script that is as large as that, unpacked. */
function largeScripts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name, decodedBodySize }) => name.endsWith(".js") && decodedBodySize > 400_000)
      .map(({ name }) => name),
  );
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
