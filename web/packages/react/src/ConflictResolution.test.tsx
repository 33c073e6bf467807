import { act, cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { openRoom } from "../test/testRoom.js";
import { ConflictResolution } from "./ConflictResolution.js";

afterEach(cleanup);

async function setUp(params: Readonly<Record<string, readonly [number, number]>>) {
  const room = openRoom();
  const previews: (number | null)[] = [];
  const strategies: (string | null)[] = [];
  room.show(
    <ConflictResolution
      renderPreview={(values) => <i data-testid="preview">{values.get("mu")}</i>}
      onPreview={(values, strategy) => {
        previews.push(values?.get("mu") ?? null);
        strategies.push(strategy);
      }}
    />,
  );
  await room.meet();
  for (const [param, [theirs]] of Object.entries(params)) room.ada.commit(param, theirs);
  act(() => {
    for (const [param, [, mine]] of Object.entries(params)) room.me.commit(param, mine);
  });
  await room.advance(100);
  const dialog = () => screen.queryByRole<HTMLDialogElement>("dialog");
  const values = (param: string) =>
    [room.me, room.ada].map((client) => client.getState().values.get(param));
  return { ...room, previews, strategies, dialog, values };
}

const button = (name: string) => screen.getByRole("button", { name });

describe("one conflict", () => {
  test("opens the dialog with the focus on the other's value", async () => {
    const { dialog } = await setUp({ mu: [0.6, 0.65] });
    expect(dialog()?.open).toBe(true);
    expect(document.activeElement).toBe(button("Accept Their Value"));
    expect(screen.getByText("Ada Lovelace set it to 0.600; you set it to 0.650.")).toBeDefined();
    expect(screen.getAllByTestId("preview").map(({ textContent }) => textContent)).toEqual([
      "0.65",
      "0.6",
      "0.625",
    ]);
  });

  test.each([
    ["Keep Your Value", 0.65],
    ["Accept Their Value", 0.6],
    ["Use Average", 0.625],
  ])("%s ends with both at %f, and the dialog closed", async (name, expected) => {
    const { dialog, values, advance } = await setUp({ mu: [0.6, 0.65] });
    fireEvent.click(button(name));
    await advance(100);
    expect(values("mu")).toEqual([expected, expected]);
    expect(dialog()).toBeNull();
  });

  test("Escape keeps what is there", async () => {
    const { dialog, values, advance, server } = await setUp({ mu: [0.6, 0.65] });
    const element = dialog();
    if (element === null) throw new Error("no dialog");
    fireEvent(element, new Event("cancel", { cancelable: true }));
    await advance(100);
    expect(values("mu")).toEqual([0.6, 0.6]);
    expect(dialog()).toBeNull();
    expect(server.received.some(({ type }) => type === "conflict:resolved")).toBe(false);
  });

  test("focusing and pointing preview an outcome, and the end takes it back", async () => {
    const { previews, strategies, advance } = await setUp({ mu: [0.6, 0.65] });
    expect(previews.at(-1)).toBe(0.6);
    act(() => button("Use Average").focus());
    expect(previews.at(-1)).toBe(0.625);
    const outcome = button("Keep Your Value").closest("[data-strategy]");
    if (outcome === null) throw new Error("no outcome");
    fireEvent.pointerEnter(outcome);
    expect(previews.at(-1)).toBe(0.65);
    expect(strategies.at(-1)).toBe("yours");
    // The pointer goes, and the focus is still where it was.
    fireEvent.pointerLeave(outcome);
    expect(previews.at(-1)).toBe(0.625);
    fireEvent.click(button("Keep Your Value"));
    await advance(100);
    expect(previews.at(-1)).toBeNull();
  });

  test("shows what theirs is now", async () => {
    const { ada, advance } = await setUp({ mu: [0.6, 0.65] });
    ada.commit("mu", 0.61);
    await advance(100);
    expect(screen.getByText("Ada Lovelace set it to 0.610; you set it to 0.650.")).toBeDefined();
  });
});

test("several conflicts are one dialog, each with its own question", async () => {
  const { dialog, values, advance } = await setUp({ mu: [0.6, 0.65], omega: [1, 1.2] });
  expect(screen.getByRole("heading", { level: 2 }).textContent).toBe(
    "Somebody else moved these 2 too",
  );
  const omega = screen.getByRole("region", { name: "Ω Resonance" });
  fireEvent.click(within(omega).getByRole("button", { name: "Use Average" }));
  await advance(100);
  expect(values("omega")).toEqual([1.1, 1.1]);
  expect(dialog()?.open).toBe(true);
  expect(document.activeElement).toBe(button("Accept Their Value"));
  fireEvent.click(button("Leave As It Is"));
  await advance(100);
  expect(values("mu")).toEqual([0.6, 0.6]);
  expect(dialog()).toBeNull();
});
