import type { PlotUser } from "./HistoryPlot";

/** A person may have left before the list of people came; their change still counts. */
export function nameOf(users: ReadonlyMap<string, PlotUser>, userId: string): string {
  return users.get(userId)?.name ?? "Somebody who left";
}
