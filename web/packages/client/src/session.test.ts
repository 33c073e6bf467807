import { describe, expect, test } from "vitest";
import { createCollabClient } from "./client.js";
import { ManualEnvironment, memoryStorage, ScriptedNetwork } from "./testing/index.js";
import { settlePromises } from "./testing/manualClock.js";
import { FRAME_MILLIS } from "./testing/manualEnvironment.js";

const ADA = { id: "ada", name: "Ada", color: "#aa0000" };
const ME = { id: "me", name: "Me", color: "#0000aa" };
const VALUES = { mu: 0.569, omega: 0.847, kappa: 0.0207 };
const TOKEN = {
  status: 200,
  body: {
    token: "token-1",
    user_id: "me",
    username: "Me",
    is_anonymous: true,
    expires_at: "2030-01-01T00:00:00.000Z",
  },
};

async function setUp() {
  const network = new ScriptedNetwork();
  const storage = memoryStorage();
  const environment = new ManualEnvironment({ network, storage });
  const client = createCollabClient({ serverUrl: "http://server.test", environment });
  network.responses.push(TOKEN);
  client.connect("room");
  const { clock } = environment;

  /** The server lets the client in. */
  async function letIn(payload: object = {}) {
    network.socket.open();
    await clock.advance(0);
    network.socket.receive({
      type: "auth:success",
      payload: {
        sessionId: "room",
        userId: "me",
        users: [ADA, ME],
        currentState: { params: VALUES, seq: 5 },
        clientId: client.getState().me.clientId,
        resumed: false,
        epoch: "e1",
        ...payload,
      },
    });
  }

  /** The connection is lost, and a new one is made. */
  async function reconnect() {
    network.socket.end(1006);
    await clock.advance(30_000);
  }

  function echo(seq: number, params: object, n?: number) {
    const clientId = n === undefined ? "tab-ada" : client.getState().me.clientId;
    const userId = n === undefined ? "ada" : "me";
    network.socket.receive({
      type: "param:broadcast",
      seq,
      payload: { userId, clientId, n, params },
    });
  }

  return { network, environment, clock, client, storage, letIn, reconnect, echo };
}

async function setUpJoined() {
  const room = await setUp();
  await room.letIn();
  return room;
}

describe("joining", () => {
  test("[J1] the first auth has a token and a client id, and no position", async () => {
    const { network, client } = await setUpJoined();
    expect(network.socket.url).toBe("ws://server.test/api/v1/session/connect/room");
    expect(network.socket.frames("auth")).toEqual([
      { type: "auth", payload: { token: "token-1", clientId: client.getState().me.clientId } },
    ]);
  });

  test("[J2] the state, the people and oneself are taken from the answer", async () => {
    const { client } = await setUpJoined();
    expect(client.getState()).toMatchObject({
      connection: { status: "open" },
      session: { id: "room", joined: true, seq: 5, epoch: "e1" },
      me: { userId: "me", name: "Me" },
      users: [
        { id: "ada", isMe: false },
        { id: "me", isMe: true },
      ],
    });
  });

  test("[J3] people come and go by number", async () => {
    const { network, client } = await setUpJoined();
    const bob = { id: "bob", name: "Bob", color: "#00aa00" };
    network.socket.receive({ type: "session:joined", seq: 6, payload: { user: bob } });
    network.socket.receive({ type: "session:left", seq: 7, payload: { userId: "ada" } });
    expect(client.getState().users.map(({ id }) => id)).toEqual(["me", "bob"]);
  });

  test("[J4] an id that cannot be one is refused without asking", async () => {
    const { network, client } = await setUp();
    client.connect("no/such id");
    expect(client.getState().connection).toMatchObject({ status: "closed", code: 4404 });
    expect(network.sockets).toHaveLength(1);
  });

  test("[J5] a refused token is replaced once, and then the refusal is told", async () => {
    const { network, client, clock, storage } = await setUp();
    const refuse = async () => {
      network.socket.open();
      await clock.advance(0);
      network.socket.receive({ type: "auth:failed", payload: { error: "No.", code: "bad" } });
    };
    await refuse();
    expect(client.getState().connection.status).toBe("connecting");
    network.responses.push({ ...TOKEN, body: { ...TOKEN.body, token: "token-2" } });
    network.socket.open();
    await clock.advance(0);
    expect(network.socket.frames("auth")[0]?.payload).toMatchObject({ token: "token-2" });
    network.socket.receive({ type: "auth:failed", payload: { error: "No.", code: "bad" } });
    expect(client.getState().connection).toEqual({ status: "closed", code: 4401, reason: "No." });
    expect(storage.getItem("trivector-collab.identity http://server.test")).toBeNull();
  });

  test("[J6] leaving closes cleanly, and keeps the values", async () => {
    const { network, client, echo } = await setUpJoined();
    echo(6, { mu: 0.6 });
    const seen = new Set<number | undefined>();
    client.subscribe(() => seen.add(client.getState().values.get("mu")));
    client.leave();
    expect(seen).toEqual(new Set([0.6]));
    expect(network.socket.closedWith?.code).toBe(1000);
    expect(client.getState()).toMatchObject({ session: null, connection: { status: "idle" } });
    expect(client.getState().values.get("mu")).toBe(0.6);
  });
});

describe("numbers", () => {
  test("[N1] a number that has been seen is not applied again", async () => {
    const { client, echo } = await setUpJoined();
    echo(6, { mu: 0.6 });
    echo(6, { mu: 0.61 });
    echo(4, { mu: 0.62 });
    expect(client.getState().values.get("mu")).toBe(0.6);
    expect(client.getState().history.filter(({ userId }) => userId === "ada")).toHaveLength(1);
  });

  test("[N2] a gap is asked about once, and nothing after it is believed until the answer", async () => {
    const { network, client, echo } = await setUpJoined();
    echo(8, { mu: 0.68 });
    echo(9, { mu: 0.69 });
    expect(network.socket.frames("session:resync")).toEqual([
      { type: "session:resync", payload: { lastSeenSeq: 5, epoch: "e1" } },
    ]);
    expect(client.getState().values.get("mu")).toBe(0.569);
    for (const seq of [6, 7, 8, 9]) echo(seq, { mu: 0.6 + seq / 100 });
    network.socket.receive({
      type: "session:state",
      payload: { params: { ...VALUES, mu: 0.69 }, seq: 9, epoch: "e1", reason: "resync" },
    });
    echo(10, { mu: 0.7 });
    expect(client.getState().session?.seq).toBe(10);
    expect(network.socket.frames("session:resync")).toHaveLength(1);
  });

  test("[N3] an answer that does not come in ten seconds ends the connection", async () => {
    const { network, client, clock, echo } = await setUpJoined();
    echo(8, { mu: 0.68 });
    await clock.advance(10_000);
    expect(network.sockets[0]?.closedWith?.code).toBe(4000);
    expect(client.getState().connection.status).not.toBe("open");
  });

  test("[N4] a type of tomorrow takes its number", async () => {
    const { network, client, echo } = await setUpJoined();
    network.socket.receive({ type: "note:added", seq: 6, payload: { text: "x" } });
    echo(7, { mu: 0.6 });
    expect(client.getState().session?.seq).toBe(7);
    expect(network.socket.frames("session:resync")).toEqual([]);
  });

  test("[N5] what is no message changes nothing", async () => {
    const { network, client } = await setUpJoined();
    const before = client.getState();
    for (const text of [
      "",
      "[]",
      "null",
      '{"type":1}',
      '{"type":"param:broadcast","seq":6}',
      "{",
    ]) {
      network.socket.handlers.onText(text);
    }
    expect(client.getState()).toBe(before);
  });

  test("[N6] a state replaces everything, and what had no outcome is sent again", async () => {
    const { network, client } = await setUpJoined();
    client.commit("mu", 0.6);
    await settlePromises();
    network.socket.receive({
      type: "session:state",
      payload: {
        params: { ...VALUES, omega: 1 },
        seq: 30,
        epoch: "e1",
        users: [ME],
        reason: "lagging",
      },
    });
    expect(client.getState().session?.seq).toBe(30);
    expect(client.getState().users).toHaveLength(1);
    expect(client.getState().values.get("omega")).toBe(1);
    expect(network.socket.frames("param:update").map(({ n }) => n)).toEqual([1, 1]);
    network.socket.receive({ type: "ack", payload: { n: 1, seq: 30 } });
    expect(client.getState().unsentCount).toBe(0);
  });
});

describe("coming back", () => {
  test("[R1] the position goes with it, and what had no outcome again after what was missed", async () => {
    const { network, client, reconnect, letIn, echo } = await setUpJoined();
    client.commit("mu", 0.6);
    await settlePromises();
    client.commit("omega", 1);
    await settlePromises();
    await reconnect();
    client.commit("kappa", 0.03);
    await letIn({ resumed: true, currentState: { params: VALUES, seq: 7 } });
    expect(network.socket.frames("auth")[0]?.payload).toMatchObject({
      lastSeenSeq: 5,
      epoch: "e1",
    });
    expect(network.socket.frames("param:update")).toEqual([]);
    echo(6, { mu: 0.6 }, 1);
    expect(network.socket.frames("param:update")).toEqual([]);
    echo(7, { kappa: 0.025 });
    expect(network.socket.frames("param:update")).toEqual([
      { type: "param:update", n: 2, baseSeq: 5, payload: { omega: 1 } },
      { type: "param:update", n: 3, baseSeq: 5, payload: { kappa: 0.03 } },
    ]);
  });

  test("[R2] nothing missed, it is sent again at once, and only once", async () => {
    const { network, client, reconnect, letIn } = await setUpJoined();
    client.commit("mu", 0.6);
    await reconnect();
    await letIn({ resumed: true });
    expect(network.socket.frames("param:update")).toHaveLength(1);
  });

  test("[R3] not resumed, the state is taken as it is, whatever its epoch, and n stays", async () => {
    const { network, client, reconnect, letIn } = await setUpJoined();
    client.commit("mu", 0.6);
    await reconnect();
    await letIn({
      resumed: false,
      epoch: "e2",
      currentState: { params: { ...VALUES, omega: 1.1 }, seq: 2 },
    });
    expect(client.getState().session).toMatchObject({ seq: 2, epoch: "e2" });
    expect(client.getState().values.get("omega")).toBe(1.1);
    expect(network.socket.frames("param:update")).toMatchObject([{ n: 1, baseSeq: 5 }]);
  });

  test("[R4] a continuation of another epoch is none", async () => {
    const { client, reconnect, letIn } = await setUpJoined();
    await reconnect();
    await letIn({
      resumed: true,
      epoch: "e2",
      currentState: { params: { ...VALUES, omega: 1.1 }, seq: 6 },
    });
    expect(client.getState().values.get("omega")).toBe(1.1);
  });

  test("[R5] what was missed and does not come ends the connection", async () => {
    const { network, reconnect, letIn, clock } = await setUpJoined();
    await reconnect();
    await letIn({ resumed: true, currentState: { params: VALUES, seq: 9 } });
    const { socket } = network;
    await clock.advance(10_000);
    expect(socket.closedWith?.code).toBe(4000);
  });

  test("[R6] offline changes are counted, one for each parameter", async () => {
    const { network, client, clock } = await setUpJoined();
    network.socket.end(1006);
    client.commit("mu", 0.6);
    client.commit("mu", 0.61);
    client.commit("omega", 1);
    await clock.advance(0);
    expect(client.getState().unsentCount).toBe(2);
  });

  test("[R7] people who left while we were away are gone, whatever order the news comes in", async () => {
    const { network, client, reconnect, letIn } = await setUpJoined();
    await reconnect();
    await letIn({ resumed: true, users: [ME], currentState: { params: VALUES, seq: 7 } });
    const bob = { id: "bob", name: "Bob", color: "#00aa00" };
    network.socket.receive({ type: "session:joined", seq: 6, payload: { user: bob } });
    expect(client.getState().users.map(({ id }) => id)).toEqual(["me"]);
  });

  test("[R8] people who left and came back while we were away are here all the time", async () => {
    const { network, client, reconnect, letIn } = await setUpJoined();
    await reconnect();
    await letIn({ resumed: true, currentState: { params: VALUES, seq: 7 } });
    network.socket.receive({ type: "session:left", seq: 6, payload: { userId: "ada" } });
    expect(client.getState().users.map(({ id }) => id)).toEqual(["ada", "me"]);
  });
});

describe("presence", () => {
  const held = (value: number) => ({
    type: "presence:broadcast",
    payload: { clientId: "tab-ada", userId: "ada", presence: { holding: { param: "mu", value } } },
  });

  test("[P1] a drag is shown to the others at most 20 times a second, the newest first", async () => {
    const { network, client, clock } = await setUpJoined();
    for (let i = 1; i <= 10; i += 1) {
      client.drag("mu", 0.6 + i / 1_000);
      await clock.advance(10);
    }
    const values = network.socket.frames("presence:update").map(({ payload }) => payload?.holding);
    expect(values).toEqual([
      { param: "mu", value: 0.601 },
      { param: "mu", value: 0.605 },
      { param: "mu", value: 0.61 },
    ]);
  });

  test("[P2] it ends with the outcome, so that the thumb does not jump back in between", async () => {
    const { network, client, clock, echo } = await setUpJoined();
    client.drag("mu", 0.6);
    client.release("mu");
    await clock.advance(100);
    const last = () => network.socket.frames("presence:update").at(-1)?.payload;
    expect(last()).toEqual({ cursor: null, holding: { param: "mu", value: 0.6 } });
    echo(6, { mu: 0.6 }, 1);
    await clock.advance(100);
    expect(last()).toEqual({ cursor: null, holding: null });
  });

  test("[P3] somebody else's thumb is shown live, with their name", async () => {
    const { network, client } = await setUpJoined();
    network.socket.receive(held(0.63));
    expect(client.getState().params.get("mu")).toMatchObject({
      value: 0.63,
      confirmed: 0.569,
      holder: { user: ADA, value: 0.63 },
    });
    expect(client.getState().users[0]?.holding).toEqual([{ param: "mu", value: 0.63 }]);
  });

  test("[P4] and as a ghost beside a thumb that is held here", async () => {
    const { network, client } = await setUpJoined();
    client.drag("mu", 0.6);
    await settlePromises();
    network.socket.receive(held(0.63));
    expect(client.getState().params.get("mu")).toMatchObject({
      value: 0.6,
      ghost: { value: 0.63, by: ADA },
    });
  });

  test("[P5] it is believed for five seconds after the connection is lost", async () => {
    const { network, client, clock } = await setUpJoined();
    network.socket.receive(held(0.63));
    network.socket.end(1006);
    expect(client.getState().params.get("mu")?.holder).not.toBeNull();
    await clock.advance(5_000);
    expect(client.getState().params.get("mu")?.holder).toBeNull();
  });

  test("[P6] it ends when its person leaves", async () => {
    const { network, client } = await setUpJoined();
    network.socket.receive(held(0.63));
    network.socket.receive({ type: "session:left", seq: 6, payload: { userId: "ada" } });
    expect(client.getState().params.get("mu")).toMatchObject({ holder: null, value: 0.569 });
  });

  test("[P8] it is told anew after a state for a reader that lagged, and after no other", async () => {
    const { network, client } = await setUpJoined();
    network.socket.receive(held(0.63));
    const state = (reason: string) =>
      network.socket.receive({
        type: "session:state",
        payload: { params: VALUES, seq: 6, epoch: "e1", reason },
      });
    state("resync");
    expect(client.getState().params.get("mu")?.holder).not.toBeNull();
    state("lagging");
    expect(client.getState().params.get("mu")?.holder).toBeNull();
  });

  test("[P9] what the others do is told once a frame, and can be read at once", async () => {
    const { network, client, clock } = await setUpJoined();
    let told = 0;
    client.subscribe(() => {
      told += 1;
    });
    for (let i = 1; i <= 9; i += 1) {
      const presence = { cursor: { surface: "picture", x: i / 10, y: 0.5 } };
      const payload = { clientId: `tab-${i}`, userId: "ada", presence };
      network.socket.receive({ type: "presence:broadcast", payload });
    }
    expect(told).toBe(0);
    expect(client.getState().users[0]?.cursors).toHaveLength(9);
    await clock.advance(FRAME_MILLIS);
    expect(told).toBe(1);
    await clock.advance(1_000);
    expect(told).toBe(1);
  });

  test("[P10] a change is told at once, and with it what was waiting for the frame", async () => {
    const { network, client, clock, echo } = await setUpJoined();
    network.socket.receive(held(0.6));
    let told = 0;
    client.subscribe(() => {
      told += 1;
    });
    echo(6, { omega: 1 });
    expect(told).toBe(1);
    await clock.advance(1_000);
    expect(told).toBe(1);
  });

  test("[P7] nothing is sent while there is no connection, and all of it afterwards", async () => {
    const { network, client, clock, reconnect, letIn } = await setUpJoined();
    await reconnect();
    client.drag("mu", 0.6);
    await settlePromises();
    client.setPresence({ cursor: { surface: "picture", x: 0.5, y: 0.5 } });
    await clock.advance(100);
    expect(network.socket.frames("presence:update")).toEqual([]);
    await letIn({ resumed: true });
    expect(network.socket.frames("presence:update")).toMatchObject([
      {
        payload: {
          cursor: { surface: "picture", x: 0.5, y: 0.5 },
          holding: { param: "mu", value: 0.6 },
        },
      },
    ]);
  });
});

describe("several changes in one turn", () => {
  const updates = ({ network }: { readonly network: ScriptedNetwork }) =>
    network.socket.frames("param:update");

  test("[T1] they are one message, with the newest value of each parameter", async () => {
    const room = await setUpJoined();
    room.client.commit("mu", 0.6);
    room.client.commit("omega", 1);
    room.client.commit("mu", 0.61);
    expect(updates(room)).toEqual([]);
    await settlePromises();
    expect(updates(room)).toEqual([
      { type: "param:update", n: 1, baseSeq: 5, payload: { mu: 0.61, omega: 1 } },
    ]);
    expect(room.client.getState().unsentCount).toBe(2);
    room.echo(6, { mu: 0.61, omega: 1 }, 1);
    expect(room.client.getState().unsentCount).toBe(0);
  });

  test("[T2] all sliders back to their defaults are one message", async () => {
    const room = await setUpJoined();
    room.echo(6, { mu: 0.6, omega: 1, kappa: 0.03 });
    room.client.reset();
    await settlePromises();
    expect(updates(room)).toEqual([{ type: "param:update", n: 1, baseSeq: 6, payload: VALUES }]);
  });

  test("[T3] what the sliders under several fingers came to is one message", async () => {
    const room = await setUpJoined();
    room.client.drag("mu", 0.6);
    room.client.drag("omega", 1);
    await settlePromises();
    room.client.release("mu");
    room.client.release("omega");
    await settlePromises();
    expect(updates(room)).toMatchObject([{ n: 1, payload: { mu: 0.6, omega: 1 } }]);
  });

  test("[T4] changes after different numbers keep their own bases, and so their own messages", async () => {
    const room = await setUpJoined();
    room.client.drag("mu", 0.6);
    room.echo(6, { kappa: 0.03 });
    room.client.drag("omega", 1);
    room.client.release("mu");
    room.client.release("omega");
    await settlePromises();
    expect(updates(room)).toMatchObject([
      { n: 1, baseSeq: 5, payload: { mu: 0.6 } },
      { n: 2, baseSeq: 6, payload: { omega: 1 } },
    ]);
  });

  test("[T5] what was changed in the turn of leaving is still sent", async () => {
    const room = await setUpJoined();
    room.client.commit("mu", 0.6);
    room.client.leave();
    await settlePromises();
    expect(updates(room)).toMatchObject([{ n: 1, payload: { mu: 0.6 } }]);
    expect(room.network.socket.closedWith?.code).toBe(1000);
  });
});

test("[D1] a pause of 300 ms in a drag commits, and the slider stays held", async () => {
  const { network, client, clock } = await setUpJoined();
  client.drag("mu", 0.6);
  await clock.advance(299);
  client.drag("mu", 0.61);
  await clock.advance(299);
  expect(network.socket.frames("param:update")).toEqual([]);
  await clock.advance(1);
  expect(network.socket.frames("param:update")).toMatchObject([{ n: 1, payload: { mu: 0.61 } }]);
  expect(client.getState().params.get("mu")?.dragging).toBe(true);
});

test("[D2] an error is told, with what it was about taken back", async () => {
  const { network, client } = await setUpJoined();
  client.commit("mu", 0.6);
  await settlePromises();
  network.socket.receive({
    type: "error",
    payload: { code: "forbidden", message: "Only looking.", n: 1 },
  });
  expect(client.getState().lastError).toMatchObject({
    code: "forbidden",
    message: "Only looking.",
  });
  expect(client.getState().values.get("mu")).toBe(0.569);
  client.clearError();
  expect(client.getState().lastError).toBeNull();
});

describe("a server that cannot take a change now", () => {
  async function setUpRefused(payload: object = {}) {
    const room = await setUpJoined();
    const { network, client } = room;
    const refuse = (n: number, more: object = {}) =>
      network.socket.receive({
        type: "error",
        payload: { code: "unavailable", message: "Not stored.", n, ...payload, ...more },
      });
    const sent = () => network.socket.frames("param:update").map(({ n }) => n);
    /** Time passes on a connection whose server answers pings. */
    async function pass(millis: number) {
      for (let left = millis; left > 0; left -= 5_000) {
        await room.clock.advance(Math.min(left, 5_000));
        network.socket.receive({ type: "pong" });
      }
    }
    client.commit("mu", 0.6);
    await settlePromises();
    refuse(1);
    return { ...room, refuse, sent, pass };
  }

  test.each([
    ["unavailable", 2_000, 3_000],
    ["rate_limited", 10, 375],
    ["unavailable", undefined, 1_500],
    ["unavailable", 1e12, 65_000],
    ["unavailable", -5, 375],
  ])(
    "[W1] %s, asked to wait %s ms, is sent the change again after %i ms",
    async (code, retryAfterMs, millis) => {
      const { client, sent, pass } = await setUpRefused({ code, retryAfterMs });
      expect(client.getState()).toMatchObject({
        unsentCount: 1,
        saveProblem: { code },
        lastError: null,
      });
      expect(client.getState().values.get("mu")).toBe(0.6);
      await pass(millis - 1);
      expect(sent()).toEqual([1]);
      await pass(1);
      expect(sent()).toEqual([1, 1]);
    },
  );

  test("[W2] what is done meanwhile waits its turn, one change for each parameter", async () => {
    const { client, sent, network, pass } = await setUpRefused();
    client.commit("omega", 1);
    for (const value of [0.61, 0.62, 0.63]) client.commit("mu", value);
    await settlePromises();
    expect(sent()).toEqual([1]);
    expect(client.getState().unsentCount).toBe(2);
    await pass(1_500);
    expect(network.socket.frames("param:update").slice(1)).toEqual([
      { type: "param:update", n: 2, baseSeq: 5, payload: { omega: 1, mu: 0.63 } },
    ]);
  });

  test("[W3] each refusal doubles the spread, up to a bound, for as long as it takes", async () => {
    const { clock, refuse, sent, client, echo, pass } = await setUpRefused();
    const at = clock.now();
    for (const millis of [1_500, 2_000, 3_000, 5_000, 6_000, 6_000, 6_000]) {
      const before = sent().length;
      await pass(millis - 1);
      expect(sent()).toHaveLength(before);
      await pass(1);
      expect(sent()).toHaveLength(before + 1);
      refuse(1);
    }
    expect(client.getState().saveProblem?.at).toBe(at);
    await pass(6_000);
    echo(6, { mu: 0.6 }, 1);
    expect(client.getState()).toMatchObject({ saveProblem: null, unsentCount: 0 });
    client.commit("mu", 0.61);
    await settlePromises();
    refuse(2);
    await pass(1_500);
    expect(sent().at(-1)).toBe(2);
    expect(sent().filter((n) => n === 2)).toHaveLength(2);
  });

  test("[W4] the trouble lasts until the change is through, and not only until it is sent again", async () => {
    const { client, echo, sent, pass } = await setUpRefused();
    await pass(1_500);
    expect(sent()).toEqual([1, 1]);
    expect(client.getState().saveProblem).not.toBeNull();
    echo(6, { omega: 1 });
    expect(client.getState().saveProblem).not.toBeNull();
    echo(7, { mu: 0.6 }, 1);
    expect(client.getState().saveProblem).toBeNull();
  });

  test("[W5] a new connection tries at once, and goes on from where the waiting was", async () => {
    const { client, reconnect, letIn, refuse, sent, pass } = await setUpRefused();
    await reconnect();
    expect(client.getState().saveProblem).toBeNull();
    await letIn({ resumed: true });
    expect(sent()).toEqual([1]);
    refuse(1);
    await pass(1_999);
    expect(sent()).toEqual([1]);
    await pass(1);
    expect(sent()).toEqual([1, 1]);
  });

  test("[W6] a state in between sends nothing before its time", async () => {
    const { network, sent, pass } = await setUpRefused();
    const payload = { params: VALUES, seq: 30, epoch: "e1", reason: "lagging" };
    network.socket.receive({ type: "session:state", payload });
    expect(sent()).toEqual([1]);
    await pass(1_500);
    expect(sent()).toEqual([1, 1]);
  });

  test("[W7] what came through by itself is not sent again, and ends the trouble", async () => {
    const { client, echo, sent, pass } = await setUpRefused();
    echo(6, { mu: 0.6 }, 1);
    expect(client.getState()).toMatchObject({ saveProblem: null, unsentCount: 0 });
    await pass(60_000);
    expect(sent()).toEqual([1]);
  });

  test("[W8] many refusals at once are one wait, and one message for each parameter", async () => {
    const { client, clock, network, letIn, refuse, pass } = await setUpRefused();
    network.socket.end(1006);
    await clock.advance(30_000);
    await letIn({ resumed: true });
    for (let i = 1; i <= 20; i += 1) {
      client.commit(i % 2 === 0 ? "omega" : "mu", 0.6 + i / 1_000);
      await settlePromises();
    }
    const first = network.socket.frames("param:update").map(({ n = 0 }) => n);
    for (const n of first) refuse(n);
    await pass(20_000);
    const again = network.socket.frames("param:update").slice(first.length);
    expect(again.map(({ n }) => n)).toEqual([first.at(-2), first.at(-1)]);
  });

  test("[W9] leaving leaves no timer behind", async () => {
    const { client, clock } = await setUpRefused();
    client.leave();
    expect(clock.pendingMillis).toEqual([]);
    expect(client.getState().saveProblem).toBeNull();
  });

  test("[W11] a later change that comes through does not end the wait of one that was refused", async () => {
    const { client, refuse, echo, sent, pass } = await setUpRefused();
    await pass(1_500);
    client.commit("omega", 1);
    await settlePromises();
    expect(sent()).toEqual([1, 1, 2]);
    refuse(1);
    echo(6, { omega: 1 }, 2);
    expect(client.getState()).toMatchObject({
      saveProblem: { code: "unavailable" },
      unsentCount: 1,
    });
    await pass(1_999);
    expect(sent()).toEqual([1, 1, 2]);
    await pass(1);
    expect(sent()).toEqual([1, 1, 2, 1]);
  });

  test("[W10] a refusal that is about no change of ours is told as any error", async () => {
    const { network, client } = await setUpJoined();
    const payload = { code: "rate_limited", message: "Too fast.", retryAfterMs: 10 };
    network.socket.receive({ type: "error", payload });
    expect(client.getState()).toMatchObject({
      saveProblem: null,
      lastError: { code: "rate_limited" },
    });
  });
});

test("[D3] a conflict on a slider that is still in the hand is not asked about yet", async () => {
  const { network, client, clock, echo } = await setUpJoined();
  client.drag("mu", 0.6);
  await clock.advance(300);
  echo(6, { mu: 0.63 });
  network.socket.receive({
    type: "conflict:detected",
    payload: {
      param: "mu",
      yourValue: 0.6,
      theirValue: 0.63,
      theirUserId: "ada",
      theirUserName: "Ada",
      n: 1,
      theirSeq: 6,
    },
  });
  expect(client.getState().conflicts).toEqual([]);
  expect(client.getState().params.get("mu")?.value).toBe(0.6);
  client.drag("mu", 0.61);
  client.release("mu");
  await settlePromises();
  expect(client.getState().conflicts).toMatchObject([{ yourValue: 0.61, theirValue: 0.63 }]);
  expect(network.socket.frames("param:update")).toHaveLength(1);
});
