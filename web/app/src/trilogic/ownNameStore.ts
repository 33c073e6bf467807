/** The server's bound on a name. */
export const MAX_NAME_LENGTH = 40;

const KEY = "trivector.name";

/** The text as a name: without outer spaces, not empty, not too long; `null` where none is left. */
export function readName(text: string): string | null {
  const name = Array.from(text.trim()).slice(0, MAX_NAME_LENGTH).join("").trim();
  return name === "" ? null : name;
}

export function storedName(): string | null {
  try {
    return readName(localStorage.getItem(KEY) ?? "");
  } catch {
    // Where storage is denied, a name lasts as long as the tab.
    return null;
  }
}

export function storeName(name: string): void {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // It is still the name for as long as the tab lasts.
  }
}
