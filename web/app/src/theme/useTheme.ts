"use client";

import { useEffect, useSyncExternalStore } from "react";
import { applyStoredTheme, GROUNDS, readTheme, THEME_KEY, type Theme } from "./theme";

const listeners = new Set<() => void>();

/** What was chosen last, where it cannot be stored. */
let unstored: Theme | null = null;

/** The chosen theme, and how to choose another. Every tab of the site follows. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, current, () => "system" as const);
  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key !== THEME_KEY && event.key !== null) return;
      applyStoredTheme(THEME_KEY, GROUNDS);
      for (const listener of listeners) listener();
    };
    window.addEventListener("storage", follow);
    return () => window.removeEventListener("storage", follow);
  }, []);
  return [theme, choose];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function current(): Theme {
  if (unstored !== null) return unstored;
  try {
    return readTheme(localStorage.getItem(THEME_KEY));
  } catch {
    return "system";
  }
}

function choose(theme: Theme): void {
  unstored = null;
  try {
    if (theme === "system") localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, theme);
    applyStoredTheme(THEME_KEY, GROUNDS);
  } catch {
    unstored = theme;
    if (theme === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme);
  }
  for (const listener of listeners) listener();
}
