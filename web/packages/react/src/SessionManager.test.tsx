import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { memorySessionUrl, openRoom } from "../test/testRoom.js";
import { SessionManager } from "./SessionManager.js";
import { browserSessionUrl, readSessionParameter } from "./sessionUrl.js";

afterEach(cleanup);

function setUp(initial: string | null = null, prepare = (_: ReturnType<typeof openRoom>) => {}) {
  const room = openRoom();
  prepare(room);
  const address = memorySessionUrl(initial);
  room.show(<SessionManager url={address.url} />);
  return { ...room, ...address };
}

const button = (name: string) => screen.getByRole("button", { name });

describe("starting", () => {
  test("makes a session of the present values, shows its id and puts it in the address", async () => {
    const { me, server, steps, advance } = setUp();
    act(() => me.commit("mu", 0.6));
    fireEvent.click(button("Start Collaboration"));
    await advance(100);
    expect(screen.getByText("session1")).toBeDefined();
    expect(steps).toEqual([null, "session1"]);
    expect(server.sessions.get("session1")?.values.get("mu")).toBe(0.6);
  });

  test("says why it could not", async () => {
    const { server, advance } = setUp();
    server.isReachable = false;
    fireEvent.click(button("Start Collaboration"));
    await advance(100);
    expect(screen.getByRole("alert").textContent).toBe(
      "The session could not be started. The server could not be reached.",
    );
  });
});

describe("joining", () => {
  test("a link joins on arrival, in StrictMode once, and the address stays as it is", async () => {
    const { server, steps, advance } = setUp(
      "session1",
      (room) => void room.server.createSession(),
    );
    await advance(100);
    expect(screen.getByText("session1")).toBeDefined();
    expect(server.links).toHaveLength(1);
    expect(steps).toEqual(["session1"]);
  });

  test.each(["session1", " https://site.test/trilogic?session=session1 "])(
    "%j is joined by hand",
    async (text) => {
      const { me, server, steps, advance } = setUp();
      server.createSession();
      fireEvent.change(screen.getByLabelText("Session ID"), { target: { value: text } });
      fireEvent.click(button("Join Session"));
      await advance(100);
      expect(me.getState().session).toMatchObject({ id: "session1", joined: true });
      expect(steps.at(-1)).toBe("session1");
    },
  );

  test("a session that does not exist is said not to", async () => {
    const { advance } = setUp("nowhere");
    await advance(100);
    expect(screen.getByRole("alert").textContent).toContain("There is no session “nowhere”.");
    expect(button("Start Collaboration")).toBeDefined();
  });
});

describe("being in one", () => {
  async function setUpJoined() {
    const room = setUp("session1", ({ server }) => void server.createSession());
    await room.advance(100);
    return room;
  }

  test("leaving takes it out of the address, and going back joins again", async () => {
    const { me, steps, back, advance } = await setUpJoined();
    fireEvent.click(button("Leave"));
    expect([me.getState().session, steps]).toEqual([null, ["session1", null]]);
    act(back);
    await advance(100);
    expect(me.getState().session?.joined).toBe(true);
    expect(steps).toEqual(["session1"]);
  });

  test("going back to an address without a session leaves", async () => {
    const { me, back, advance } = setUp();
    fireEvent.click(button("Start Collaboration"));
    await advance(100);
    act(back);
    expect(me.getState().session).toBeNull();
  });

  test("the link is copied, and it is said so", async () => {
    const { advance } = await setUpJoined();
    const written: string[] = [];
    withClipboard({ writeText: async (text: string) => void written.push(text) });
    fireEvent.click(button("Copy Link"));
    await advance(0);
    expect(written).toEqual(["https://site.test/trilogic?session=session1"]);
    expect(screen.getByRole("status").textContent).toBe("Copied");
  });

  test("where there is no clipboard, the old way is tried", async () => {
    const { advance } = await setUpJoined();
    withClipboard(undefined);
    const copied: string[] = [];
    document.execCommand = () => {
      copied.push(document.querySelector("textarea")?.value ?? "");
      return true;
    };
    fireEvent.click(button("Copy Link"));
    await advance(0);
    expect(copied).toEqual(["https://site.test/trilogic?session=session1"]);
    expect(screen.getByRole("status").textContent).toBe("Copied");
    expect(document.querySelector("textarea")).toBeNull();
  });

  test("where that fails too, the link is shown for copying by hand", async () => {
    const { advance } = await setUpJoined();
    withClipboard(undefined);
    document.execCommand = () => false;
    fireEvent.click(button("Copy Link"));
    await advance(0);
    expect(screen.getByLabelText<HTMLInputElement>("Link to this session").value).toContain(
      "session1",
    );
  });
});

describe("the page's address", () => {
  test("names the session, keeps what else it says, and tells of going back", () => {
    window.history.replaceState(null, "", "/trilogic?view=plot");
    const heard: (string | null)[] = [];
    const stop = browserSessionUrl.subscribe(() => heard.push(browserSessionUrl.read()));
    expect(browserSessionUrl.read()).toBeNull();
    browserSessionUrl.write("abc");
    expect(window.location.search).toBe("?view=plot&session=abc");
    expect(browserSessionUrl.read()).toBe("abc");
    window.dispatchEvent(new PopStateEvent("popstate"));
    expect(heard).toEqual(["abc"]);
    browserSessionUrl.write(null);
    expect(window.location.search).toBe("?view=plot");
    stop();
  });

  test("is read from links only", () => {
    expect(readSessionParameter("https://x.test/?session=abc")).toBe("abc");
    expect(readSessionParameter("https://x.test/?session=")).toBeNull();
    expect(readSessionParameter("abc")).toBeNull();
  });
});

function withClipboard(clipboard: object | undefined): void {
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
}
