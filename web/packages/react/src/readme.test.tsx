import { readFileSync } from "node:fs";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Lab } from "../examples/Lab.js";

afterEach(cleanup);

const read = (path: string) => readFileSync(`${import.meta.dirname}/${path}`, "utf8");

test("the README shows the example as it is compiled", () => {
  expect(read("../README.md")).toContain(read("../examples/Lab.tsx"));
});

test("the example renders", () => {
  render(<Lab />);
  expect(screen.getAllByRole("slider")).toHaveLength(3);
  expect(screen.getByText("β = 0.207")).toBeDefined();
});
