"use client";

import { useCollaborationSelector } from "@trivector/collab-react";

interface OwnNameProps {
  /** Inside one's own entry among the people, or standing for it while there are none. */
  readonly kind: "entry" | "alone";
  readonly onAsk: () => void;
}

/** The button by which one says how one wants to be called. */
export function OwnName({ kind, onAsk }: OwnNameProps) {
  const name = useCollaborationSelector(({ me }) => me.name);
  return (
    <button
      className={kind === "alone" ? "button own-name" : "own-name"}
      data-kind={kind}
      type="button"
      aria-haspopup="dialog"
      aria-label={name === null ? "Set your name" : `Change your name, ${name}`}
      onClick={onAsk}
    >
      {kind === "entry" ? <Pencil /> : (name ?? "Set Your Name")}
    </button>
  );
}

function Pencil() {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16">
      <path d="m3 13 .6-2.9 6.7-6.7a1.2 1.2 0 0 1 1.7 0l.6.6a1.2 1.2 0 0 1 0 1.7l-6.7 6.7z" />
    </svg>
  );
}
