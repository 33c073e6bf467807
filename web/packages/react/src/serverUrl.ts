// Bundlers put the value in place of this very expression; nothing else of `process` is used.
declare const process: { readonly env: { readonly NEXT_PUBLIC_WS_URL?: string } };

/** The server's address as the site was built with it; `undefined` means the page's own origin. */
export function configuredServerUrl(): string | undefined {
  try {
    const url = process.env.NEXT_PUBLIC_WS_URL;
    return url === undefined || url.trim() === "" ? undefined : url;
  } catch {
    // A browser has no `process`, and a bundler that knows nothing of it leaves it there.
    return undefined;
  }
}
