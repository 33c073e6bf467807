import { describe, expect, test } from "vitest";
import { trilogic } from "../model.js";
import type { ConflictDetectedMessage, ParamBroadcastMessage } from "../protocol/messages.js";
import * as replica from "./index.js";

const ME = "tab-me";

function join(seq = 5): replica.ReplicaState {
  const fresh = replica.createReplica({ model: trilogic, clientId: ME });
  return replica.adoptState(
    fresh,
    new Map([
      ["mu", 0.569],
      ["omega", 0.847],
      ["kappa", 0.0207],
    ]),
    seq,
    "e1",
  );
}

function echo(
  seq: number,
  params: Record<string, number>,
  n?: number,
  clientId = ME,
): ParamBroadcastMessage {
  return {
    type: "param:broadcast",
    seq,
    userId: clientId === ME ? "me" : "ada",
    clientId,
    params: new Map(Object.entries(params)),
    ...(n === undefined ? {} : { n }),
  };
}

const fromAda = (seq: number, params: Record<string, number>) => echo(seq, params, 1, "tab-ada");

function apply(state: replica.ReplicaState, message: ParamBroadcastMessage): replica.ReplicaState {
  return replica.applyBroadcast(state, message, "Ada");
}

function conflict(
  n: number,
  param: string,
  theirs: number,
  theirSeq: number,
): ConflictDetectedMessage {
  return {
    type: "conflict:detected",
    param,
    yourValue: 0.6,
    theirValue: theirs,
    theirUserId: "ada",
    theirUserName: "Ada",
    n,
    theirSeq,
  };
}

/** Sends what is unsent, and tells what was sent. */
function send(state: replica.ReplicaState) {
  return replica.takeDue(state);
}

/** What goes out once the connection was lost and is there again. */
function resent(state: replica.ReplicaState) {
  return send(replica.loseOutcomes(state)).messages;
}

/** The state after these values were committed together and sent. */
function sent(state: replica.ReplicaState, params: Record<string, number>): replica.ReplicaState {
  let next = state;
  for (const [param, value] of Object.entries(params)) next = replica.commit(next, param, value);
  return send(next).state;
}

function view(state: replica.ReplicaState, param = "mu"): replica.ReplicaView {
  const spec = trilogic.parameters.find(({ name }) => name === param);
  if (spec === undefined) throw new Error(param);
  return replica.viewParameter(state, spec);
}

describe("a change by this person", () => {
  test("[L1] a drag shows at once and sends nothing", () => {
    const state = replica.drag(join(), "mu", 0.6);
    expect(view(state)).toMatchObject({
      value: 0.6,
      confirmed: 0.569,
      dragging: true,
      pending: false,
    });
    expect(send(state).messages).toEqual([]);
  });

  test("[L2] a pause commits what is under the hand once, with the number at its last move", () => {
    const moved = replica.drag(join(5), "mu", 0.6);
    const later = apply(moved, fromAda(6, { omega: 1 }));
    const { state, messages } = send(replica.commitDrag(later, "mu"));
    expect(messages).toEqual([
      { type: "param:update", n: 1, baseSeq: 5, payload: new Map([["mu", 0.6]]) },
    ]);
    expect(send(replica.commitDrag(state, "mu")).messages).toEqual([]);
    expect(send(replica.release(state, "mu")).messages).toEqual([]);
  });

  test("[L3] a release commits a move that no pause has", () => {
    const { messages } = send(replica.release(replica.drag(join(), "mu", 0.61), "mu"));
    expect(messages).toMatchObject([{ n: 1, payload: new Map([["mu", 0.61]]) }]);
  });

  test("[L4] a value that is there already is no change", () => {
    expect(send(replica.commit(join(), "mu", 0.569 + 1e-10)).messages).toEqual([]);
  });

  test("[L5] a value out of range is brought into it, and one that is no number is none", () => {
    expect(view(replica.commit(join(), "mu", 9)).value).toBe(0.7);
    expect(replica.commit(join(), "mu", Number.NaN)).toMatchObject({ unsent: new Map() });
    expect(send(replica.commit(join(), "__proto__", 1)).messages).toEqual([]);
  });

  test("[L6] unsent changes keep one value for each parameter, and go together by their base", () => {
    let state = replica.commit(join(5), "mu", 0.6);
    state = replica.commit(state, "mu", 0.61);
    state = replica.commit(state, "omega", 1);
    state = replica.commit(apply(state, fromAda(6, { kappa: 0.03 })), "kappa", 0.04);
    const { messages } = send(state);
    expect(messages).toEqual([
      {
        type: "param:update",
        n: 1,
        baseSeq: 5,
        payload: new Map([
          ["mu", 0.61],
          ["omega", 1],
        ]),
      },
      { type: "param:update", n: 2, baseSeq: 6, payload: new Map([["kappa", 0.04]]) },
    ]);
  });

  test("[L7] going back while a change is on its way is a change too", () => {
    const state = replica.commit(sent(join(), { mu: 0.6 }), "mu", 0.569);
    expect(send(state).messages).toMatchObject([{ n: 2, payload: new Map([["mu", 0.569]]) }]);
  });

  test("[L8] beyond 32 messages without an outcome, changes wait", () => {
    let state = join();
    for (let i = 0; i < 40; i += 1) state = sent(state, { mu: 0.5 + i / 1_000 });
    expect(resent(state)).toHaveLength(32);
    expect(replica.countPending(state)).toBe(1);
    const { messages } = send(replica.applyAck(state, 1));
    expect(messages).toMatchObject([{ n: 33, payload: new Map([["mu", 0.539]]) }]);
  });
});

describe("somebody else's change", () => {
  test("[G1] shows at once where this person is doing nothing", () => {
    expect(view(apply(join(), fromAda(6, { mu: 0.62 })))).toMatchObject({
      value: 0.62,
      remote: null,
    });
  });

  test("[G2] never snatches a slider that is held: it shows beside it", () => {
    const state = apply(replica.drag(join(), "mu", 0.6), fromAda(6, { mu: 0.62 }));
    expect(view(state)).toMatchObject({
      value: 0.6,
      confirmed: 0.62,
      remote: { value: 0.62, writer: { userId: "ada" } },
    });
  });

  test("[G3] never snatches a change that is on its way", () => {
    const state = apply(sent(join(), { mu: 0.6 }), fromAda(6, { mu: 0.62 }));
    expect(view(state)).toMatchObject({ value: 0.6, remote: { value: 0.62 }, pending: true });
  });

  test("[G4] what was there before is nobody's ghost", () => {
    expect(view(sent(join(), { mu: 0.6 })).remote).toBeNull();
  });

  test("[G5] a hand that lets go without having moved since falls to the newer value", () => {
    let state = replica.commitDrag(replica.drag(join(), "mu", 0.6), "mu");
    state = apply(send(state).state, echo(6, { mu: 0.6 }, 1));
    state = apply(state, fromAda(7, { mu: 0.62 }));
    expect(view(state).value).toBe(0.6);
    state = replica.release(state, "mu");
    expect(view(state)).toMatchObject({ value: 0.62, remote: null });
    expect(send(state).messages).toEqual([]);
  });

  test("[G6] a parameter that the model does not have is passed over", () => {
    const state = apply(join(), fromAda(6, { __proto__x: 1, mu: 0.6 }));
    expect(state.confirmed.size).toBe(3);
    expect(state.seq).toBe(6);
  });
});

describe("the outcome of a message", () => {
  test("[O1] the echo settles what it carries", () => {
    const state = apply(sent(join(), { mu: 0.6, omega: 1 }), echo(6, { mu: 0.6, omega: 1 }, 1));
    expect(state.inFlight.size).toBe(0);
    expect(view(state)).toMatchObject({ value: 0.6, pending: false });
  });

  test("[O2] what the echo lacks and is there already needed no writing", () => {
    let state = sent(join(), { mu: 0.6, omega: 1 });
    state = apply(apply(state, fromAda(6, { omega: 1 })), echo(7, { mu: 0.6 }, 1));
    expect(replica.countPending(state)).toBe(0);
  });

  test("[O3] what the echo lacks and is not there goes again, under a new n with the old base", () => {
    let state = sent(join(5), { mu: 0.6, omega: 1 });
    state = apply(apply(state, fromAda(6, { omega: 1.2 })), echo(7, { mu: 0.6 }, 1));
    const { messages } = send(state);
    expect(messages).toEqual([
      { type: "param:update", n: 2, baseSeq: 5, payload: new Map([["omega", 1]]) },
    ]);
  });

  test("[O4] what goes again does not go over a newer change of the same parameter", () => {
    let state = sent(join(5), { mu: 0.6, omega: 1 });
    state = sent(state, { omega: 1.1 });
    state = apply(state, echo(6, { mu: 0.6 }, 1));
    expect(send(state).messages).toEqual([]);
    expect(view(state, "omega").value).toBe(1.1);
  });

  test("[O5] an echo of another tab with the same n settles nothing", () => {
    const state = apply(sent(join(), { mu: 0.6 }), fromAda(6, { mu: 0.62 }));
    expect(resent(state)).toHaveLength(1);
  });

  test("[O6] an ack settles", () => {
    const state = replica.applyAck(sent(join(), { mu: 0.6 }), 1);
    expect(view(state)).toMatchObject({ value: 0.569, pending: false });
  });

  test("[O7] an error drops the change, and the value falls back", () => {
    const state = replica.applyError(sent(join(), { mu: 0.6, omega: 1 }), 1);
    expect(view(state)).toMatchObject({ value: 0.569, pending: false });
    expect(view(state, "omega")).toMatchObject({ value: 0.847, pending: false });
  });

  test("[O8] what had no outcome is sent again word for word", () => {
    const first = send(replica.commit(replica.commit(join(), "mu", 0.6), "omega", 1));
    const state = replica.applyConflict(first.state, conflict(1, "mu", 0.62, 6));
    expect(resent(state)).toEqual(first.messages);
  });
});

describe("a change that the server could not take", () => {
  const refuse = (state: replica.ReplicaState, n: number) => replica.applyRefusal(state, n);

  test("[W1] stays pending, and goes again word for word", () => {
    const first = send(replica.commit(replica.commit(join(5), "mu", 0.6), "omega", 1));
    const state = apply(refuse(first.state, 1), fromAda(6, { kappa: 0.03 }));
    expect(view(state)).toMatchObject({ value: 0.6, pending: true });
    expect(replica.countPending(state)).toBe(2);
    const again = send(state);
    expect(again.messages).toEqual(first.messages);
    expect(send(again.state).messages).toEqual([]);
  });

  test("[W2] gives way to a newer change of the same parameter, sent or not", () => {
    const unsent = replica.commit(refuse(sent(join(), { mu: 0.6 }), 1), "mu", 0.61);
    expect(send(unsent).messages).toMatchObject([{ n: 2, payload: new Map([["mu", 0.61]]) }]);
    let both = sent(sent(join(), { mu: 0.6 }), { mu: 0.61 });
    both = refuse(refuse(both, 1), 2);
    expect(send(both).messages).toMatchObject([{ n: 2, payload: new Map([["mu", 0.61]]) }]);
  });

  test("[W3] keeps its place before what came after it", () => {
    let state = sent(sent(join(), { mu: 0.6 }), { omega: 1 });
    state = replica.commit(refuse(refuse(state, 2), 1), "kappa", 0.03);
    expect(send(state).messages.map(({ n }) => n)).toEqual([1, 2, 3]);
  });

  test("[W4] goes again as a whole where the person has moved on in one of its parameters only", () => {
    let state = refuse(sent(join(), { mu: 0.6, omega: 1 }), 1);
    state = replica.commit(state, "mu", 0.61);
    expect(send(state).messages).toMatchObject([
      { n: 1, payload: { size: 2 } },
      { n: 2, payload: new Map([["mu", 0.61]]) },
    ]);
  });

  test("[W5] is settled by its echo, where the refusal was mistaken", () => {
    const state = apply(refuse(sent(join(), { mu: 0.6 }), 1), echo(6, { mu: 0.6 }, 1));
    expect(replica.countPending(state)).toBe(0);
    expect(send(state).messages).toEqual([]);
  });

  test.each<[string, (state: replica.ReplicaState) => replica.ReplicaState]>([
    ["written", (state) => apply(state, echo(6, { mu: 0.61 }, 2))],
    ["found to be there already", (state) => replica.applyAck(state, 2)],
    ["in conflict", (state) => replica.applyConflict(state, conflict(2, "mu", 0.63, 5))],
  ])("[W6] never overtakes a later one that was %s", (_, decided) => {
    const state = sent(sent(join(5), { mu: 0.6, omega: 1 }), { mu: 0.61 });
    const omegaAlone = [{ n: 3, baseSeq: 5, payload: new Map([["omega", 1]]) }];
    for (const next of [decided(refuse(state, 1)), refuse(decided(state), 1)]) {
      expect(view(next).pending).toBe(false);
      expect(send(next).messages).toMatchObject(omegaAlone);
    }
  });

  test("[W7] becomes what is asked about, where an earlier one meets a conflict", () => {
    const moved = refuse(sent(sent(join(5), { mu: 0.6 }), { mu: 0.61 }), 2);
    const asked = replica.applyConflict(moved, conflict(1, "mu", 0.62, 6));
    expect(view(asked).conflict).toMatchObject({ yourValue: 0.61, theirValue: 0.62 });
    expect(send(replica.dismiss(asked, "mu")).messages).toEqual([]);
  });

  test("[W8] may be an answer to a conflict, and goes again as one", () => {
    let state = apply(sent(join(5), { mu: 0.6 }), fromAda(6, { mu: 0.62 }));
    state = replica.applyConflict(state, conflict(1, "mu", 0.62, 6));
    const answer = send(replica.resolve(state, "mu", "average"));
    expect(send(refuse(answer.state, 2)).messages).toEqual(answer.messages);
  });

  test("[W9] holds back numbers from which the server could not tell it any more", () => {
    let state = sent(join(), { omega: 1 });
    for (let n = 2; n <= 80; n += 1) {
      state = replica.applyAck(sent(state, { mu: 0.5 + n / 1_000 }), n);
    }
    expect(state.nextN).toBe(66);
    expect(replica.countPending(state)).toBe(2);
    expect(send(replica.applyAck(state, 1)).messages).toMatchObject([{ n: 66 }]);
  });

  test("[W10] is as good as any other that was lost with a connection", () => {
    const state = refuse(sent(sent(join(), { mu: 0.6 }), { omega: 1 }), 1);
    expect(resent(state).map(({ n }) => n)).toEqual([1, 2]);
  });

  test("[W11] that is not in flight any more is nothing", () => {
    const state = join();
    expect(refuse(state, 1)).toBe(state);
  });
});

test("[O9] an echo without a value that a later change has decided does not bring it back", () => {
  let state = sent(sent(join(5), { mu: 0.6, omega: 1 }), { omega: 1.1 });
  state = apply(state, echo(6, { omega: 1.1 }, 2));
  expect(view(state, "omega")).toMatchObject({ value: 1.1, pending: false });
  state = apply(state, echo(7, { mu: 0.6 }, 1));
  expect(send(state).messages).toEqual([]);
  expect(view(state, "omega")).toMatchObject({ value: 1.1, pending: false });
});

describe("a conflict", () => {
  const inConflict = () => {
    const moved = apply(sent(join(5), { mu: 0.6 }), fromAda(6, { mu: 0.62 }));
    return replica.applyConflict(moved, conflict(1, "mu", 0.62, 6));
  };

  test("[C1] leaves the message, shows the confirmed value and keeps both", () => {
    const state = inConflict();
    expect(view(state)).toMatchObject({ value: 0.62, pending: false });
    expect(view(state).conflict).toEqual({
      param: "mu",
      yourValue: 0.6,
      theirValue: 0.62,
      theirUserId: "ada",
      theirUserName: "Ada",
      theirSeq: 6,
    });
  });

  test("[C2] leaves the other parameters of the message to their echo", () => {
    let state = apply(sent(join(5), { mu: 0.6, omega: 1 }), fromAda(6, { mu: 0.62 }));
    state = replica.applyConflict(state, conflict(1, "mu", 0.62, 6));
    expect(view(state, "omega")).toMatchObject({ value: 1, pending: true });
    state = apply(state, echo(7, { omega: 1 }, 1));
    expect(view(state, "omega")).toMatchObject({ value: 1, pending: false });
    expect(view(state).conflict?.yourValue).toBe(0.6);
  });

  test("[C3] settles what is left of the message and needed no writing", () => {
    let state = sent(join(5), { mu: 0.6, omega: 1 });
    state = apply(state, fromAda(6, { mu: 0.62, omega: 1 }));
    state = replica.applyConflict(state, conflict(1, "mu", 0.62, 6));
    expect(state.inFlight.size).toBe(0);
  });

  test.each([
    ["yours", 0.6],
    ["theirs", 0.62],
    ["average", 0.61],
  ] as const)("[C4] is resolved with %s over what it showed", (strategy, resolvedValue) => {
    const { messages } = send(replica.resolve(inConflict(), "mu", strategy));
    expect(messages).toEqual([
      {
        type: "conflict:resolved",
        n: 2,
        baseSeq: 6,
        payload: { param: "mu", resolvedValue, strategy },
      },
    ]);
  });

  test("[C5] shows what theirs is now, and is resolved over that", () => {
    const state = replica.applyBroadcast(inConflict(), fromAda(7, { mu: 0.65 }), "Ada");
    expect(view(state).conflict).toMatchObject({ theirValue: 0.65, theirSeq: 7, yourValue: 0.6 });
    expect(send(replica.resolve(state, "mu", "theirs")).messages).toMatchObject([
      { baseSeq: 7, payload: { resolvedValue: 0.65 } },
    ]);
  });

  test("[C6] ends when theirs becomes ours", () => {
    expect(view(apply(inConflict(), fromAda(7, { mu: 0.6 }))).conflict).toBeNull();
  });

  test("[C7] dismissed, it keeps what is there and sends nothing", () => {
    const state = replica.dismiss(inConflict(), "mu");
    expect(view(state)).toMatchObject({ value: 0.62, conflict: null });
    expect(send(state).messages).toEqual([]);
  });

  test("[C8] reported again, it does not come back once it was answered", () => {
    const state = replica.dismiss(inConflict(), "mu");
    expect(view(replica.applyConflict(state, conflict(1, "mu", 0.62, 6))).conflict).toBeNull();
  });

  test("[C9] an answer may meet a new conflict", () => {
    let state = send(replica.resolve(inConflict(), "mu", "average")).state;
    expect(view(state)).toMatchObject({ value: 0.61, pending: true });
    state = apply(state, fromAda(7, { mu: 0.66 }));
    state = replica.applyConflict(state, conflict(2, "mu", 0.66, 7));
    expect(view(state)).toMatchObject({
      value: 0.66,
      conflict: { yourValue: 0.61, theirValue: 0.66 },
    });
  });

  test("[C10] a hand that goes on moving changes what yours is, and sends nothing", () => {
    let state = replica.drag(inConflict(), "mu", 0.64);
    expect(view(state)).toMatchObject({ value: 0.64, dragging: true });
    state = replica.release(state, "mu");
    expect(view(state)).toMatchObject({ value: 0.62, conflict: { yourValue: 0.64 } });
    expect(send(state).messages).toEqual([]);
  });

  test("[C11] a later message that goes through after all ends it, and what was done since follows", () => {
    let state = sent(sent(join(5), { mu: 0.6 }), { mu: 0.61 });
    state = apply(state, fromAda(6, { mu: 0.62 }));
    state = replica.applyConflict(state, conflict(1, "mu", 0.62, 6));
    expect(view(state).conflict?.yourValue).toBe(0.61);
    state = replica.commit(state, "mu", 0.63);
    state = apply(state, echo(7, { mu: 0.61 }, 2));
    expect(view(state)).toMatchObject({ value: 0.63, conflict: null });
    expect(send(state).messages).toMatchObject([
      { n: 3, baseSeq: 7, payload: new Map([["mu", 0.63]]) },
    ]);
  });
});

describe("the server's word for everything", () => {
  const values = new Map([
    ["mu", 0.65],
    ["omega", 0.847],
    ["kappa", 0.0207],
  ]);

  test("[S1] replaces what is confirmed, and leaves what is pending pending", () => {
    const state = replica.adoptState(sent(join(5), { mu: 0.6 }), values, 9, "e1");
    expect(view(state)).toMatchObject({ value: 0.6, confirmed: 0.65, pending: true });
    expect(view(state).remote?.value).toBe(0.65);
    expect(state.seq).toBe(9);
  });

  test("[S2] may go back, to where another epoch is", () => {
    const state = replica.adoptState(sent(join(50), { mu: 0.6 }), values, 3, "e2");
    expect(state).toMatchObject({ seq: 3, epoch: "e2" });
    expect(resent(state)).toMatchObject([{ n: 1, baseSeq: 50 }]);
  });

  test("[S3] is what an open conflict shows", () => {
    let state = apply(sent(join(5), { mu: 0.6 }), fromAda(6, { mu: 0.62 }));
    state = replica.applyConflict(state, conflict(1, "mu", 0.62, 6));
    state = replica.adoptState(state, values, 9, "e1");
    expect(view(state).conflict).toMatchObject({ theirValue: 0.65, theirSeq: 9 });
  });

  test("[S5] is taken to the last bit, and who wrote what is still there stays known", () => {
    const before = apply(join(5), fromAda(6, { mu: 0.65 + 1e-12 }));
    const state = replica.adoptState(before, values, 9, "e1");
    expect(state.confirmed.get("mu")).toMatchObject({
      value: 0.65,
      seq: 6,
      writer: { userId: "ada" },
    });
  });

  test("[S4] another client id makes what was sent unsent, the newest of each parameter", () => {
    let state = sent(sent(join(5), { mu: 0.6, omega: 1 }), { mu: 0.61 });
    state = replica.adoptClientId(state, "tab-other");
    expect(send(state).messages).toMatchObject([
      {
        n: 3,
        payload: new Map([
          ["mu", 0.61],
          ["omega", 1],
        ]),
      },
    ]);
  });
});
