"use client";

import { useCollaborationClient, useCollaborationSelector } from "@trivector/collab-react";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { MAX_NAME_LENGTH, readName, storedName, storeName } from "./ownNameStore";

interface OwnNameProps {
  /** Inside one's own entry among the people, or standing for it while there are none. */
  readonly kind: "entry" | "alone";
}

/** A button that opens a small dialog in which one says how one wants to be called. */
export function OwnName({ kind }: OwnNameProps) {
  const client = useCollaborationClient();
  const name = useCollaborationSelector(({ me }) => me.name);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [typed, setTyped] = useState("");

  // The name of the last visit; it comes before the first handshake, which waits for the network.
  useEffect(() => {
    const kept = storedName();
    if (kept !== null && client.getState().me.name === null) client.setProfile({ name: kept });
  }, [client]);

  function open(): void {
    setTyped(name ?? "");
    dialog.current?.showModal();
  }

  function save(event: FormEvent): void {
    event.preventDefault();
    const next = readName(typed);
    if (next === null) return;
    storeName(next);
    if (next !== name) client.setProfile({ name: next });
    dialog.current?.close();
  }

  return (
    <>
      <button
        className={kind === "alone" ? "button own-name" : "own-name"}
        data-kind={kind}
        type="button"
        aria-haspopup="dialog"
        aria-label={name === null ? "Set your name" : `Change your name, ${name}`}
        onClick={open}
      >
        {kind === "entry" ? <Pencil /> : (name ?? "Set Your Name")}
      </button>
      <dialog ref={dialog} className="name-dialog" aria-labelledby={`${id}-label`}>
        <form onSubmit={save}>
          <label id={`${id}-label`} htmlFor={`${id}-name`}>
            Your name
          </label>
          <input
            className="field"
            id={`${id}-name`}
            type="text"
            autoComplete="nickname"
            maxLength={MAX_NAME_LENGTH}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            aria-describedby={`${id}-hint`}
          />
          <p id={`${id}-hint`}>Everybody in the session sees it. This browser keeps it.</p>
          <div className="name-actions">
            <button className="button" type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button className="button" data-kind="primary" type="submit">
              Save Name
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}

function Pencil() {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16">
      <path d="m3 13 .6-2.9 6.7-6.7a1.2 1.2 0 0 1 1.7 0l.6.6a1.2 1.2 0 0 1 0 1.7l-6.7 6.7z" />
    </svg>
  );
}
