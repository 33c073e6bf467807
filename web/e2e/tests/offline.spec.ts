import type { Page } from "@playwright/test";
import { Person } from "../support/person.js";
import { Server } from "../support/server.js";
import { SiteProxy } from "../support/siteProxy.js";
import { expect, test } from "../support/test.js";

for (const { how, cut, mend } of [
  {
    how: "the network is gone",
    cut: (person: Person) => person.context.setOffline(true),
    mend: (person: Person) => person.context.setOffline(false),
  },
  {
    how: "the server is gone",
    cut: (_: Person, server: Server) => server.kill(),
    mend: (_: Person, server: Server) => server.start(),
  },
]) {
  test(`after one visit the page opens where ${how}, and comes back by itself`, async ({
    browser,
  }) => {
    const server = await Server.start();
    const ada = await Person.arrive(browser, server.url);
    const id = await ada.startSession();
    await isKept(ada.page);
    await ada.enter("mu", 0.601);
    const saved = async () => (await ada.page.request.get(`/api/v1/sessions/${id}`)).json();
    await expect.poll(async () => (await saved()).state.mu).toBe(0.601);

    await cut(ada, server);
    await ada.page.reload();
    await expect(ada.connection).toContainText(/Reconnecting|Offline/);
    await ada.slider("mu").press("ArrowRight");
    await expect(ada.connection).toContainText("1 change waiting");
    await expect(ada.page.getByRole("img", { name: /The Riemann sphere/ })).toBeVisible();

    await ada.page.goto("/");
    await expect(ada.page.getByRole("heading", { level: 1 })).toHaveText(/Explore one model/);
    await ada.page.goto(`/trilogic?session=${id}`);
    await expect(ada.connection).toContainText(/Reconnecting|Offline/);

    await mend(ada, server);
    await ada.isConnected();
    await ada.sees("mu", 0.601);
    await ada.goAway();
    await server.discard();
  });
}

test("alone and offline the picture and β follow the slider", async ({ arrive }) => {
  const ada = await arrive();
  await ada.open();
  await isKept(ada.page);
  await ada.context.setOffline(true);
  await ada.page.reload();
  const path = ada.page.locator(".sphere-still .sphere-stream").first();
  const before = await path.getAttribute("d");
  await ada.enter("kappa", 0.04);
  await expect(ada.page.getByTestId("beta")).toContainText("−0.001");
  await expect(path).not.toHaveAttribute("d", before ?? "");
  expect(ada.complaints).toEqual([]);
});

test("the moving picture is there offline, too", async ({ arrive }) => {
  const ada = await arrive();
  await ada.page.emulateMedia({ reducedMotion: "no-preference" });
  await ada.open();
  await isKept(ada.page);
  await ada.context.setOffline(true);
  await ada.page.reload();
  await ada.page.locator('.sphere[data-state="live"] canvas').waitFor();
  expect(ada.complaints).toEqual([]);
});

test("only the site's own files are kept, and nothing of anybody's", async ({ arrive }) => {
  const ada = await arrive();
  await ada.startSession();
  await isKept(ada.page);
  const kept = await ada.page.evaluate(async () => {
    const addresses: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) addresses.push(url);
    }
    return addresses;
  });
  const paths = kept.map((url) => url.replace(new URL(url).origin, ""));
  expect(paths).toContain("/trilogic");
  expect(paths.filter((path) => !/^\/(trilogic|icon\.svg|_next\/static\/.*)?$/.test(path))).toEqual(
    [],
  );
});

test("a new build is shown at the next visit, and takes the old one's place whole", async ({
  browser,
  server,
}) => {
  const proxy = await SiteProxy.start(server.port);
  const ada = await Person.arrive(browser, proxy.url);
  await ada.open();
  await isKept(ada.page);
  const [old] = await cacheNames(ada.page);

  const script = await proxy.newBuild();
  await ada.page.goto("/trilogic");
  await expect(ada.page).toHaveTitle("A new build");
  // The old build stays for as long as a tab may need it, so that offline it is still one of the two.
  await expect.poll(() => cacheNames(ada.page)).toHaveLength(2);
  await proxy.stop();
  await ada.page.reload();
  await expect(ada.page).toHaveTitle(/Trilogic/);
  await expect(ada.slider("mu")).toBeVisible();

  await proxy.startAgain();
  // With the last tab goes the old build: as soon as the browser has noticed that it is gone.
  const later = await ada.openTab();
  await ada.page.close();
  await expect(async () => {
    await later.page.goto("about:blank");
    await later.open();
    expect(await cacheNames(later.page)).not.toContain(old);
  }).toPass();
  await proxy.stop();
  await later.page.reload();
  await expect(later.page).toHaveTitle("A new build");
  await later.slider("mu").press("ArrowRight");
  await expect(later.page.locator(`script[src="${script}"]`)).toHaveCount(1);
  await ada.goAway();
});

test("a build that is replaced while it is being kept is not kept", async ({ browser, server }) => {
  const proxy = await SiteProxy.start(server.port);
  const ada = await Person.arrive(browser, proxy.url);
  // The worker of one build, and the page of another.
  await proxy.newBuild({ worker: false });
  await ada.open();
  const end = await ada.page.evaluate(async () => {
    const { installing } = await navigator.serviceWorker.register("/sw.js");
    while (installing !== null && !["activated", "redundant"].includes(installing.state)) {
      await new Promise((resolve) => installing.addEventListener("statechange", resolve));
    }
    return installing?.state;
  });
  expect(end).toBe("redundant");
  expect(await cacheNames(ada.page)).toEqual([]);
  await ada.goAway();
  await proxy.stop();
});

/** Until the browser has all that it needs to open the page again. */
async function isKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active === null || active.state === "activated") return;
    await new Promise<void>((resolve) => {
      active.onstatechange = () => {
        if (active.state === "activated") resolve();
      };
    });
  });
}

function cacheNames(page: Page): Promise<string[]> {
  return page.evaluate(() => caches.keys());
}
