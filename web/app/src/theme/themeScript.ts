import { applyStoredTheme, GROUNDS, THEME_KEY } from "./theme";

/** For the page's first script; a file of its own, so that the browser is not sent the text twice. */
export const THEME_SCRIPT = `(${applyStoredTheme.toString()})(${JSON.stringify(THEME_KEY)},${JSON.stringify(GROUNDS)})`;
