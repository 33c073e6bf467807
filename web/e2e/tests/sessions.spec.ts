import { expect, test } from "../support/test.js";

test("create, copy the link, leave, join by ID: the address follows", async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const id = await ada.startSession();

  await ada.page.getByRole("button", { name: "Copy Link" }).click();
  await expect(ada.page.getByText("Copied")).toBeVisible();
  const link = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).search).toBe(`?session=${id}`);

  await ben.page.goto(link);
  await ben.isConnected();
  await expect(ada.people).toHaveCount(2);

  await ada.page.getByRole("button", { name: "Leave" }).click();
  await expect(ada.page).toHaveURL(/\/trilogic$/);
  await expect(ben.people).toHaveCount(1);
  await ben.enter("mu", 0.655);

  await ada.page.getByRole("textbox", { name: "Session ID" }).fill(id);
  await ada.page.getByRole("button", { name: "Join Session" }).click();
  await ada.isConnected();
  await expect(ada.page).toHaveURL(new RegExp(`\\?session=${id}$`));
  await ada.sees("mu", 0.655);
  await expect(ben.people).toHaveCount(2);
  expect(ada.complaints).toEqual([]);
});

test("a session that does not exist is said so, in plain words", async ({ arrive }) => {
  const ada = await arrive();
  await ada.open("/trilogic?session=nosuchthing1");
  await expect(ada.connection).toContainText("does not exist");
});

test("the home page leads to the explorer, and a wrong address to a page that says so", async ({
  arrive,
}) => {
  const ada = await arrive();
  await ada.page.goto("/");
  await ada.page
    .getByRole("link", { name: /explore|trilogic|open/i })
    .first()
    .click();
  await expect(ada.page).toHaveURL(/\/trilogic$/);
  await expect(ada.slider("mu")).toBeVisible();
  expect(ada.complaints).toEqual([]);

  const missing = await ada.page.goto("/no-such-page");
  expect(missing?.status()).toBe(404);
  await expect(ada.page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("on a phone nothing is wider than the screen, and all three sliders are there", async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 390, height: 844 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto("/trilogic");
  await expect(page.getByRole("slider")).toHaveCount(3);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await context.close();
});
