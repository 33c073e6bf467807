import type { Change } from "./steps";

/**
 * The change that a key selects: left and right go through all of them in order, up and down stay in
 * time and change the lane, Escape selects none (null). Undefined is a key that is none of ours.
 */
export function nextSelected(
  key: string,
  changes: readonly Change[],
  selected: Change | undefined,
): Change | null | undefined {
  const last = changes.at(-1);
  if (last === undefined) return undefined;
  const index = selected === undefined ? changes.length : changes.indexOf(selected);
  switch (key) {
    case "ArrowLeft":
      return changes[Math.max(0, index - 1)];
    case "ArrowRight":
      return changes[Math.min(changes.length - 1, index + 1)];
    case "ArrowUp":
    case "ArrowDown":
      return otherLane(key === "ArrowUp" ? -1 : 1, changes, selected ?? last);
    case "Home":
      return changes[0];
    case "End":
      return last;
    case "Escape":
      return selected === undefined ? undefined : null;
    default:
      return undefined;
  }
}

const ORDER = ["mu", "omega", "kappa"] as const;

/** The change nearest in time in the next lane that has any, or the same one when there is none. */
function otherLane(step: 1 | -1, changes: readonly Change[], from: Change): Change {
  let row = ORDER.indexOf(from.param) + step;
  while (row >= 0 && row < ORDER.length) {
    const lane = changes.filter(({ param }) => param === ORDER[row]);
    const nearest = lane.reduce<Change | undefined>(
      (best, each) =>
        best === undefined || Math.abs(each.at - from.at) < Math.abs(best.at - from.at)
          ? each
          : best,
      undefined,
    );
    if (nearest !== undefined) return nearest;
    row += step;
  }
  return from;
}
