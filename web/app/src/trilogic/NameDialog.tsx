"use client";

import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { MAX_NAME_LENGTH, readName } from "./ownNameStore";

interface NameDialogProps {
  readonly name: string | null;
  readonly onSave: (name: string) => void;
  /** Saved or not, it is over. */
  readonly onClose: () => void;
}

/** Asks for one's name, open for as long as it is there. Escape leaves it as it was. */
export function NameDialog({ name, onSave, onClose }: NameDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [typed, setTyped] = useState(name ?? "");

  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);

  function save(event: FormEvent): void {
    event.preventDefault();
    const next = readName(typed);
    if (next === null) return;
    onSave(next);
    dialog.current?.close();
  }

  return (
    <dialog ref={dialog} className="name-dialog" aria-labelledby={`${id}-label`} onClose={onClose}>
      <form onSubmit={save}>
        <label id={`${id}-label`} htmlFor={`${id}-name`}>
          Your name
        </label>
        <input
          className="field"
          id={`${id}-name`}
          type="text"
          required
          autoComplete="nickname"
          maxLength={MAX_NAME_LENGTH}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
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
  );
}
