import { describe, expect, test } from "vitest";
import { Api, ApiError } from "./api.js";
import { IdentityStore } from "./identity.js";
import { ManualEnvironment, memoryStorage, ScriptedNetwork } from "./testing/index.js";

const HOUR_MILLIS = 3_600_000;

function setUp({ storage = memoryStorage() as ReturnType<typeof memoryStorage> | null } = {}) {
  const network = new ScriptedNetwork();
  const environment = new ManualEnvironment({ network, storage });
  const api = new Api({ environment, baseUrl: () => "http://server.test" });
  const open = () =>
    new IdentityStore({
      environment,
      api,
      serverUrl: () => "http://server.test",
      profile: { name: "Ada", color: "#aa0000" },
    });
  const issued = (token: string, hours = 24) => ({
    status: 200,
    body: {
      token,
      user_id: "u1",
      username: "Ada",
      is_anonymous: true,
      expires_at: new Date(environment.now() + hours * HOUR_MILLIS).toISOString(),
    },
  });
  return { network, environment, clock: environment.clock, api, open, issued };
}

const refusal = { status: 401, body: { title: "Unauthorized", detail: "The token is old." } };

describe("the identity", () => {
  test("[I1] is made once, however many ask", async () => {
    const { network, open, issued } = setUp();
    network.responses.push(issued("t1"));
    const store = open();
    const [first, second] = await Promise.all([store.credentials(), store.credentials()]);
    expect(first).toEqual({ token: "t1", name: "Ada", color: "#aa0000" });
    expect(second).toEqual(first);
    expect(network.requests).toEqual([
      {
        url: "http://server.test/api/v1/auth/anonymous",
        method: "POST",
        body: { username: "Ada", color: "#aa0000" },
      },
    ]);
  });

  test("[I2] is kept from visit to visit", async () => {
    const { network, open, issued } = setUp();
    network.responses.push(issued("t1"));
    await open().credentials();
    expect(await open().credentials()).toMatchObject({ token: "t1" });
    expect(network.requests).toHaveLength(1);
  });

  test("[I3] is renewed before it ends", async () => {
    const { network, open, issued, clock } = setUp();
    network.responses.push(issued("t1", 1));
    const store = open();
    await store.credentials();
    await clock.advance(56 * 60_000);
    network.responses.push({ status: 200, body: { token: "t2", expires_at: 4_000_000_000 } });
    expect(await store.credentials()).toMatchObject({ token: "t2" });
    expect(network.requests.at(-1)).toMatchObject({ body: { token: "t1" } });
    await clock.advance(HOUR_MILLIS);
    expect(await store.credentials()).toMatchObject({ token: "t2" });
  });

  test("[I4] is replaced where its renewal is refused", async () => {
    const { network, open, issued, clock } = setUp();
    network.responses.push(issued("t1", 1));
    const store = open();
    await store.credentials();
    await clock.advance(2 * HOUR_MILLIS);
    network.responses.push(refusal, issued("t2"));
    expect(await store.credentials()).toMatchObject({ token: "t2" });
  });

  test("[I5] is used as long as it lasts where the server cannot renew it now", async () => {
    const { open, issued, network, clock } = setUp();
    network.responses.push(issued("t1", 1));
    const store = open();
    await store.credentials();
    await clock.advance(57 * 60_000);
    expect(await store.credentials()).toMatchObject({ token: "t1" });
    await clock.advance(HOUR_MILLIS);
    await expect(store.credentials()).rejects.toMatchObject({ status: 0 });
  });

  test("[I6] is done without where the server gives none", async () => {
    const { network, open } = setUp();
    network.responses.push({ status: 404, body: null });
    expect(await open().credentials()).toEqual({ name: "Ada", color: "#aa0000" });
  });

  test("[I7] lasts as long as the tab where storage is missing or denied", async () => {
    const denied = {
      getItem: () => {
        throw new DOMException("denied");
      },
      setItem: () => {
        throw new DOMException("full");
      },
      removeItem: () => {
        throw new DOMException("denied");
      },
    };
    for (const storage of [null, denied]) {
      const { network, open, issued } = setUp({ storage });
      network.responses.push(issued("t1"));
      const store = open();
      await store.credentials();
      expect(await store.credentials()).toMatchObject({ token: "t1" });
      store.discard();
      network.responses.push(issued("t2"));
      expect(await store.credentials()).toMatchObject({ token: "t2" });
    }
  });

  test("[I8] in storage is not believed to be one", async () => {
    const storage = memoryStorage();
    storage.setItem("trivector-collab.identity http://server.test", '{"token":7}');
    const { network, open, issued } = setUp({ storage });
    network.responses.push(issued("t1"));
    expect(await open().credentials()).toMatchObject({ token: "t1" });
  });
});

describe("the API", () => {
  test("[A1] creates a session from values", async () => {
    const { network, api } = setUp();
    network.responses.push({
      status: 201,
      body: { session_id: "abc", join_url: "/trilogic?session=abc", created_at: "" },
    });
    const created = await api.createSession({ name: "Lab", params: new Map([["mu", 0.6]]) });
    expect(created).toEqual({ sessionId: "abc", joinUrl: "/trilogic?session=abc" });
    expect(network.requests[0]?.body).toEqual({ name: "Lab", params: { mu: 0.6 } });
  });

  test("[A2] describes a session", async () => {
    const { network, api } = setUp();
    network.responses.push({
      status: 200,
      body: { session_id: "a b", user_count: 2, current_seq: 7, state: { mu: 0.6 } },
    });
    expect(await api.getSession("a b")).toEqual({
      sessionId: "a b",
      userCount: 2,
      currentSeq: 7,
      state: new Map([["mu", 0.6]]),
    });
    expect(network.requests[0]?.url).toBe("http://server.test/api/v1/sessions/a%20b");
  });

  test("[A3] fails with the server's own words", async () => {
    const { network, api } = setUp();
    network.responses.push({ status: 404, body: { title: "Not found", detail: "No session x." } });
    const error = await api.getSession("x").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 404, title: "Not found", detail: "No session x." });
  });

  const notNow = (status: number, retryAfter?: string) => ({
    status,
    body: { title: "Unavailable", detail: "Try again in a moment." },
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
  const created = { status: 201, body: { session_id: "abc", join_url: "" } };

  test.each([
    [503, "2", 3_000],
    [429, undefined, 1_500],
    [503, "Thu, 01 Jan 2026 00:00:02 GMT", 3_000],
    [503, "soon", 1_500],
  ])(
    "[A5] %i with retry-after %s is asked again after %i ms",
    async (status, retryAfter, millis) => {
      const { network, api, clock } = setUp();
      network.responses.push(notNow(status, retryAfter), created);
      const answer = api.createSession();
      await clock.advance(millis - 1);
      expect(network.requests).toHaveLength(1);
      await clock.advance(1);
      expect(await answer).toMatchObject({ sessionId: "abc" });
      expect(network.requests[1]).toEqual(network.requests[0]);
    },
  );

  test("[A6] three times in all, and then it is told", async () => {
    const { network, api, clock } = setUp();
    network.responses.push(notNow(503, "1"), notNow(503, "1"), notNow(503, "1"), created);
    const failed = expect(api.createSession()).rejects.toMatchObject({
      status: 503,
      detail: "Try again in a moment.",
      retryAfterMillis: 1_000,
    });
    await clock.advance(60_000);
    await failed;
    expect(network.requests).toHaveLength(3);
  });

  test("[A7] a server that asks for a long wait is told of at once, as is any other failure", async () => {
    const { network, api } = setUp();
    network.responses.push(notNow(429, "60"));
    await expect(api.createSession()).rejects.toMatchObject({ retryAfterMillis: 60_000 });
    network.responses.push(notNow(500, "1"));
    await expect(api.createSession()).rejects.toMatchObject({ status: 500 });
    expect(network.requests).toHaveLength(2);
  });

  test("[A8] a token that cannot be had now is neither refused nor done without", async () => {
    const { network, open } = setUp();
    network.responses.push(notNow(429, "60"));
    await expect(open().credentials()).rejects.toMatchObject({ status: 429 });
  });

  test("[A4] fails the same way where there is no server, or an answer that is none", async () => {
    const { network, api } = setUp();
    await expect(api.getSession("x")).rejects.toBeInstanceOf(ApiError);
    network.responses.push({ status: 200, body: { session_id: 1 } });
    await expect(api.createSession()).rejects.toBeInstanceOf(ApiError);
    network.responses.push({ status: 502, body: null });
    await expect(api.createSession()).rejects.toMatchObject({ status: 502 });
  });
});
