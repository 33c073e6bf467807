"use client";

import type { OpenConflict, ParamValues } from "@trivector/collab-client";
import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef } from "react";
import { ConflictQuestion } from "./ConflictQuestion.js";
import { type ClassNames, part } from "./part.js";
import { useCollaborationClient } from "./useCollaborationClient.js";
import { useCollaborationSelector } from "./useCollaborationSelector.js";
import { type PreviewListener, useOutcomePreview } from "./useOutcomePreview.js";

export type ConflictResolutionPart =
  | "conflict-dialog"
  | "title"
  | "conflict"
  | "question"
  | "explanation"
  | "outcomes"
  | "outcome"
  | "preview"
  | "value"
  | "choose"
  | "dismiss";

export interface ConflictResolutionProps {
  readonly className?: string;
  readonly classNames?: ClassNames<ConflictResolutionPart>;
  /** A small picture of the model at these values. */
  readonly renderPreview?: (params: ParamValues) => ReactNode;
  /** The outcome that is pointed at, or else focused; `null` when none is. */
  readonly onPreview?: PreviewListener;
}

/**
 * Asks what shall be, where two people moved the same parameter: one dialog, however many there
 * are. Escape keeps what is there, and nothing is sent.
 */
export function ConflictResolution(props: ConflictResolutionProps) {
  const { className, classNames, renderPreview, onPreview } = props;
  const client = useCollaborationClient();
  const conflicts = useCollaborationSelector((snapshot) => snapshot.conflicts);
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = conflicts.map(({ param }) => param).join(" ");

  const noteOutcome = useOutcomePreview(onPreview, asked);

  // What is asked about decides when to open and where to put the focus; the values do not.
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (asked === "") {
      element.close();
      return;
    }
    if (!element.open) element.showModal();
    element.querySelector<HTMLElement>('[data-strategy="theirs"] button')?.focus();
  }, [asked]);

  function dismiss(event: SyntheticEvent): void {
    event.preventDefault();
    client.dismissConflict();
  }

  const root = part("conflict-dialog", classNames);
  return (
    <dialog
      {...root}
      className={className ?? root.className}
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={dismiss}
      onClose={() => {
        // The event comes late: by then another conflict may have opened the dialog again.
        if (dialog.current?.open === false) client.dismissConflict();
      }}
    >
      {conflicts.length === 0 ? null : (
        <>
          <h2 {...part("title", classNames)} id={titleId}>
            {titleOf(conflicts)}
          </h2>
          {conflicts.map((conflict) => (
            <ConflictQuestion
              key={conflict.param}
              conflict={conflict}
              classNames={classNames}
              renderPreview={renderPreview}
              onLook={noteOutcome}
            />
          ))}
          <button {...part("dismiss", classNames)} type="button" onClick={dismiss}>
            Leave As It Is
          </button>
        </>
      )}
    </dialog>
  );
}

function titleOf(conflicts: readonly OpenConflict[]): string {
  return conflicts.length === 1
    ? "Somebody else moved this too"
    : `Somebody else moved these ${conflicts.length} too`;
}
