import type { Lane, ParamName } from "./lanes";

/** A change of one parameter, as the session put it in order. */
export interface Change {
  readonly param: ParamName;
  readonly value: number;
  /** `null` for a value that was found and not seen being made. */
  readonly userId: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly seq: number;
}

/** One number covers all parameters that moved together, so a change is told by both. */
export function keyOf({ seq, param }: Change): string {
  return `${seq} ${param}`;
}

/** The time that the plot shows, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A value as long as it held: a level line, after a riser from the value before it. */
export interface Step {
  /** The change that began it; undefined for what held from before the first one. */
  readonly change: Change | undefined;
  /** Shares of the plot's width, 0 at the left. */
  readonly from: number;
  readonly to: number;
  /** Shares of the lane's height, 0 at the top. */
  readonly level: number;
  /** The level before, from where the riser starts; undefined where the step began earlier. */
  readonly before: number | undefined;
  readonly value: number;
}

/**
 * The plot's time. It ends now, or at the latest change if that is later: two clocks never agree
 * quite, and a change that just came must not be off the edge.
 */
export function spanAt(now: number, changes: readonly Change[], windowMinutes: number): Span {
  let to = now;
  for (const change of changes) to = Math.max(to, change.at);
  return { from: to - windowMinutes * 60_000, to };
}

/** A lane's steps from left to right, none of them outside the time shown. */
export function stepsOf(
  lane: Lane,
  changes: readonly Change[],
  initial: number,
  span: Span,
): readonly Step[] {
  const own = changes.filter(({ param }) => param === lane.param).sort(bySeq);
  const steps: Step[] = [];
  let value = initial;
  let change: Change | undefined;
  let start = span.from;
  let before: number | undefined;
  const end = (at: number): void => {
    const [from, to] = [shareOfTime(span, start), shareOfTime(span, at)];
    steps.push({ change, from, to, level: levelOf(lane, value), before, value });
  };
  for (const next of own) {
    // The order is that of seq; should a clock have run back, the step has no width, not a negative one.
    const at = Math.max(next.at, start);
    if (next.at > span.from) {
      end(at);
      before = levelOf(lane, value);
      start = at;
    }
    value = next.value;
    change = next;
  }
  end(Math.max(span.to, start));
  return steps;
}

/** The changes in view of all lanes, in the session's order: what the arrow keys go through. */
export function changesWithin(changes: readonly Change[], span: Span): readonly Change[] {
  return changes.filter(({ at }) => at > span.from && at <= span.to).sort(bySeq);
}

/** The change nearest in time to a share of the plot's width, in one lane. */
export function nearestChange(
  changes: readonly Change[],
  param: ParamName,
  span: Span,
  share: number,
): Change | undefined {
  const at = span.from + share * (span.to - span.from);
  let nearest: Change | undefined;
  for (const change of changesWithin(changes, span)) {
    if (change.param !== param) continue;
    const closer = nearest === undefined || Math.abs(change.at - at) <= Math.abs(nearest.at - at);
    if (closer) nearest = change;
  }
  return nearest;
}

/** The steps of one person after one another are one line, so that it is drawn and named as one. */
export interface Run {
  readonly userId: string | undefined;
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly level: number;
}

/** SVG coordinates run to this in both directions. */
export const PLOT_UNITS = 1000;

export function runsOf(steps: readonly Step[]): readonly Run[] {
  const runs: Run[] = [];
  for (const step of steps) {
    const userId = step.change?.userId ?? undefined;
    const last = runs.at(-1);
    const joined = last !== undefined && last.userId === userId;
    const path = joined ? last.path + stepPath(step, false) : stepPath(step, true);
    const from = joined ? last.from : step.from;
    const run = { userId, path, from, to: step.to, level: step.level };
    if (joined) runs[runs.length - 1] = run;
    else runs.push(run);
  }
  return runs;
}

/** The riser belongs to the change that it leads to, and so to who made it. */
function stepPath({ from, to, level, before }: Step, starts: boolean): string {
  const [x, end, y] = [units(from), units(to), units(level)];
  const start = starts ? `M${x} ${units(before ?? level)}` : "";
  return `${start}V${y}H${end}`;
}

export function shareOfTime({ from, to }: Span, at: number): number {
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** 0 at the parameter's maximum, 1 at its minimum. */
export function levelOf({ min, max }: Lane, value: number): number {
  return 1 - Math.min(1, Math.max(0, (value - min) / (max - min)));
}

function units(share: number): number {
  return Math.round(share * PLOT_UNITS * 10) / 10;
}

function bySeq(a: Change, b: Change): number {
  return a.seq - b.seq;
}
