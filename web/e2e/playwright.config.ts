import { defineConfig } from "@playwright/test";

/** Real browsers against the packaged server: `./dev test` builds it first. */
export default defineConfig({
  testDir: "tests",
  // The tests measure how fast two pages follow each other, so they do not compete.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    // The still picture: the moving one is drawn in software here, and is tested on its own.
    contextOptions: { reducedMotion: "reduce" },
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--enable-unsafe-swiftshader",
      ],
    },
    trace: "retain-on-failure",
  },
});
