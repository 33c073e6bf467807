import { HeldWire } from "../support/heldWire.js";
import type { Person } from "../support/person.js";
import { expect, test } from "../support/test.js";

const ADAS = 0.6;
const BENS = 0.65;

for (const { button, outcome } of [
  { button: "Keep Your Value", outcome: (mine: number) => mine },
  { button: "Accept Their Value", outcome: (mine: number) => (mine === ADAS ? BENS : ADAS) },
  { button: "Use Average", outcome: () => 0.625 },
]) {
  test(`two people who move at once are asked; "${button}" ends with both in step`, async ({
    arrive,
  }) => {
    const { ada, ben, asked, mine } = await collide(arrive);
    await expect(asked.conflict.getByRole("button", { name: "Accept Their Value" })).toBeFocused();
    await asked.conflict.getByRole("button", { name: button }).click();
    await expect(asked.conflict).toBeHidden();
    await ada.sees("mu", outcome(mine));
    await ben.sees("mu", outcome(mine));
    expect([...ada.complaints, ...ben.complaints]).toEqual([]);
  });
}

test("Escape keeps what is there", async ({ arrive }) => {
  const { ada, ben, asked, mine } = await collide(arrive);
  await asked.page.keyboard.press("Escape");
  await expect(asked.conflict).toBeHidden();
  const theirs = mine === ADAS ? BENS : ADAS;
  await ada.sees("mu", theirs);
  await ben.sees("mu", theirs);
});

test("a person's own quick moves are never a conflict", async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.joinSession(await ada.startSession());
  await ada.slider("mu").focus();
  for (let press = 0; press < 10; press++) await ada.page.keyboard.press("ArrowRight");
  await ben.sees("mu", 0.579);
  await expect(ada.conflict).toBeHidden();
});

/**
 * Two people set μ, neither having seen the other's: whoever comes second is asked, however far apart
 * a busy machine makes it.
 */
async function collide(arrive: () => Promise<Person>) {
  const [ada, ben] = [await arrive(), await arrive()];
  const wires = [await HeldWire.of(ada.page), await HeldWire.of(ben.page)];
  await ben.joinSession(await ada.startSession());
  await expect(ada.people).toHaveCount(2);
  const [adas, bens] = [await ada.type("mu", ADAS), await ben.type("mu", BENS)];
  const changes = wires.map((wire) => wire.hold());
  await Promise.all([adas.press("Enter"), bens.press("Enter"), ...changes]);
  for (const wire of wires) wire.letThrough();
  await expect(async () => {
    const open = [await ada.conflict.isVisible(), await ben.conflict.isVisible()];
    expect(open.filter(Boolean)).toHaveLength(1);
  }).toPass();
  const isAda = await ada.conflict.isVisible();
  return { ada, ben, asked: isAda ? ada : ben, mine: isAda ? ADAS : BENS };
}
