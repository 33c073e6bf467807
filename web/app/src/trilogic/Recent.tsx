"use client";

import { useCollaborationSelector } from "@trivector/collab-react";
import { useMemo } from "react";
import { HistoryPlot } from "../plot";
import { type PlottedPerson, plotHistory, plotUsers } from "./plotHistory";

/** The plot of the last minutes. */
export function Recent() {
  const history = useCollaborationSelector((snapshot) => snapshot.history);
  // As text, which stays the same while people only point and drag: the plot shows nothing of that.
  const here = useCollaborationSelector(({ users }) =>
    JSON.stringify(users.map(({ id, name, color, isMe }) => ({ id, name, color, isMe }))),
  );
  const { changes, initial } = useMemo(() => plotHistory(history), [history]);
  const people = useMemo(
    () => plotUsers(history, JSON.parse(here) as readonly PlottedPerson[]),
    [history, here],
  );
  return (
    <section className="recent" aria-label="History">
      <HistoryPlot changes={changes} initial={initial} users={people} />
    </section>
  );
}
