import fc from "fast-check";
import { expect, test } from "vitest";
import { LANES, type Lane } from "./lanes";
import { type Change, changesWithin, nearestChange, runsOf, spanAt, stepsOf } from "./steps";

const MU = LANES[0] as Lane;
const SPAN = { from: 0, to: 1000 };
let seq = 0;

function change(at: number, value: number, userId = "ada"): Change {
  return { param: "mu", value, userId, at, seq: ++seq };
}

test("with no change the initial value is one level line", () => {
  expect(stepsOf(MU, [], 0.6, SPAN)).toEqual([
    { change: undefined, from: 0, to: 1, level: 0.5, before: undefined, value: 0.6 },
  ]);
});

test("a change ends one step and begins the next, with a riser between them", () => {
  const move = change(250, 0.7);
  const [first, second] = stepsOf(MU, [move], 0.6, SPAN);
  expect(first).toMatchObject({ from: 0, to: 0.25 });
  expect(second).toMatchObject({ change: move, from: 0.25, to: 1, level: 0, before: 0.5 });
});

test("what was changed before the window holds at its left edge, in its mover's name", () => {
  const steps = stepsOf(MU, [change(-500, 0.5, "emmy")], 0.6, SPAN);
  expect(steps).toHaveLength(1);
  expect(steps[0]).toMatchObject({ from: 0, to: 1, level: 1, value: 0.5 });
  expect(steps[0]?.change?.userId).toBe("emmy");
});

test("another lane's changes are not this lane's", () => {
  const other: Change = { ...change(250, 1), param: "omega" };
  expect(stepsOf(MU, [other], 0.6, SPAN)).toHaveLength(1);
});

test("a person's moves after one another are one line, another's begin a new one", () => {
  const moves = [change(100, 0.61), change(200, 0.62), change(300, 0.63, "emmy")];
  const runs = runsOf(stepsOf(MU, moves, 0.6, SPAN));
  expect(runs.map(({ userId }) => userId)).toEqual([undefined, "ada", "emmy"]);
  expect(runs[1]?.path).toBe("M100 500V450H200V400H300");
});

test("the time shown ends at the latest change if that is ahead of the clock", () => {
  expect(spanAt(1000, [change(1500, 0.6)], 1)).toEqual({ from: -58_500, to: 1500 });
});

test("the nearest change is found in its own lane only, and only in view", () => {
  const [early, late] = [change(200, 0.61), change(800, 0.62)];
  const moves = [change(-10, 0.6), early, late];
  expect(nearestChange(moves, "mu", SPAN, 0)).toBe(early);
  expect(nearestChange(moves, "mu", SPAN, 0.6)).toBe(late);
  expect(nearestChange(moves, "kappa", SPAN, 0.6)).toBeUndefined();
  expect(changesWithin(moves, SPAN)).toEqual([early, late]);
});

test("whatever comes, the steps cover the window once, from left to right", () => {
  const anyChange = fc.record({
    at: fc.integer({ min: -500, max: 1500 }),
    value: fc.double({ min: 0.4, max: 0.8, noNaN: true }),
    userId: fc.constantFrom("ada", "emmy"),
  });
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 30 }), (list) => {
      const moves = list.map((each, index) => ({ ...each, param: "mu" as const, seq: index }));
      const steps = stepsOf(MU, moves, 0.6, SPAN);
      expect(steps[0]?.from).toBe(0);
      expect(steps.at(-1)?.to).toBe(1);
      steps.forEach((step, index) => {
        expect(step.to).toBeGreaterThanOrEqual(step.from);
        expect(step.from).toBe(index === 0 ? 0 : steps[index - 1]?.to);
        expect(step.level).toBeGreaterThanOrEqual(0);
        expect(step.level).toBeLessThanOrEqual(1);
      });
    }),
  );
});
