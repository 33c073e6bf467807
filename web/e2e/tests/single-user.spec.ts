import { expect, test } from "../support/test.js";

test("one person opens the page, starts a session, and moves all three parameters", async ({
  arrive,
}) => {
  const ada = await arrive();
  await ada.open();
  await expect(ada.page).toHaveTitle(/Trilogic/);

  const id = await ada.startSession();
  await expect(ada.page).toHaveURL(new RegExp(`[?&]session=${id}$`));
  await expect(ada.people).toHaveCount(1);

  await ada.enter("mu", 0.612);
  await ada.enter("omega", 1.25);
  await ada.enter("kappa", 0.0333);
  await ada.sees("mu", 0.612);
  await ada.sees("omega", 1.25);
  await ada.sees("kappa", 0.0333);

  // The page shows its own change before the server has it.
  await expect
    .poll(async () => (await ada.page.request.get(`/api/v1/sessions/${id}`)).json())
    .toMatchObject({
      session_id: id,
      user_count: 1,
      state: { mu: 0.612, omega: 1.25, kappa: 0.0333 },
    });
  expect(ada.complaints).toEqual([]);
});

test("the moving picture is drawn where motion is welcome", async ({ browser, server }) => {
  const context = await browser.newContext({
    baseURL: server.url,
    reducedMotion: "no-preference",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto("/trilogic");
  await page.locator('.sphere[data-state="live"] canvas').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test("a picture whose graphics fail is still for a moment, and moves again", async ({
  playwright,
  launchOptions,
  server,
}) => {
  // A browser of its own: one that has lost its graphics is no fit one for other tests.
  const browser = await playwright.chromium.launch(launchOptions);
  const page = await browser.newPage({ reducedMotion: "no-preference" });
  await page.goto(`${server.url}/trilogic`);
  await page.locator('.sphere[data-state="live"]').waitFor();
  const devtools = await browser.newBrowserCDPSession();
  // It crashes before it could answer.
  devtools.send("Browser.crashGpuProcess").catch(() => {});
  await page.locator('.sphere[data-state="still"] .sphere-still').waitFor();
  await page.locator('.sphere[data-state="live"] canvas').waitFor();
  await browser.close();
});

test("without WebGL the picture stays still, and is not asked for again", async ({
  playwright,
  launchOptions,
  server,
}) => {
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer"],
    ignoreDefaultArgs: ["--enable-unsafe-swiftshader"],
  });
  const page = await browser.newPage({ reducedMotion: "no-preference" });
  await page.clock.install();
  let threads = 0;
  const ended = new Promise<void>((resolve) => {
    page.on("worker", (worker) => {
      threads += 1;
      worker.on("close", () => resolve());
    });
  });
  await page.goto(`${server.url}/trilogic`);
  await ended;
  // Longer than it would be until the next try, and then until the page is idle again.
  await page.clock.runFor(10_000);
  await page.clock.runFor(1_000);
  expect(threads).toBe(1);
  await expect(page.locator('.sphere[data-state="still"] .sphere-still')).toBeVisible();
  await browser.close();
});

test("before a session starts, the page works alone", async ({ arrive }) => {
  const ada = await arrive();
  await ada.open();
  await ada.enter("mu", 0.7);
  await ada.enter("kappa", 0.05);
  await ada.sees("mu", 0.7);
  await expect(ada.page.getByText(/outside the model/i).first()).toBeVisible();
  const id = await ada.startSessionHere();
  const state = await (await ada.page.request.get(`/api/v1/sessions/${id}`)).json();
  expect(state.state).toEqual({ mu: 0.7, omega: 0.847, kappa: 0.05 });
  expect(ada.complaints).toEqual([]);
});

test("everything can be done by keyboard", async ({ arrive }) => {
  const ada = await arrive();
  await ada.open();
  await ada.page.getByRole("button", { name: "Start Collaboration" }).focus();
  await ada.page.keyboard.press("Enter");
  await ada.isConnected();

  await ada.slider("mu").focus();
  await ada.page.keyboard.press("ArrowRight");
  await ada.sees("mu", 0.57);
  await ada.page.keyboard.press("Shift+ArrowRight");
  await ada.sees("mu", 0.58);
  await expect(ada.slider("mu")).toHaveAttribute("aria-valuetext", "0.580");

  await ada.slider("omega").focus();
  await ada.page.keyboard.press("ArrowLeft");
  await ada.sees("omega", 0.846);
  await expect(ada.slider("omega")).toHaveAttribute("aria-valuetext", "0.846 Hz");

  const reset = ada.page.getByRole("button", { name: /Reset Equilibrium/ });
  await reset.focus();
  await ada.page.keyboard.press("Enter");
  await ada.sees("mu", 0.569);
});
