// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { describePicture } from "./describe";
import { Picture, SphereThumbnail } from "./index";
import type { FlowParams } from "./mobius";

const CANONICAL: FlowParams = { mu: 0.569, omega: 0.847, kappa: 0.0207 };
const OUTSIDE: FlowParams = { ...CANONICAL, mu: 0.7, kappa: 0.05 };

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function picture(): HTMLElement {
  return screen.getByRole("img");
}

test("it says in words what it shows, and follows once the parameters stand still", () => {
  const { rerender } = render(<Picture params={CANONICAL} />);
  expect(picture().getAttribute("aria-label")).toContain("covers 20.7 % of the sphere");
  rerender(<Picture params={OUTSIDE} />);
  expect(picture().getAttribute("aria-label")).toContain("covers 20.7 %");
  act(() => vi.advanceTimersByTime(600));
  expect(picture().getAttribute("aria-label")).toContain("Outside the model: β is −0.240");
});

test("outside the model the page says so at once", () => {
  render(<Picture params={OUTSIDE} />);
  expect(screen.getByRole("status").textContent).toBe("Outside the model: β = −0.240, no cap");
  expect(document.querySelector(".sphere-cap")).toBeNull();
});

test("a preview takes the parameters' place and is marked as one", () => {
  render(<Picture params={CANONICAL} preview={OUTSIDE} label="Their value" />);
  expect(screen.getByText("Preview: Their value")).toBeTruthy();
  expect(screen.getByRole("status").textContent).toContain("Outside");
});

test("the arrow keys turn the view, and it can be reset", () => {
  render(<Picture params={CANONICAL} />);
  const before = document.querySelector(".sphere-graticule")?.getAttribute("d");
  fireEvent.keyDown(picture(), { key: "ArrowRight" });
  expect(document.querySelector(".sphere-graticule")?.getAttribute("d")).not.toBe(before);
  fireEvent.click(screen.getByRole("button", { name: "Reset view" }));
  expect(document.querySelector(".sphere-graticule")?.getAttribute("d")).toBe(before);
  expect(screen.queryByRole("button", { name: "Reset view" })).toBeNull();
});

test("the flow can be paused", () => {
  render(<Picture params={CANONICAL} />);
  fireEvent.click(screen.getByRole("button", { name: "Pause flow" }));
  expect(screen.getByRole("button", { name: "Run flow" })).toBeTruthy();
});

test("the pointer's place is a share of the surface, and null when it leaves", () => {
  const places: unknown[] = [];
  render(<Picture params={CANONICAL} onPointerCursor={(place) => places.push(place)} />);
  vi.spyOn(picture(), "getBoundingClientRect").mockReturnValue(new DOMRect(100, 50, 400, 200));
  fireEvent.pointerMove(picture(), { clientX: 200, clientY: 100 });
  fireEvent.pointerLeave(picture());
  expect(places).toEqual([{ x: 0.25, y: 0.25 }, null]);
});

test("where no thread can draw the still picture stays, in StrictMode too", () => {
  render(
    <StrictMode>
      <Picture params={CANONICAL} />
    </StrictMode>,
  );
  expect(document.querySelectorAll(".sphere-still")).toHaveLength(1);
  expect(document.querySelector("canvas")).toBeNull();
});

test("the server sends the still picture, so that nothing is blank before the script runs", () => {
  const html = renderToString(<Picture params={CANONICAL} />);
  expect(html).toContain('class="sphere-still"');
  expect(html).toContain("undefined");
});

test("a thumbnail says whose value it is of", () => {
  render(<SphereThumbnail params={CANONICAL} label="Their value" />);
  expect(picture().getAttribute("aria-label")).toMatch(/^Their value: The undecided cap covers/);
});

test("the description names the axis, the spiral and the undecided share", () => {
  const words = describePicture(CANONICAL);
  expect(words).toContain("odds of truth 1.32 to 1");
  expect(words).toContain("turns 0.847 times a second in a spiral");
});
