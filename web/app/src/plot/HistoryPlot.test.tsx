// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test } from "vitest";
import { formatAgo } from "./ago";
import { HistoryPlot } from "./HistoryPlot";
import type { Change } from "./steps";

const NOW = 1_800_000_000_000;
const INITIAL = { mu: 0.569, omega: 0.847, kappa: 0.0207 };
const USERS = new Map([
  ["ada", { name: "Ada", color: "#1971c2" }],
  ["emmy", { name: "Emmy", color: "#e8590c" }],
]);
const CHANGES: readonly Change[] = [
  { param: "mu", value: 0.6, userId: "ada", at: NOW - 120_000, seq: 1 },
  { param: "omega", value: 1.2, userId: "emmy", at: NOW - 60_000, seq: 2 },
  { param: "kappa", value: 0.03, userId: "left", at: NOW - 5_000, seq: 3 },
  { param: "mu", value: 0.61, userId: "ada", at: NOW - 5_000, seq: 3 },
];

afterEach(cleanup);

function renderPlot(changes: readonly Change[] = CHANGES) {
  return render(<HistoryPlot changes={changes} initial={INITIAL} users={USERS} now={NOW} />);
}

function press(key: string): string {
  fireEvent.keyDown(screen.getByRole("region"), { key });
  return screen.getByRole("status").textContent;
}

test("the arrow keys go through the changes and read out value, person and time", () => {
  renderPlot();
  expect(screen.getByRole("status").textContent).toBe("");
  expect(press("ArrowLeft")).toBe("μ 0.610 Ada, 5 s ago");
  expect(press("ArrowLeft")).toBe("κ 0.0300 Somebody who left, 5 s ago");
  expect(press("ArrowLeft")).toBe("Ω 1.200 Hz Emmy, 1 min ago");
  expect(press("ArrowUp")).toBe("μ 0.610 Ada, 5 s ago");
  expect(press("Home")).toBe("μ 0.600 Ada, 2 min ago");
  expect(press("Escape")).toBe("");
});

test("two parameters that moved under one number are two changes", () => {
  const { container } = renderPlot();
  press("ArrowLeft");
  expect(container.querySelectorAll(".history-mark")).toHaveLength(1);
});

test("a person's line has that person's colour, what nobody moved has none", () => {
  const { container } = renderPlot();
  const [nobody, ada] = container.querySelectorAll<SVGPathElement>('[data-param="mu"] path');
  expect(nobody?.hasAttribute("data-nobody")).toBe(true);
  expect(ada?.style.stroke).toBe("#1971c2");
});

test("the changes are a table for those who do not see the plot, newest first", () => {
  renderPlot();
  const rows = within(screen.getByRole("table")).getAllByRole("row");
  expect(rows[1]?.textContent).toBe("Equilibrium0.610Ada5 s ago");
  expect(rows).toHaveLength(5);
});

test("without a change it says so, and keys do nothing", () => {
  renderPlot([]);
  expect(screen.getByText("Nobody has moved a parameter in this time.")).toBeTruthy();
  expect(press("ArrowLeft")).toBe("");
});

test("it renders on a server, where there is no clock", () => {
  const html = renderToString(<HistoryPlot changes={[]} initial={INITIAL} users={USERS} />);
  expect(html).toContain("The last");
});

test("times are words", () => {
  expect(formatAgo(-20)).toBe("now");
  expect(formatAgo(59_400)).toBe("59 s ago");
  expect(formatAgo(180_000)).toBe("3 min ago");
  expect(formatAgo(200_000)).toBe("3 min 20 s ago");
});
