import { describe, expect, test } from "vitest";
import { ManualEnvironment, ScriptedNetwork } from "../testing/index.js";
import { AFTER_LOSS, AFTER_OVERLOAD, backoffMillis } from "./backoff.js";
import { Connection, type ConnectionState } from "./connection.js";

function setUp({ random = (): number => 0.5, withHandshake = false } = {}) {
  const network = new ScriptedNetwork();
  const environment = new ManualEnvironment({ network, random });
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

/** Uniform in [0, 1), the same ones for the same seed: mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PING = '{"type":"ping"}';

describe("back-off", () => {
  test.each([
    [AFTER_LOSS, 0, 0, 250],
    [AFTER_LOSS, 0, 0.5, 625],
    [AFTER_LOSS, 1, 0.5, 1_125],
    [AFTER_LOSS, 3, 0.25, 2_187.5],
    [AFTER_LOSS, 40, 0.5, 15_125],
    [AFTER_OVERLOAD, 0, 0, 2_000],
    [AFTER_OVERLOAD, 0, 0.5, 5_000],
    [AFTER_OVERLOAD, 1, 0.5, 9_000],
    [AFTER_OVERLOAD, 40, 0.5, 16_000],
  ])("[B1] %o: attempt %i at random %f waits %f ms", (patience, attempt, random, millis) => {
    expect(backoffMillis(attempt, random, patience)).toBeCloseTo(millis, 6);
  });

  test("[B2] each failure doubles the bound, and ten good seconds reset it", async () => {
    const { connection, network, clock, environment } = setUp();
    connection.open();
    for (const delayMillis of [625, 1_125, 2_125]) {
      network.socket.end(1006);
      const retryAt = environment.now() + delayMillis;
      expect(connection.state).toMatchObject({ status: "waiting", retryAt });
      await clock.advance(delayMillis);
    }
    network.socket.open();
    await clock.advance(9_000);
    network.socket.end(1006);
    expect(connection.state).toMatchObject({ attempt: 3 });
    await clock.advance(4_125);
    network.socket.open();
    await clock.advance(10_000);
    network.socket.end(1006);
    expect(connection.state).toMatchObject({ attempt: 0 });
  });

  test.each([1012, 1013])(
    "[B5] a server that lets in and closes with %i is no good connection",
    async (code) => {
      const { connection, network, clock } = setUp({ withHandshake: true });
      connection.open();
      for (let attempt = 0; attempt < 8; attempt += 1) {
        network.socket.open();
        await clock.advance(0);
        connection.accepted();
        expect(connection.state.status).toBe("open");
        network.socket.end(code);
        if (connection.state.status !== "waiting") throw new Error(connection.state.status);
        expect(connection.state.attempt).toBe(attempt);
        await clock.advance(connection.state.retryAt - clock.now());
      }
    },
  );

  test.each([1013, 4429])(
    "[B6] %i asks for patience, and a loss after it does not",
    async (code) => {
      const { connection, network, clock, environment } = await setUpOpen();
      network.socket.end(code);
      expect(connection.state).toMatchObject({ retryAt: environment.now() + 5_000 });
      await clock.advance(5_000);
      network.socket.end(1006);
      expect(connection.state).toMatchObject({ retryAt: environment.now() + 1_125 });
    },
  );

  test.each([
    [1012, 250, 1_000],
    [1013, 2_000, 8_000],
  ])(
    "[B7] five thousand that %i sends away at once come back evenly between %i and %i ms",
    async (code, fromMillis, toMillis) => {
      const random = seededRandom(20_260_101);
      const arrivals = Array.from({ length: 5_000 }, () => {
        const { connection, network, environment } = setUp({ random });
        connection.open();
        network.socket.open();
        network.socket.end(code);
        if (connection.state.status !== "waiting") throw new Error(connection.state.status);
        return connection.state.retryAt - environment.now();
      });
      const slots = new Array<number>(10).fill(0);
      for (const millis of arrivals) {
        const slot = Math.floor(((millis - fromMillis) / (toMillis - fromMillis)) * slots.length);
        slots[slot] = (slots[slot] ?? 0) + 1;
      }
      expect(slots).toHaveLength(10);
      // Each has its share of 500, give or take five standard deviations.
      for (const count of slots) expect(Math.abs(count - 500)).toBeLessThan(107);
      const inTheFirst10Millis = arrivals.filter((millis) => millis < fromMillis + 10).length;
      expect(inTheFirst10Millis).toBeLessThan(110);
    },
  );

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
    await clock.advance(5_000);
    expect(network.sockets).toHaveLength(2);
  });

  test("[E3] what an old socket says changes nothing", async () => {
    const { connection, network, clock, texts } = await setUpOpen();
    const old = network.socket;
    old.end(1006);
    await clock.advance(625);
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
    await clock.advance(625);
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
