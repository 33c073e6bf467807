import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeServerMessage } from "./decode.js";

const decode = (frame: unknown) => decodeServerMessage(JSON.stringify(frame));

describe("what is not what its type promises is no message", () => {
  test.each([
    ["no object", []],
    ["no type", { payload: {} }],
    ["no seq", { type: "param:broadcast", payload: { userId: "a", params: {} } }],
    ["a broken seq", { type: "param:broadcast", seq: 1.5, payload: { userId: "a", params: {} } }],
    [
      "a value that is text",
      { type: "param:broadcast", seq: 1, payload: { userId: "a", params: { mu: "1" } } },
    ],
    ["no state", { type: "auth:success", payload: { sessionId: "s", userId: "u" } }],
    ["a state without a number", { type: "session:state", payload: { params: {} } }],
    ["a user without an id", { type: "session:joined", seq: 1, payload: { user: { name: "A" } } }],
    ["an ack without n", { type: "ack", payload: {} }],
    ["a conflict without values", { type: "conflict:detected", payload: { param: "mu" } }],
  ])("%s", (_, frame) => {
    expect(decode(frame)).toBeUndefined();
  });
});

test("unknown fields are passed over, and optional ones may be missing or broken", () => {
  const payload = { userId: "a", params: { mu: 0.6 }, n: "x", clientId: 7, tomorrow: true };
  expect(decode({ type: "param:broadcast", seq: 3, payload, tomorrow: 1 })).toEqual({
    type: "param:broadcast",
    seq: 3,
    userId: "a",
    params: new Map([["mu", 0.6]]),
  });
});

test("an unknown type keeps its number", () => {
  expect(decode({ type: "note:added", seq: 3 })).toEqual({
    type: "unknown",
    name: "note:added",
    seq: 3,
  });
});

test("a name like __proto__ is only a name", () => {
  const frame =
    '{"type":"param:broadcast","seq":1,"payload":{"userId":"a","params":{"__proto__":1}}}';
  expect(decodeServerMessage(frame)).toMatchObject({ params: new Map([["__proto__", 1]]) });
});

test("no text makes it throw", () => {
  const types = ["auth:success", "param:broadcast", "session:state", "presence:broadcast", "error"];
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.jsonValue(), fc.jsonValue(), (type, seq, payload) => {
      decode({ type, seq, payload });
    }),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.string(), (text) => void decodeServerMessage(text)));
});
