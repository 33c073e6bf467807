import { cleanup, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { openRoom } from "../test/testRoom.js";
import { initialsOf, UserPresence } from "./UserPresence.js";

afterEach(cleanup);

test("people are a list, with names, and with what they hold", async () => {
  const { ada, meet, show, advance } = openRoom();
  show(<UserPresence />);
  expect(screen.queryByRole("list")).toBeNull();
  await meet();
  const list = screen.getByRole("list", { name: "People" });
  const names = () =>
    within(list)
      .getAllByRole("listitem")
      .map(({ textContent }) => textContent);
  expect(names()).toEqual(["MMe (you)", "ALAda Lovelace"]);
  ada.drag("kappa", 0.03);
  await advance(50);
  expect(names()[1]).toBe("ALAda Lovelacemoving κ");
  ada.leave();
  await advance(20);
  expect(names()).toEqual(["MMe (you)"]);
});

test("those beyond the limit are counted, and named on asking", async () => {
  const { meet, show } = openRoom();
  show(<UserPresence max={1} />);
  await meet();
  const items = screen.getAllByRole("listitem");
  expect(items.map(({ textContent }) => textContent)).toEqual(["MMe (you)", "+1"]);
  expect(items[1]?.title).toBe("Ada Lovelace");
});

test("what one can do with oneself stands in one's own entry", async () => {
  const { meet, show } = openRoom();
  show(<UserPresence ownAction={<button type="button">Change name</button>} />);
  await meet();
  const button = screen.getByRole("button", { name: "Change name" });
  expect(button.closest("li")?.textContent).toContain("Me (you)");
});

test.each([
  ["Ada Lovelace", "AL"],
  ["  ada  ", "A"],
  ["Ada King Lovelace", "AL"],
  ["𝒜da 李", "𝒜李"],
  ["", "?"],
])("the initials of %j are %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
