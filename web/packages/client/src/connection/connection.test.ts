import { describe, expect, test } from "vitest";
import { ManualEnvironment, ScriptedNetwork } from "../testing/index.js";
import { backoffMillis } from "./backoff.js";
import { Connection, type ConnectionState } from "./connection.js";

function setUp({ random = 0.5, withHandshake = false } = {}) {
  const network = new ScriptedNetwork();
  const environment = new ManualEnvironment({ network, random: () => random });
  const states: ConnectionState[] = [];
  const texts: string[] = [];
  const connection = new Connection({
    url: "ws://server.test/socket",
    environment,
    ...(withHandshake ? { handshake: async () => '{"type":"auth"}' } : {}),
    onText: (text) => texts.push(text),
    onState: (state) => states.push(state),
  });
  const { clock } = environment;
  return { network, environment, clock, connection, states, texts };
}

/** A connection that has been open for long enough to count as good. */
async function setUpOpen() {
  const room = setUp();
  room.connection.open();
  room.network.socket.open();
  await room.clock.advance(10_000);
  return room;
}

const PING = '{"type":"ping"}';

describe("back-off", () => {
  test.each([
    [0, 0.5, 500],
    [1, 0.5, 1_000],
    [3, 0.25, 2_000],
    [5, 0.999, 29_970],
    [40, 0.5, 15_000],
    [0, 0, 250],
    [9, 0.001, 250],
  ])("[B1] attempt %i at random %f waits %i ms", (attempt, random, millis) => {
    expect(backoffMillis(attempt, random)).toBeCloseTo(millis, 6);
  });

  test("[B2] each failure doubles the bound, and ten good seconds reset it", async () => {
    const { connection, network, clock, environment } = setUp();
    connection.open();
    for (const delayMillis of [500, 1_000, 2_000]) {
      network.socket.end(1006);
      const retryAt = environment.now() + delayMillis;
      expect(connection.state).toMatchObject({ status: "waiting", retryAt });
      await clock.advance(delayMillis);
    }
    network.socket.open();
    await clock.advance(9_000);
    network.socket.end(1006);
    expect(connection.state).toMatchObject({ attempt: 3 });
    await clock.advance(4_000);
    network.socket.open();
    await clock.advance(10_000);
    network.socket.end(1006);
    expect(connection.state).toMatchObject({ attempt: 0 });
  });

  test.each(["visible", "online"] as const)("[B3] %s ends the wait at once", async (signal) => {
    const { connection, network, environment } = await setUpOpen();
    network.socket.end(1006);
    environment.signal(signal);
    expect(connection.state.status).toBe("connecting");
    expect(network.sockets).toHaveLength(2);
  });

  test("[B4] so does trying now, and only a wait is ended", async () => {
    const { connection, network, clock } = await setUpOpen();
    connection.retryNow();
    expect(network.sockets).toHaveLength(1);
    network.socket.end(1006);
    connection.retryNow();
    connection.retryNow();
    await clock.advance(5_000);
    expect(network.sockets).toHaveLength(2);
  });
});

describe("the end of a socket", () => {
  test.each([1000, 4401, 4403, 4404])("[E1] %i is final", async (code) => {
    const { connection, network, clock, environment } = await setUpOpen();
    network.socket.end(code, "because");
    expect(connection.state).toEqual({ status: "closed", code, reason: "because" });
    environment.signal("online");
    await clock.advance(60_000);
    expect(network.sockets).toHaveLength(1);
    expect(clock.pendingMillis).toEqual([]);
    expect(environment.listenerCount).toBe(0);
  });

  test.each([1001, 1006, 1009, 1012, 1013, 4400, 4408, 4429])("[E2] %i is not", async (code) => {
    const { connection, network, clock } = await setUpOpen();
    network.socket.end(code);
    expect(connection.state.status).toBe("waiting");
    await clock.advance(500);
    expect(network.sockets).toHaveLength(2);
  });

  test("[E3] what an old socket says changes nothing", async () => {
    const { connection, network, clock, texts } = await setUpOpen();
    const old = network.socket;
    old.end(1006);
    await clock.advance(500);
    network.socket.open();
    old.receive({ type: "late" });
    old.open();
    old.end(4404);
    expect(connection.state.status).toBe("open");
    expect(texts).toEqual([]);
  });

  test("[E4] closing is clean, final, and leaves nothing behind", async () => {
    const { connection, network, clock, environment } = await setUpOpen();
    connection.close();
    expect(network.socket.closedWith?.code).toBe(1000);
    network.socket.end(1006);
    expect(connection.state).toEqual({ status: "idle" });
    expect(clock.pendingMillis).toEqual([]);
    expect(environment.listenerCount).toBe(0);
  });

  test("[E5] a wait without a network is called offline, and goes on trying", async () => {
    const { connection, network, environment, clock } = await setUpOpen();
    network.socket.end(1006);
    environment.signal("offline");
    expect(connection.state.status).toBe("offline");
    await clock.advance(500);
    expect(network.sockets).toHaveLength(2);
    network.socket.end(1006);
    expect(connection.state.status).toBe("offline");
  });

  test("[E6] an address that is none is said to be none", () => {
    const { connection, network } = setUp();
    network.openSocket = () => {
      throw new SyntaxError("no address");
    };
    expect(() => connection.open()).not.toThrow();
    expect(connection.state).toMatchObject({ status: "closed", code: 1006 });
  });

  test("[E7] a socket that throws on sending is no reason to throw", async () => {
    const { connection, network } = await setUpOpen();
    network.socket.send = () => {
      throw new DOMException("closing");
    };
    expect(connection.send("x")).toBe(false);
  });
});

describe("deadlines", () => {
  test("[D1] a socket that does not open in ten seconds is given up", async () => {
    const { connection, network, clock } = setUp();
    connection.open();
    await clock.advance(9_999);
    expect(connection.state.status).toBe("connecting");
    await clock.advance(1);
    expect(connection.state.status).toBe("waiting");
    expect(network.socket.closedWith?.code).toBe(4000);
  });

  test("[D2] a handshake that is not answered in ten seconds is given up", async () => {
    const { connection, network, clock } = setUp({ withHandshake: true });
    connection.open();
    network.socket.open();
    await clock.advance(0);
    expect(network.socket.sent).toEqual(['{"type":"auth"}']);
    expect(connection.send("early")).toBe(false);
    await clock.advance(10_000);
    expect(connection.state.status).toBe("waiting");
  });

  test("[D3] once accepted, it is open", async () => {
    const { connection, network } = setUp({ withHandshake: true });
    connection.open();
    network.socket.open();
    expect(connection.state.status).toBe("authenticating");
    connection.accepted();
    expect(connection.state.status).toBe("open");
  });
});

describe("liveness", () => {
  test("[V1] a ping that goes unanswered for six seconds ends the connection", async () => {
    const { connection, network, clock } = await setUpOpen();
    await clock.advance(5_000);
    expect(network.socket.sent).toEqual([PING]);
    await clock.advance(5_999);
    expect(connection.state.status).toBe("open");
    await clock.advance(1);
    expect(connection.state.status).toBe("waiting");
    expect(network.sockets[0]?.closedWith?.code).toBe(4000);
  });

  test("[V2] an answered one does not, and the next is asked in its time", async () => {
    const { connection, network, clock } = await setUpOpen();
    await clock.advance(5_000);
    network.socket.receive({ type: "pong" });
    await clock.advance(14_999);
    expect(network.socket.sent).toHaveLength(1);
    await clock.advance(1);
    expect(network.socket.sent).toHaveLength(2);
    expect(connection.state.status).toBe("open");
  });

  test("[V3] a timer that fired late is no evidence: it asks again, and judges that", async () => {
    const { connection, network, clock } = await setUpOpen();
    await clock.advance(5_000);
    await clock.sleep(3_600_000);
    expect(connection.state.status).toBe("open");
    expect(network.socket.sent).toEqual([PING, PING]);
    await clock.advance(6_000);
    expect(connection.state.status).toBe("waiting");
  });

  test("[V4] a machine that slept between pings asks first", async () => {
    const { connection, network, clock } = await setUpOpen();
    await clock.sleep(3_600_000);
    expect(connection.state.status).toBe("open");
    expect(network.socket.sent).toEqual([PING]);
  });

  test.each(["visible", "online", "offline"] as const)("[V5] %s asks at once", async (signal) => {
    const { network, environment } = await setUpOpen();
    environment.signal(signal);
    environment.signal(signal);
    expect(network.socket.sent).toEqual([PING]);
  });

  test("[V6] hidden, it asks once a minute", async () => {
    const { network, environment, clock } = await setUpOpen();
    environment.signal("hidden");
    await clock.advance(59_999);
    expect(network.socket.sent).toEqual([]);
    await clock.advance(1);
    expect(network.socket.sent).toEqual([PING]);
  });
});
