import { describe, expect, test } from "vitest";
import { createCollabClient } from "./client.js";
import { HISTORY_LIMIT } from "./history.js";
import { InMemoryServer, ManualClock, ManualEnvironment } from "./testing/index.js";

function setUp() {
  const clock = new ManualClock();
  const server = new InMemoryServer({ clock, latency: () => 5 });
  const open = (name: string) =>
    createCollabClient({
      serverUrl: "ws://server.test/",
      environment: new ManualEnvironment({ clock, network: server }),
      profile: { name },
    });
  return { clock, server, open };
}

async function setUpTwo() {
  const { clock, server, open } = setUp();
  const ada = open("Ada");
  const bob = open("Bob");
  const started = await ada.startSession();
  if (!started.ok) throw new Error(started.problem.message);
  bob.connect(started.sessionId);
  await clock.advance(1_000);
  return { clock, server, open, ada, bob, sessionId: started.sessionId };
}

const mu = (client: ReturnType<typeof createCollabClient>) => client.getState().values.get("mu");

describe("alone", () => {
  test("sliders move without a network, and what was done is remembered", async () => {
    const { clock, open } = setUp();
    const ada = open("Ada");
    ada.drag("mu", 0.6);
    await clock.advance(300);
    ada.drag("mu", 0.61);
    ada.release("mu");
    const { values, connection, session, unsentCount, history } = ada.getState();
    expect(values.get("mu")).toBe(0.61);
    expect({ connection, session, unsentCount }).toEqual({
      connection: { status: "idle" },
      session: null,
      unsentCount: 0,
    });
    expect(history.filter(({ param }) => param === "mu").map(({ value }) => value)).toEqual([
      0.569, 0.6, 0.61,
    ]);
  });

  test("a reset goes back to the default, of one or of all", () => {
    const ada = setUp().open("Ada");
    ada.commit("mu", 0.6);
    ada.commit("omega", 1);
    ada.reset("mu");
    expect(Object.fromEntries(ada.getState().values)).toMatchObject({ mu: 0.569, omega: 1 });
    ada.reset();
    expect(Object.fromEntries(ada.getState().values)).toMatchObject({ omega: 0.847 });
  });

  test("the history is bounded", () => {
    const ada = setUp().open("Ada");
    for (let i = 0; i < HISTORY_LIMIT + 50; i += 1) ada.commit("mu", 0.5 + (i % 2) / 10);
    expect(ada.getState().history).toHaveLength(HISTORY_LIMIT);
  });
});

describe("together", () => {
  test("a session starts with the values that are there, and others come into them", async () => {
    const { clock, open } = setUp();
    const ada = open("Ada");
    ada.commit("mu", 0.62);
    const started = await ada.startSession();
    const bob = open("Bob");
    if (started.ok) bob.connect(started.sessionId);
    await clock.advance(1_000);
    expect(mu(bob)).toBe(0.62);
    expect(bob.getState().users.map(({ name, isMe }) => [name, isMe])).toEqual([
      ["Ada", false],
      ["Bob", true],
    ]);
  });

  test("a drag is seen live, and its end is the value of both", async () => {
    const { clock, ada, bob } = await setUpTwo();
    ada.drag("mu", 0.6);
    await clock.advance(50);
    expect(bob.getState().params.get("mu")).toMatchObject({
      value: 0.6,
      confirmed: 0.569,
      holder: { user: { name: "Ada" } },
    });
    ada.release("mu");
    await clock.advance(100);
    expect(bob.getState().params.get("mu")).toMatchObject({ confirmed: 0.6, holder: null });
    expect(bob.getState().history.at(-1)).toMatchObject({
      param: "mu",
      value: 0.6,
      userName: "Ada",
      alone: false,
    });
  });

  test("a new name reaches the others at once, and nobody is seen to leave", async () => {
    const { clock, ada, bob } = await setUpTwo();
    const userId = ada.getState().me.userId;
    ada.drag("mu", 0.6);
    ada.setProfile({ name: "Ada Lovelace" });
    ada.release("mu");
    await clock.advance(100);
    const names = bob.getState().users.map(({ name }) => name);
    expect(names).toHaveLength(2);
    expect(names).toContain("Ada Lovelace");
    expect(ada.getState()).toMatchObject({
      connection: { status: "open" },
      me: { userId, name: "Ada Lovelace" },
      unsentCount: 0,
    });
    expect(bob.getState().params.get("mu")?.confirmed).toBe(0.6);
  });

  test("the history tells how a conflict was settled", async () => {
    const { clock, ada, bob } = await setUpTwo();
    ada.commit("mu", 0.6);
    bob.commit("mu", 0.65);
    await clock.advance(100);
    const asked = [ada, bob].find((client) => client.getState().conflicts.length > 0);
    asked?.resolveConflict("mu", "average");
    await clock.advance(100);
    expect(ada.getState().history.at(-1)).toMatchObject({ value: 0.625, resolution: "average" });
    expect(ada.getState().history.at(-2)).toMatchObject({ param: "mu", resolution: null });
  });

  test.each([
    ["yours", 0.65],
    ["theirs", 0.6],
    ["average", 0.625],
  ] as const)(
    "moves at the same time are asked about, and %s ends in step",
    async (strategy, end) => {
      const { clock, ada, bob } = await setUpTwo();
      ada.commit("mu", 0.6);
      bob.commit("mu", 0.65);
      await clock.advance(100);
      expect(mu(bob)).toBe(0.6);
      expect(bob.getState().conflicts).toMatchObject([
        { yourValue: 0.65, theirValue: 0.6, theirUserName: "Ada" },
      ]);
      expect(ada.getState().conflicts).toEqual([]);
      bob.resolveConflict("mu", strategy);
      await clock.advance(100);
      expect([mu(ada), mu(bob)]).toEqual([end, end]);
      expect(bob.getState().conflicts).toEqual([]);
    },
  );

  test("a dismissed conflict keeps what is there", async () => {
    const { clock, ada, bob } = await setUpTwo();
    ada.commit("mu", 0.6);
    bob.commit("mu", 0.65);
    await clock.advance(100);
    bob.dismissConflict();
    await clock.advance(100);
    expect([mu(ada), mu(bob)]).toEqual([0.6, 0.6]);
  });

  test("who leaves is gone at once, and who drops is gone after the grace", async () => {
    const { clock, server, ada, bob } = await setUpTwo();
    bob.leave();
    await clock.advance(10);
    expect(ada.getState().users).toHaveLength(1);
    bob.connect(ada.getState().session?.id ?? "");
    await clock.advance(100);
    expect(ada.getState().users).toHaveLength(2);
    const seq = ada.getState().session?.seq ?? 0;
    for (const link of server.openLinks) if (link.member?.user.name === "Bob") server.cut(link);
    await clock.advance(4_000);
    expect(ada.getState()).toMatchObject({ users: [{}, {}], session: { seq } });
  });

  test("a change made while the server is away arrives when it is back", async () => {
    const { clock, server, ada, bob } = await setUpTwo();
    server.isReachable = false;
    for (const link of server.openLinks) server.cut(link, 1012);
    ada.commit("mu", 0.6);
    await clock.advance(20_000);
    expect(ada.getState().unsentCount).toBe(1);
    server.isReachable = true;
    await clock.advance(40_000);
    expect([mu(ada), mu(bob)]).toEqual([0.6, 0.6]);
    expect(ada.getState().unsentCount).toBe(0);
  });

  test("a server that no longer knows the tokens gives new ones", async () => {
    const { clock, server, ada } = await setUpTwo();
    server.forgetTokens();
    for (const link of server.openLinks) server.cut(link, 1012);
    await clock.advance(40_000);
    expect(ada.getState().connection.status).toBe("open");
  });

  test("a session that cannot be started says why", async () => {
    const { server, open } = setUp();
    server.isReachable = false;
    const result = await open("Ada").startSession();
    expect(result).toMatchObject({ ok: false, problem: { code: "unreachable" } });
  });
});

describe("the snapshot", () => {
  test("is the same object until something changes", async () => {
    const { clock, ada } = await setUpTwo();
    const before = ada.getState();
    ada.drag("nothing", 1);
    ada.dismissConflict();
    expect(ada.getState()).toBe(before);
    await clock.advance(60_000);
    expect(ada.getState()).toBe(before);
  });

  test("shares what has not changed", async () => {
    const { ada } = await setUpTwo();
    const before = ada.getState();
    ada.drag("mu", 0.6);
    const after = ada.getState();
    expect(after).not.toBe(before);
    expect(after.params.get("mu")).not.toBe(before.params.get("mu"));
    expect(after.params.get("omega")).toBe(before.params.get("omega"));
    for (const key of ["users", "session", "me", "history", "conflicts", "connection"] as const) {
      expect(after[key]).toBe(before[key]);
    }
  });

  test("a listener's bug reaches neither the others nor the connection", async () => {
    const { clock, ada } = await setUpTwo();
    const heard: string[] = [];
    ada.subscribe(() => {
      throw new Error("a bug");
    });
    ada.subscribe(() => heard.push("heard"));
    ada.drag("mu", 0.6);
    expect(heard).toEqual(["heard"]);
    await expect(clock.advance(0)).rejects.toThrow("a bug");
    expect(ada.getState().connection.status).toBe("open");
  });
});

describe("keeping a client in use", () => {
  test("letting go and taking hold at once makes one connection", async () => {
    const { clock, server, ada } = await setUpTwo();
    const links = server.links.length;
    const release = ada.retain();
    release();
    ada.retain();
    await clock.advance(100);
    expect(ada.getState().connection.status).toBe("open");
    expect(server.links).toHaveLength(links);
  });

  test("letting go for good leaves", async () => {
    const { clock, ada, bob } = await setUpTwo();
    ada.retain()();
    await clock.advance(100);
    expect(ada.getState().session).toBeNull();
    expect(bob.getState().users).toHaveLength(1);
  });
});
