"use client";

import { useEffect, useState } from "react";
import { describeConnection } from "./describeConnection.js";
import { type ClassNames, part } from "./part.js";
import { useCollaborationClient } from "./useCollaborationClient.js";
import { useCollaborationSelector } from "./useCollaborationSelector.js";
import { useLastingProblem } from "./useLastingProblem.js";
import { useSteadyConnection } from "./useSteadyConnection.js";

export type ConnectionStatusPart = "connection" | "dot" | "text" | "action" | "announcement";

export interface ConnectionStatusProps {
  readonly className?: string;
  readonly classNames?: ClassNames<ConnectionStatusPart>;
}

/**
 * One dot with a word, and with the number of changes that wait where they cannot be sent or saved.
 * The `announcement` is for those who listen, and a site hides it from sight:
 * it speaks when the state changes, and not with every second that passes.
 */
export function ConnectionStatus({ className, classNames }: ConnectionStatusProps) {
  const client = useCollaborationClient();
  const sessionId = useCollaborationSelector(({ session }) => session?.id ?? null);
  const unsentCount = useCollaborationSelector((snapshot) => snapshot.unsentCount);
  const hasJoined = useCollaborationSelector(({ session }) => session?.joined ?? false);
  const connection = useSteadyConnection(
    useCollaborationSelector((snapshot) => snapshot.connection),
  );
  const saveProblem = useLastingProblem(
    useCollaborationSelector((snapshot) => snapshot.saveProblem),
  );
  const now = useNow(connection.status === "waiting");
  const description = describeConnection(connection, unsentCount, now, hasJoined, saveProblem);
  const { state, text, announcement, action } = description;
  const root = part("connection", classNames);
  return (
    <div
      {...root}
      className={className ?? root.className}
      data-state={state}
      hidden={state === "alone" || undefined}
    >
      <span {...part("dot", classNames)} aria-hidden="true" />
      <span {...part("text", classNames)} data-testid="connection-state">
        {text}
      </span>
      {action === null ? null : (
        <button
          {...part("action", classNames)}
          type="button"
          onClick={() => {
            if (action === "tryNow") client.retryNow();
            else if (sessionId !== null) client.connect(sessionId);
          }}
        >
          {action === "tryNow" ? "Try now" : "Join again"}
        </button>
      )}
      <span {...part("announcement", classNames)} role="status">
        {announcement}
      </span>
    </div>
  );
}

/** The time, second by second while it is wanted. */
function useNow(isWanted: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isWanted) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isWanted]);
  return now;
}
