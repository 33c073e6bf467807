"use client";

import { useCollaborationClient, useCollaborationSelector } from "@trivector/collab-react";
import { useEffect, useRef, useState } from "react";
import { describeSettled } from "./settled";
import "./notice.css";

/** Long enough to be read twice. */
const SHOWN_MILLIS = 10_000;

/** One quiet line for what others decided about one's own value, and for what went wrong. */
export function Notice() {
  const client = useCollaborationClient();
  const settled = useSettled();
  const problem = useCollaborationSelector(({ lastError, session }) =>
    session === null ? null : (lastError?.message ?? null),
  );
  const text = problem ?? settled.text;
  return (
    <div className="notice" data-shown={text !== null || undefined}>
      <p className="notice-text" role="status">
        {text}
      </p>
      {text === null ? null : (
        <button
          className="button"
          type="button"
          onClick={() => {
            client.clearError();
            settled.clear();
          }}
        >
          Dismiss
        </button>
      )}
    </div>
  );
}

/** The last such note, until it has been there long enough. Entries that came before the page did not happen now. */
function useSettled(): { readonly text: string | null; readonly clear: () => void } {
  const history = useCollaborationSelector((snapshot) => snapshot.history);
  const myId = useCollaborationSelector(({ me }) => me.userId);
  const seen = useRef(history.at(-1));
  const [text, setText] = useState<string | null>(null);

  useEffect(() => {
    const from = seen.current === undefined ? 0 : history.lastIndexOf(seen.current) + 1;
    seen.current = history.at(-1);
    for (let index = from; index < history.length; index += 1) {
      const note = describeSettled(history, index, myId);
      if (note !== null) setText(note);
    }
  }, [history, myId]);

  useEffect(() => {
    if (text === null) return;
    const timer = setTimeout(() => setText(null), SHOWN_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);

  return { text, clear: () => setText(null) };
}
