/** How the page is coloured: as the system is, or as the person said. */
export type Theme = "system" | "light" | "dark";

export const THEMES: readonly Theme[] = ["system", "light", "dark"];

export const THEME_KEY = "trivector.theme";

/** The grounds of `tokens.css`, for the browser's own frame around the page. */
export const GROUNDS = { light: "#f6f7f9", dark: "#0e1216" } as const;

/** Anything but a stored choice of light or dark is the system's. */
export function readTheme(stored: string | null): Theme {
  return stored === "light" || stored === "dark" ? stored : "system";
}

/**
 * Runs before the first paint, so that the page never flashes in the other theme. It is sent as
 * text, and so may use nothing but its arguments.
 */
export function applyStoredTheme(key: string, grounds: typeof GROUNDS): void {
  let theme: string | null = null;
  try {
    theme = localStorage.getItem(key);
  } catch {
    // Where storage is denied the system decides.
  }
  const root = document.documentElement;
  let meta = document.querySelector<HTMLMetaElement>("meta[data-chosen-theme]");
  if (theme !== "light" && theme !== "dark") {
    root.removeAttribute("data-theme");
    meta?.remove();
    return;
  }
  root.setAttribute("data-theme", theme);
  if (meta === null) {
    meta = document.createElement("meta");
    meta.name = "theme-color";
    meta.setAttribute("data-chosen-theme", "");
    // The first that fits counts, so it stands before those for the system's choice.
    document.head.prepend(meta);
  }
  meta.content = grounds[theme];
}
