import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { createCollabClient } from "@trivector/collab-client";
import { InMemoryServer, ManualClock, ManualEnvironment } from "@trivector/collab-client/testing";
import { CollaborationProvider } from "@trivector/collab-react";
import { StrictMode } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workbench } from "./Workbench";

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  window.history.replaceState(null, "", "/trilogic");
});

/** The page, and a second person, with a server between them on a clock that stands still. */
function openPage() {
  const clock = new ManualClock();
  const server = new InMemoryServer({ clock });
  const open = (name?: string) =>
    createCollabClient({
      serverUrl: "http://server.test",
      environment: new ManualEnvironment({ clock, network: server }),
      profile: name === undefined ? {} : { name },
    });
  const [me, ada] = [open(), open("Ada")];
  const advance = (millis: number) => act(() => clock.advance(millis));
  const show = () =>
    render(
      <StrictMode>
        <CollaborationProvider client={me}>
          <Workbench />
        </CollaborationProvider>
      </StrictMode>,
    );
  async function meet(): Promise<void> {
    const { id } = server.createSession();
    show();
    ada.connect(id);
    act(() => me.connect(id));
    await advance(1_000);
  }
  return { me, ada, advance, show, meet };
}

const slider = (name: RegExp) => screen.getByRole<HTMLInputElement>("slider", { name });
const people = () =>
  within(screen.getByRole("list", { name: "People" }))
    .getAllByRole("listitem")
    .map(({ textContent }) => textContent);
const notice = () => document.querySelector(".notice-text")?.textContent;

test("alone, the page says what each parameter does, and when the model is left", () => {
  const { me, show } = openPage();
  show();
  expect(screen.getByText(/Tilts the flow’s axis/)).toBeDefined();
  expect(screen.getByTestId("beta").textContent).toContain("covers 20.7 % of the sphere");
  act(() => {
    me.commit("mu", 0.7);
    me.commit("kappa", 0.05);
  });
  expect(screen.getByTestId("beta").textContent).toContain("−0.240");
  expect(screen.getByTestId("beta").textContent).toContain("Outside the model");
});

test("Start Collaboration puts the session into the address, and Leave takes it out", async () => {
  const { show, advance } = openPage();
  show();
  fireEvent.click(screen.getByRole("button", { name: "Start Collaboration" }));
  await advance(1_000);
  expect(screen.getByTestId("connection-state").textContent).toBe("Connected");
  const id = screen.getByTestId("session-id").textContent;
  expect(window.location.search).toBe(`?session=${id}`);
  fireEvent.click(screen.getByRole("button", { name: "Leave" }));
  expect(window.location.search).toBe("");
});

test("a name is given once: the others see it, and the next visit knows it", async () => {
  const { ada, meet, advance } = openPage();
  await meet();
  fireEvent.click(screen.getByRole("button", { name: /change your name/i }));
  const entry = screen.getByRole("textbox", { name: "Your name" });
  fireEvent.change(entry, { target: { value: "  Emmy Noether " } });
  fireEvent.submit(entry);
  await advance(100);
  expect(people()).toContain("ENEmmy Noether (you)");
  expect(ada.getState().users.map(({ name }) => name)).toContain("Emmy Noether");
  cleanup();

  const again = openPage();
  await again.meet();
  expect(again.ada.getState().users.map(({ name }) => name)).toContain("Emmy Noether");
});

test("a slider that somebody holds says so, and a cursor in the picture has a name", async () => {
  const { ada, meet, advance } = openPage();
  await meet();
  ada.drag("omega", 1.2);
  ada.setPresence({ cursor: { surface: "picture", x: 0.25, y: 0.5 } });
  await advance(100);
  expect(slider(/Resonance/).value).toBe("1.2");
  expect(screen.getByText("Ada is moving this")).toBeDefined();
  const cursor = document.querySelector<HTMLElement>(".cursor");
  expect(cursor?.textContent).toBe("Ada");
  expect(cursor?.style.getPropertyValue("--x")).toBe("0.25");
  ada.setPresence({ cursor: { surface: "elsewhere", x: 0.25, y: 0.5 } });
  await advance(100);
  expect(document.querySelector(".cursor")).toBeNull();
});

test("a conflict is previewed in the picture, and the choice ends the preview", async () => {
  const { me, ada, meet, advance } = openPage();
  await meet();
  ada.commit("mu", 0.62);
  act(() => me.commit("mu", 0.54));
  await advance(100);
  const caption = () => document.querySelector(".sphere-preview")?.textContent;
  expect(caption()).toBe("Preview: their value");
  act(() => screen.getByRole("button", { name: "Use Average" }).focus());
  expect(caption()).toBe("Preview: the average");
  fireEvent.click(screen.getByRole("button", { name: "Use Average" }));
  await advance(100);
  expect(caption()).toBeUndefined();
  expect(slider(/Equilibrium/).getAttribute("aria-valuetext")).toBe("0.580");
});

test("the one who was earlier is told what the other made of it, and can dismiss it", async () => {
  const { me, ada, meet, advance } = openPage();
  await meet();
  act(() => me.commit("mu", 0.62));
  await advance(20);
  ada.commit("mu", 0.54);
  await advance(100);
  act(() => ada.resolveConflict("mu", "yours"));
  await advance(100);
  expect(notice()).toBe("You both moved μ. Yours was the earlier one; Ada chose theirs, 0.540.");
  fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(notice()).toBe("");
});
