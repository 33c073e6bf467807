import type { Person } from "../support/person.js";
import { expect, test } from "../support/test.js";

const MOVES = 11;

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
  for (let move = 0; move < MOVES; move++) {
    const expected = String((570 + move) / 1000);
    const seen = await noteValue(ben, expected);
    const moved = await noteNextKey(ada);
    await ada.page.keyboard.press("ArrowRight");
    delays.push((await seen()) - (await moved()));
  }
  delays.sort((a, b) => a - b);
  const median = delays[(MOVES - 1) / 2] ?? Number.NaN;
  test.info().annotations.push({
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
  await ben.enter("mu", 0.61);
  await ada.sees("mu", 0.61);
  await expect(ben.people).toHaveCount(2);
});

/** Watches for the slider to take this value; what is returned says when, on the machine's clock. */
async function noteValue(person: Person, value: string): Promise<() => Promise<number>> {
  const time = await person.slider("mu").evaluateHandle((slider, wanted) => {
    const input = slider as HTMLInputElement;
    const seen = new Promise<number>((resolve) => {
      const check = () => {
        if (input.value !== wanted) return;
        observer.disconnect();
        resolve(performance.timeOrigin + performance.now());
      };
      const observer = new MutationObserver(check);
      observer.observe(input, { attributes: true });
    });
    return { seen };
  }, value);
  return () => time.evaluate(({ seen }) => seen);
}

/** Watches for the next key; what is returned says when it was pressed. */
async function noteNextKey(person: Person): Promise<() => Promise<number>> {
  const time = await person.page.evaluateHandle(() => {
    const pressed = new Promise<number>((resolve) => {
      const note = () => resolve(performance.timeOrigin + performance.now());
      addEventListener("keydown", note, { once: true, capture: true });
    });
    return { pressed };
  });
  return () => time.evaluate(({ pressed }) => pressed);
}
