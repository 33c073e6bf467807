import fc from "fast-check";
import { expect, test } from "vitest";
import { type CollabClient, createCollabClient } from "./client.js";
import { InMemoryServer, ManualClock, ManualEnvironment } from "./testing/index.js";
import type { Refusal, ServerSession } from "./testing/serverSession.js";

const PARAMS = ["mu", "omega", "kappa"] as const;
const STRATEGIES = ["yours", "theirs", "average"] as const;

/** What becomes of the next changes: taken, or turned away for now, rightly or by mistake. */
const refusals = fc.array(
  fc.option(
    fc.record({
      code: fc.constantFrom("unavailable", "rate_limited"),
      retryAfterMs: fc.integer({ min: 1, max: 1_500 }),
      isMistaken: fc.boolean(),
    }),
  ),
  { minLength: 1, maxLength: 5 },
);

/** What may happen next, to one of the clients or to the server. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("drag"),
      who: fc.nat(2),
      param: fc.nat(2),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("release"), who: fc.nat(2), param: fc.nat(2) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("commit"),
      who: fc.nat(2),
      param: fc.nat(2),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("resolve"), who: fc.nat(2), strategy: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("dismiss"), who: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("cut"), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cutSilently"), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("skip"), who: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("lose"), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("failover") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("away") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("refuse"), refusals }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fill"), millis: fc.nat(4_000) }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("wait"), millis: fc.oneof(fc.nat(60), fc.nat(1500)) }),
  },
);

interface Step {
  readonly do: string;
  readonly who?: number;
  readonly param?: number;
  readonly share?: number;
  readonly strategy?: number;
  readonly millis?: number;
  readonly refusals?: readonly (Refusal | null)[];
}

async function startRoom(latencies: readonly number[]) {
  const clock = new ManualClock();
  let asked = 0;
  const server = new InMemoryServer({
    clock,
    latency: () => latencies[asked++ % latencies.length] ?? 5,
  });
  const session = server.createSession();
  const clients = PARAMS.map((_, index) =>
    createCollabClient({
      serverUrl: "http://server.test",
      environment: new ManualEnvironment({ clock, network: server }),
      profile: { name: `Person ${index}` },
    }),
  );
  for (const client of clients) client.connect(session.id);
  await clock.advance(2_000);
  return { clock, server, session, clients };
}

type Room = Awaited<ReturnType<typeof startRoom>>;

async function take(room: Room, { do: what, who = 0, param = 0, ...rest }: Step): Promise<void> {
  const { clock, server, session, clients } = room;
  const client = clients[who] as CollabClient;
  const name = PARAMS[param] ?? "mu";
  const spec = client.model.parameters[param];
  const value = spec === undefined ? 0 : spec.min + (rest.share ?? 0) * (spec.max - spec.min);
  const own = () =>
    server.openLinks.filter(({ member }) => member?.clientId === client.getState().me.clientId);
  switch (what) {
    case "drag":
      return client.drag(name, value);
    case "release":
      return client.release(name);
    case "commit":
      return client.commit(name, value);
    case "resolve": {
      const conflict = client.getState().conflicts[0];
      const strategy = STRATEGIES[rest.strategy ?? 0] ?? "yours";
      if (conflict !== undefined) client.resolveConflict(conflict.param, strategy);
      return;
    }
    case "dismiss":
      return client.dismissConflict();
    case "cut":
      for (const link of own()) server.cut(link);
      return;
    case "cutSilently":
      for (const link of own()) server.cutSilently(link);
      return;
    case "skip":
      for (const link of own()) server.skipTo(link);
      return;
    case "lose":
      for (const link of own()) server.loseNext(link);
      return;
    case "failover":
      server.failOver(session, 2);
      return;
    case "away":
      server.isReachable = false;
      for (const link of server.openLinks) server.cut(link);
      await clock.advance(3_000);
      server.isReachable = true;
      return;
    case "refuse":
      for (const refusal of rest.refusals ?? []) session.refusals.push(refusal ?? undefined);
      return;
    case "fill":
      session.hasRoom = false;
      await clock.advance(rest.millis ?? 0);
      session.hasRoom = true;
      return;
    default:
      await clock.advance(rest.millis ?? 0);
  }
}

/** Everybody lets go, answers what is open, and has the time to be told everything. */
async function settle({ clock, clients }: Room): Promise<void> {
  for (let round = 0; round < 8; round += 1) {
    for (const client of clients) {
      for (const param of PARAMS) client.release(param);
      for (const { param } of client.getState().conflicts) client.resolveConflict(param, "theirs");
    }
    // A number that was lost as the last one is noticed with the next.
    if (round < 2) clients[0]?.commit("omega", 1 + round / 100);
    await clock.advance(45_000);
  }
}

function expectConverged(clients: readonly CollabClient[], session: ServerSession): void {
  const truth = Object.fromEntries(session.values);
  for (const client of clients) {
    const state = client.getState();
    expect(state.connection.status).toBe("open");
    expect(state.session?.seq).toBe(session.seq);
    expect(Object.fromEntries(state.values)).toEqual(truth);
    expect(state.unsentCount).toBe(0);
    expect(state.conflicts).toEqual([]);
    expect(new Set(state.users.map(({ id }) => id))).toEqual(
      new Set(session.users.map(({ id }) => id)),
    );
  }
}

/** The numbers that a client has seen, from its history: rising, each one once. */
function expectInOrder(client: CollabClient): void {
  const changes = client.getState().history.filter(({ userId }) => userId !== null);
  const seen = changes.map(({ seq, param }) => `${seq} ${param}`);
  expect(new Set(seen).size).toBe(seen.length);
  const numbers = changes.map(({ seq }) => seq);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
}

test("clients that drop, return, delay and resend end with the server's state", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 80, size: "max" }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 }),
      async (steps, latencies) => {
        const room = await startRoom(latencies);
        for (const next of steps) await take(room, next);
        await settle(room);
        expectConverged(room.clients, room.session);
        // After a failover numbers are given anew, so only the rest can be held to their order.
        const hasFailedOver = steps.some((next) => next.do === "failover");
        if (!hasFailedOver) for (const client of room.clients) expectInOrder(client);
        expect(room.session.violations).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
}, 60_000);

/** One of `PARAMS` at a share of its range that only rises, so that its order can be read off the log. */
const rising = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("commit"), param: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait"), millis: fc.oneof(fc.nat(60), fc.nat(3_000)) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("refuse"), refusals }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("fill"), millis: fc.nat(20_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cut"), who: fc.constantFrom(0, 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("skip"), who: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lose"), who: fc.constantFrom(0, 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("away") }) },
);

test("what one person does to a server that refuses now and then is in the log once, in order, to the last", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(rising, { minLength: 20, maxLength: 100, size: "max" }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 }),
      async (steps, latencies) => {
        const room = await startRoom(latencies);
        const [ada] = room.clients as [CollabClient];
        let share = 0;
        for (const next of steps) {
          share += 1 / (steps.length + 1);
          await take(room, next.do === "commit" ? { ...next, share } : next);
        }
        const meant = Object.fromEntries(ada.getState().values);
        // Long enough for the longest wait and a connection that has to be made anew.
        room.session.refusals.length = 0;
        await room.clock.advance(120_000);
        expect(Object.fromEntries(room.session.values)).toEqual(meant);
        expect(ada.getState()).toMatchObject({ unsentCount: 0, saveProblem: null });
        for (const param of PARAMS) {
          const written = writtenValues(room.session, param);
          expect(written).toEqual([...new Set(written)].sort((a, b) => a - b));
        }
        expect(room.session.violations).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
}, 60_000);

/** The values that a parameter has had, by the log. */
function writtenValues({ log }: ServerSession, param: string): readonly number[] {
  return log.flatMap(({ type, payload }) => {
    if (type !== "param:broadcast") return [];
    const value = (payload as { readonly params: Readonly<Record<string, number>> }).params[param];
    return value === undefined ? [] : [value];
  });
}
