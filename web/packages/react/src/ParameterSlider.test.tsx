import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { openRoom } from "../test/testRoom.js";
import { ParameterSlider } from "./ParameterSlider.js";

afterEach(cleanup);

function setUp(name = "omega") {
  const room = openRoom();
  const changes: number[] = [];
  const commits: number[] = [];
  room.show(
    <ParameterSlider
      name={name}
      onValueChange={(value) => changes.push(value)}
      onValueCommit={(value) => commits.push(value)}
      classNames={{ reset: "my-reset" }}
    />,
  );
  const slider = screen.getByRole<HTMLInputElement>("slider");
  const entry = screen.getByRole<HTMLInputElement>("textbox");
  const value = () => room.me.getState().params.get(name)?.confirmed;
  const moveTo = (to: number) => fireEvent.change(slider, { target: { value: String(to) } });
  return { ...room, slider, entry, changes, commits, value, moveTo };
}

describe("the slider", () => {
  test("is a native one, with its name, range, and value with unit", () => {
    const { slider } = setUp();
    expect(screen.getByLabelText("Ω Resonance")).toBe(slider);
    expect([slider.type, slider.min, slider.max, slider.step]).toEqual([
      "range",
      "0.5",
      "1.5",
      "0.001",
    ]);
    expect(slider.getAttribute("aria-valuetext")).toBe("0.847 Hz");
  });

  test("is live under the pointer, and committed when it is let go anywhere", () => {
    const { slider, me, changes, commits, value, moveTo } = setUp();
    fireEvent.pointerDown(slider);
    moveTo(0.9);
    moveTo(0.95);
    expect(me.getState().params.get("omega")).toMatchObject({ dragging: true, value: 0.95 });
    expect([value(), commits]).toEqual([0.847, []]);
    fireEvent.pointerUp(window);
    expect(me.getState().params.get("omega")?.dragging).toBe(false);
    expect([value(), changes, commits]).toEqual([0.95, [0.9, 0.95], [0.95]]);
    fireEvent.pointerUp(window);
    expect(commits).toEqual([0.95]);
  });

  test("commits at once where nothing is held down", () => {
    const { commits, value, moveTo } = setUp();
    moveTo(0.9);
    expect([value(), commits]).toEqual([0.9, [0.9]]);
  });

  test.each([
    ["ArrowRight", false, 0.848],
    ["ArrowUp", true, 0.857],
    ["ArrowLeft", false, 0.846],
    ["ArrowDown", true, 0.837],
    ["PageUp", false, 0.857],
    ["Home", false, 0.5],
    ["End", true, 1.5],
  ])("%s with Shift %s goes to %f", (key, shiftKey, expected) => {
    const { slider, value } = setUp();
    fireEvent.keyDown(slider, { key, shiftKey });
    expect(value()).toBe(expected);
  });

  test("is live while a key repeats, and committed once when it is let go", () => {
    const { slider, commits, value } = setUp();
    fireEvent.keyDown(slider, { key: "ArrowRight" });
    for (let i = 0; i < 5; i += 1) fireEvent.keyDown(slider, { key: "ArrowRight", repeat: true });
    expect(commits).toEqual([0.848]);
    fireEvent.keyUp(slider, { key: "ArrowRight" });
    expect([value(), commits]).toEqual([0.853, [0.848, 0.853]]);
  });

  test("leaves other keys to the browser", () => {
    const { slider, value } = setUp();
    expect(fireEvent.keyDown(slider, { key: "Tab" })).toBe(true);
    expect(fireEvent.keyDown(slider, { key: "ArrowLeft", altKey: true })).toBe(true);
    expect(value()).toBe(0.847);
  });

  test("is let go when it goes away under the hand", () => {
    const { slider, me, moveTo, value } = setUp();
    fireEvent.pointerDown(slider);
    moveTo(0.9);
    cleanup();
    expect([value(), me.getState().params.get("omega")?.dragging]).toEqual([0.9, false]);
  });
});

describe("the exact entry", () => {
  test.each(["0.9123", " 0,9123 "])("takes %s with Enter, finer than the step", (text) => {
    const { entry, value, commits } = setUp();
    fireEvent.change(entry, { target: { value: text } });
    expect(value()).toBe(0.847);
    fireEvent.keyDown(entry, { key: "Enter" });
    expect([value(), commits]).toEqual([0.9123, [0.9123]]);
  });

  test("takes it back with Escape", () => {
    const { entry, value } = setUp();
    fireEvent.change(entry, { target: { value: "0.9" } });
    fireEvent.keyDown(entry, { key: "Escape" });
    fireEvent.blur(entry);
    expect([value(), entry.value]).toEqual([0.847, "0.847"]);
  });

  test.each(["2", "abc", "", "1e9"])("says the range for %j, and commits nothing", (text) => {
    const { entry, value } = setUp();
    fireEvent.change(entry, { target: { value: text } });
    fireEvent.keyDown(entry, { key: "Enter" });
    expect([value(), entry.getAttribute("aria-invalid")]).toEqual([0.847, "true"]);
    expect(screen.getByText("0.500 to 1.500").id).toBe(entry.getAttribute("aria-describedby"));
    fireEvent.blur(entry);
    expect(entry.value).toBe("0.847");
  });
});

test("reset goes back to the default, and is off where the value is it", () => {
  const { value, moveTo } = setUp();
  const reset = screen.getByRole<HTMLButtonElement>("button", {
    name: "Reset Resonance to 0.847 Hz",
  });
  expect([reset.disabled, reset.className]).toEqual([true, "my-reset"]);
  moveTo(0.9);
  expect(reset.disabled).toBe(false);
  fireEvent.click(reset);
  expect(value()).toBe(0.847);
});

test("somebody else's hand is named and shown live; beside one's own it is a ghost", async () => {
  const { ada, meet, advance, slider, moveTo } = setUp();
  await meet();
  ada.drag("omega", 1.2);
  await advance(50);
  const root = slider.closest<HTMLElement>("[data-part=parameter]");
  expect(screen.getByText("Ada Lovelace is moving this").id).toBe(
    slider.getAttribute("aria-describedby"),
  );
  expect([slider.value, root?.getAttribute("data-held")]).toEqual(["1.2", "true"]);
  act(() => void fireEvent.pointerDown(slider));
  moveTo(0.6);
  expect(slider.value).toBe("0.6");
  expect(screen.getByRole("note", { name: "Ada Lovelace: 1.200 Hz" })).toBeDefined();
  expect(root?.style.getPropertyValue("--ghost-share")).toBe("0.7");
  expect(root?.style.getPropertyValue("--canonical-share")).toBe("0.347");
});
