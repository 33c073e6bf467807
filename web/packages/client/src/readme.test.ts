import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { startTogether } from "../examples/together.js";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("the README shows the example as it is compiled", () => {
  expect(read("../README.md")).toContain(read("../examples/together.ts"));
});

test("the example runs, and says what is wrong where there is no server", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  const lines: string[] = [];
  const client = await startTogether("http://server.test", (line) => lines.push(line));
  vi.unstubAllGlobals();
  expect(lines).toContain("idle μ=0.6");
  expect(lines).toContain("The server could not be reached.");
  expect(client.getState().values.get("mu")).toBe(0.61);
});
