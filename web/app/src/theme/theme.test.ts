import { expect, test } from "vitest";
import { GROUNDS, readTheme, THEME_KEY } from "./theme";
import { THEME_SCRIPT } from "./themeScript";

test.each([
  ["light", "light"],
  ["dark", "dark"],
  [null, "system"],
  ["system", "system"],
  ["constructor", "system"],
] as const)("a stored %s is the theme %s", (stored, theme) => {
  expect(readTheme(stored)).toBe(theme);
});

test("the first script stands alone: it names nothing of this site but what it is given", () => {
  expect(THEME_SCRIPT).toContain(JSON.stringify(THEME_KEY));
  expect(THEME_SCRIPT).toContain(GROUNDS.dark);
  expect(() => new Function(THEME_SCRIPT)).not.toThrow();
  expect(THEME_SCRIPT).not.toContain("</");
});
