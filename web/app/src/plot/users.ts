import type { PlotUser } from "./HistoryPlot";

/** A person may have left before the list of people came; their change still counts. */
export function nameOf(users: ReadonlyMap<string, PlotUser>, userId: string | null): string {
  if (userId === null) return "Set before you came";
  return users.get(userId)?.name ?? "Somebody who left";
}
