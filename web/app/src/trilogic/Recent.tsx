"use client";

import { useCollaborationSelector } from "@trivector/collab-react";
import { useMemo } from "react";
import { HistoryPlot } from "../plot";
import { plotHistory, plotUsers } from "./plotHistory";

/** The plot of the last minutes. */
export function Recent() {
  const history = useCollaborationSelector((snapshot) => snapshot.history);
  const users = useCollaborationSelector((snapshot) => snapshot.users);
  const { changes, initial } = useMemo(() => plotHistory(history), [history]);
  const people = useMemo(() => plotUsers(history, users), [history, users]);
  return (
    <section className="recent" aria-label="History">
      <HistoryPlot changes={changes} initial={initial} users={people} />
    </section>
  );
}
