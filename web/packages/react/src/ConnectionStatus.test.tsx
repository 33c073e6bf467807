import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import type { ConnectionState } from "@trivector/collab-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openRoom } from "../test/testRoom.js";
import { ConnectionStatus } from "./ConnectionStatus.js";
import { describeConnection } from "./describeConnection.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test.each<[ConnectionState, number, string, string]>([
  [{ status: "idle" }, 0, "alone", ""],
  [{ status: "connecting", attempt: 0 }, 0, "connecting", "Connecting"],
  [{ status: "connecting", attempt: 2 }, 0, "reconnecting", "Reconnecting"],
  [{ status: "open", since: 0 }, 0, "connected", "Connected"],
  [{ status: "waiting", attempt: 0, retryAt: 4_200 }, 0, "reconnecting", "Reconnecting in 5 s"],
  [
    { status: "waiting", attempt: 0, retryAt: 0 },
    1,
    "reconnecting",
    "Reconnecting in 1 s, 1 change waiting",
  ],
  [{ status: "offline", attempt: 0, retryAt: 9 }, 3, "offline", "Offline, 3 changes waiting"],
  [{ status: "offline", attempt: 0, retryAt: 9 }, 0, "offline", "Offline"],
])("%j with %i changes is %s: %s", (connection, unsent, state, text) => {
  expect(describeConnection(connection, unsent, 0, false)).toMatchObject({ state, text });
});

test.each([
  [4404, "this session does not exist any more", null],
  [4401, "did not accept your sign-in", "joinAgain"],
  [4403, "may not connect", null],
  [1000, "the server ended", "joinAgain"],
  [1006, "cannot be opened", null],
])("closed with %i says so in words, and what to do", (code, words, action) => {
  const description = describeConnection({ status: "closed", code, reason: "" }, 0, 0, true);
  expect(description).toMatchObject({ state: "closed", action });
  expect(description.text).toContain(words);
});

test.each([
  ["unavailable", 1, "The server cannot save right now, 1 change waiting"],
  ["unavailable", 2, "The server cannot save right now, 2 changes waiting"],
  ["rate_limited", 1, "Too many changes at once for the server, 1 change waiting"],
])("open, but %s with %i changes, it says so", (code, unsent, text) => {
  const problem = { code, message: "", at: 0 };
  const open = { status: "open", since: 0 } as const;
  expect(describeConnection(open, unsent, 0, true, problem)).toEqual({
    state: "unsaved",
    text,
    announcement: text,
    action: null,
  });
  const lost = { status: "offline", attempt: 0, retryAt: 9 } as const;
  expect(describeConnection(lost, unsent, 0, true, problem).state).toBe("offline");
});

describe("over a connection", () => {
  async function setUp() {
    const room = openRoom();
    room.show(<ConnectionStatus />);
    const id = await room.meet();
    const session = () => {
      const found = room.server.sessions.get(id);
      if (found === undefined) throw new Error(id);
      return found;
    };
    const text = () => document.querySelector("[data-part=text]")?.textContent;
    const lose = () =>
      act(() => {
        room.server.isReachable = false;
        for (const link of room.server.openLinks) room.server.cut(link);
      });
    const wait = (millis: number) => act(() => vi.advanceTimersByTime(millis));
    return { ...room, session, text, lose, wait };
  }

  test("alone there is nothing to say", () => {
    const room = openRoom();
    room.show(<ConnectionStatus />);
    expect(document.querySelector<HTMLElement>("[data-part=connection]")?.hidden).toBe(true);
  });

  test("a blip of under two seconds is not seen", async () => {
    const { server, text, lose, wait, advance } = await setUp();
    expect(text()).toBe("Connected");
    lose();
    wait(1_999);
    expect(text()).toBe("Connected");
    server.isReachable = true;
    await advance(10_000);
    wait(10_000);
    expect(text()).toBe("Connected");
  });

  test("after two seconds it is told, with the seconds, and said once", async () => {
    const { me, text, lose, wait } = await setUp();
    lose();
    const { connection } = me.getState();
    if (connection.status !== "waiting") throw new Error(connection.status);
    vi.setSystemTime(connection.retryAt - 30_000);
    wait(2_000);
    expect(text()).toBe("Reconnecting in 28 s");
    const spoken = screen.getByRole("status");
    expect(spoken.textContent).toBe("Reconnecting");
    wait(1_000);
    expect(text()).toBe("Reconnecting in 27 s");
    expect(spoken.textContent).toBe("Reconnecting");
  });

  test("a change that cannot be saved is told after two seconds, and clears by itself", async () => {
    const { me, session, text, wait, advance } = await setUp();
    const state = () =>
      document.querySelector("[data-part=connection]")?.getAttribute("data-state");
    session().hasRoom = false;
    act(() => me.commit("mu", 0.6));
    await advance(100);
    wait(1_999);
    expect(text()).toBe("Connected");
    wait(1);
    expect(text()).toBe("The server cannot save right now, 1 change waiting");
    expect(screen.getByRole("status").textContent).toBe(text());
    expect(state()).toBe("unsaved");
    act(() => me.commit("omega", 1));
    expect(text()).toBe("The server cannot save right now, 2 changes waiting");
    await advance(3_000);
    expect(text()).toBe("The server cannot save right now, 2 changes waiting");
    session().hasRoom = true;
    await advance(20_000);
    expect(text()).toBe("Connected");
    expect(me.getState().values.get("mu")).toBe(0.6);
  });

  test("one that can be saved within two seconds is nobody's business", async () => {
    const { me, session, text, wait, advance } = await setUp();
    session().hasRoom = false;
    act(() => me.commit("mu", 0.6));
    await advance(100);
    wait(1_500);
    session().hasRoom = true;
    await advance(2_000);
    wait(10_000);
    expect(text()).toBe("Connected");
  });

  test("trying now tries now", async () => {
    const { server, me, lose, wait } = await setUp();
    lose();
    wait(2_000);
    const attempts = server.links.length;
    fireEvent.click(screen.getByRole("button", { name: "Try now" }));
    expect(server.links).toHaveLength(attempts + 1);
    expect(me.getState().connection.status).toBe("connecting");
  });

  test("what is closed is told at once, and can be joined again", async () => {
    const { server, me, text, advance } = await setUp();
    act(() => {
      for (const link of server.openLinks) server.cut(link, 1000);
    });
    expect(text()).toContain("Closed: the server ended this connection.");
    fireEvent.click(screen.getByRole("button", { name: "Join again" }));
    await advance(1_000);
    expect(me.getState().connection.status).toBe("open");
  });
});
