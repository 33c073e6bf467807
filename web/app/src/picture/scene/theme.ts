/** A colour as the screen wants it: sRGB, each part from 0 to 1. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The custom properties of `tokens.css` that are drawn with. */
export interface Theme {
  readonly surface: Rgb;
  readonly ink: Rgb;
  readonly inkMuted: Rgb;
  readonly line: Rgb;
  readonly mu: Rgb;
  readonly omega: Rgb;
  readonly kappa: Rgb;
}

/**
 * Reads the colours as they are where the picture stands. A probe takes each property as its own
 * colour, so that the browser resolves var() and light-dark(); a canvas of one pixel then turns any
 * notation that it knows into bytes.
 */
export function readTheme(host: HTMLElement): Theme {
  const probe = document.createElement("span");
  probe.hidden = true;
  host.append(probe);
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const read = (property: string): Rgb => {
    if (context === null) return [0.5, 0.5, 0.5];
    probe.style.color = `var(${property})`;
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red / 255, green / 255, blue / 255];
  };
  const theme: Theme = {
    surface: read("--surface-here"),
    ink: read("--ink-here"),
    inkMuted: read("--ink-muted-here"),
    line: read("--line-here"),
    mu: read("--mu-here"),
    omega: read("--omega-here"),
    kappa: read("--kappa-here"),
  };
  probe.remove();
  return theme;
}

/** Calls back when the page's switch or the system's choice may have changed the colours. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme", "class", "style"],
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    dark.removeEventListener("change", changed);
  };
}
