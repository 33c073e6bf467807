import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.js";

/** `./dev page`: what the page weighs and how it moves, in a real browser against the packaged server. */
export default defineConfig(tests, {
  testDir: "page",
  timeout: 300_000,
  use: {
    contextOptions: { reducedMotion: "no-preference" },
    trace: "off",
    launchOptions: {
      ...tests.use?.launchOptions,
      // Without a graphics card Chromium puts pages together on the processor by itself; what the tests say
      // would have it do so through WebGL's software, which takes 380 ms for a frame.
      args: ["--no-sandbox", "--disable-background-networking", "--enable-unsafe-swiftshader"],
    },
  },
});
