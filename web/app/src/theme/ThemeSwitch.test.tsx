import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { ThemeSwitch } from "./ThemeSwitch";
import { THEME_KEY } from "./theme";
import { THEME_SCRIPT } from "./themeScript";

const root = document.documentElement;
const ground = () => document.querySelector<HTMLMetaElement>("meta[name=theme-color]")?.content;
const choose = (name: string) => fireEvent.click(screen.getByRole("radio", { name }));

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  localStorage.clear();
  new Function(THEME_SCRIPT)();
});

test("a choice colours the page at once, and is there at the next visit before anything is painted", () => {
  render(<ThemeSwitch />);
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "System" }).checked).toBe(true);
  choose("Dark");
  expect([root.dataset["theme"], ground()]).toEqual(["dark", "#0e1216"]);

  root.removeAttribute("data-theme");
  new Function(THEME_SCRIPT)();
  expect(root.dataset["theme"]).toBe("dark");
  expect(document.querySelectorAll("meta[name=theme-color]")).toHaveLength(1);
});

test("System takes the choice back", () => {
  render(<ThemeSwitch />);
  choose("Light");
  choose("System");
  expect(root.hasAttribute("data-theme")).toBe(false);
  expect(localStorage.getItem(THEME_KEY)).toBeNull();
  expect(ground()).toBeUndefined();
});

test("another tab's choice is followed", () => {
  render(<ThemeSwitch />);
  localStorage.setItem(THEME_KEY, "dark");
  fireEvent(window, new StorageEvent("storage", { key: THEME_KEY, newValue: "dark" }));
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Dark" }).checked).toBe(true);
  expect(root.dataset["theme"]).toBe("dark");
});

test("where nothing can be stored, a choice still holds for this page", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new Error("denied");
  });
  render(<ThemeSwitch />);
  choose("Dark");
  expect(root.dataset["theme"]).toBe("dark");
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Dark" }).checked).toBe(true);
  choose("System");
  expect(root.hasAttribute("data-theme")).toBe(false);
});
