import { findParameter, formatValue, type HistoryEntry, trilogic } from "@trivector/collab-client";

/** That somebody settled a conflict with a value of mine, in words; `null` where the entry is no such thing. */
export function describeSettled(
  history: readonly HistoryEntry[],
  index: number,
  myId: string | null,
): string | null {
  const entry = history[index];
  if (entry === undefined || entry.resolution === null || entry.userId === myId) return null;
  const before = history.slice(0, index).findLast(({ param }) => param === entry.param);
  const spec = findParameter(trilogic, entry.param);
  if (spec === undefined || before === undefined || before.userId !== myId || myId === null) {
    return null;
  }
  const who = entry.userName ?? "Someone";
  const value = formatValue(spec, entry.value);
  const outcome =
    entry.resolution === "average"
      ? `${who} chose the average, ${value}.`
      : `${who} chose ${entry.resolution === "yours" ? "theirs" : "yours"}, ${value}.`;
  return `You both moved ${spec.symbol}. Yours was the earlier one; ${outcome}`;
}
