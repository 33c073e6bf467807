import type { Person } from "../support/person.js";
import { expect, test } from "../support/test.js";

test("two people see each other, and each other's moves", async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const id = await ada.startSession();
  await ben.joinSession(id);
  await expect(ada.people).toHaveCount(2);
  await expect(ben.people).toHaveCount(2);

  await ada.enter("mu", 0.611);
  await ben.sees("mu", 0.611);
  await ben.enter("omega", 1.111);
  await ada.sees("omega", 1.111);

  await ben.goAway();
  await expect(ada.people).toHaveCount(1);
  expect(ada.complaints).toEqual([]);
});

test("a move reaches the other person within 100 ms", async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.joinSession(await ada.startSession());
  await expect(ada.people).toHaveCount(2);
  await ada.slider("mu").focus();

  const delays: number[] = [];
  for (let move = 0; move < 11; move++) {
    const expected = (0.57 + move * 0.001).toFixed(3).replace(/0$/, "");
    const seen = timeOfValue(ben, expected);
    const moved = timeOfNextKey(ada);
    await ada.page.keyboard.press("ArrowRight");
    delays.push((await seen) - (await moved));
  }
  delays.sort((a, b) => a - b);
  const median = delays[5] ?? Number.NaN;
  test
    .info()
    .annotations.push({
      type: "delay in ms",
      description: delays.map((d) => d.toFixed(1)).join(" "),
    });
  expect(median).toBeLessThan(100);
});

test("while one person drags, the other sees whose hand it is and where", async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.joinSession(await ada.startSession());
  await expect(ada.people).toHaveCount(2);

  const box = await ada.slider("mu").boundingBox();
  if (box === null) throw new Error("the slider is not on the page");
  const y = box.y + box.height / 2;
  await ada.page.mouse.move(box.x + box.width * 0.35, y);
  await ada.page.mouse.down();
  await ada.page.mouse.move(box.x + box.width * 0.8, y, { steps: 5 });

  const card = ben.page.locator('[data-param="mu"][data-held]');
  await expect(card).toContainText(/is moving this/);
  await expect(ben.people.filter({ hasText: "moving μ" })).toHaveCount(1);

  await ada.page.mouse.up();
  await expect(card).toHaveCount(0);
  const value = Number(await ada.slider("mu").inputValue());
  expect(value).toBeGreaterThan(0.63);
  await ben.sees("mu", value);
  expect([...ada.complaints, ...ben.complaints]).toEqual([]);
});

test("two tabs of one person are one person", async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const id = await ada.startSession();
  await ben.joinSession(id);
  const second = await ada.openTab();
  await second.joinSession(id);
  await second.enter("kappa", 0.03);
  await ada.sees("kappa", 0.03);
  await expect(ben.people).toHaveCount(2);
  await second.page.close();
  await ben.enter("kappa", 0.031);
  await ada.sees("kappa", 0.031);
  await expect(ben.people).toHaveCount(2);
});

/** When the other person's slider took this value, on the machine's one clock. */
function timeOfValue(person: Person, value: string): Promise<number> {
  return person.slider("mu").evaluate(
    (slider, wanted) =>
      new Promise<number>((resolve) => {
        const input = slider as HTMLInputElement;
        const check = () => {
          if (input.value !== wanted) return;
          observer.disconnect();
          resolve(performance.timeOrigin + performance.now());
        };
        const observer = new MutationObserver(check);
        observer.observe(input, { attributes: true });
        check();
      }),
    value,
  );
}

function timeOfNextKey(person: Person): Promise<number> {
  return person.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        addEventListener("keydown", () => resolve(performance.timeOrigin + performance.now()), {
          once: true,
          capture: true,
        });
      }),
  );
}
