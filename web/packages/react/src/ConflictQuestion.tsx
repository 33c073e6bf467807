"use client";

import {
  findParameter,
  formatValue,
  type OpenConflict,
  type ParamValues,
  type ResolutionStrategy,
  resolvedValue,
} from "@trivector/collab-client";
import { type ReactNode, useId } from "react";
import type { ConflictResolutionPart } from "./ConflictResolution.js";
import { type ClassNames, part } from "./part.js";
import { useCollaborationClient } from "./useCollaborationClient.js";
import { useCollaborationSelector } from "./useCollaborationSelector.js";
import type { NoteOutcome } from "./useOutcomePreview.js";

export interface ConflictQuestionProps {
  readonly conflict: OpenConflict;
  readonly classNames: ClassNames<ConflictResolutionPart> | undefined;
  readonly renderPreview: ((params: ParamValues) => ReactNode) | undefined;
  readonly onLook: NoteOutcome;
}

const OUTCOMES: readonly { readonly strategy: ResolutionStrategy; readonly label: string }[] = [
  { strategy: "yours", label: "Keep Your Value" },
  { strategy: "theirs", label: "Accept Their Value" },
  { strategy: "average", label: "Use Average" },
];

/** One parameter's question: the three outcomes side by side, each with its value. */
export function ConflictQuestion(props: ConflictQuestionProps) {
  const { conflict, classNames, renderPreview, onLook } = props;
  const client = useCollaborationClient();
  const values = useCollaborationSelector((snapshot) => snapshot.values);
  const id = useId();
  const spec = findParameter(client.model, conflict.param);
  if (spec === undefined) return null;
  const { theirUserName, theirValue, yourValue } = conflict;
  return (
    <section
      {...part("conflict", classNames)}
      data-param={conflict.param}
      aria-labelledby={`${id}-question`}
    >
      <h3 {...part("question", classNames)} id={`${id}-question`}>
        {`${spec.symbol} ${spec.label}`}
      </h3>
      <p {...part("explanation", classNames)}>
        {`${theirUserName} set it to ${formatValue(spec, theirValue)}; you set it to ${formatValue(spec, yourValue)}.`}
      </p>
      <div {...part("outcomes", classNames)}>
        {OUTCOMES.map(({ strategy, label }) => {
          const value = resolvedValue(conflict, strategy);
          const outcome = new Map(values).set(conflict.param, value);
          const valueId = `${id}-${strategy}`;
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: pointing only previews; the keyboard's way to the same is the focus of the button inside.
            <div
              key={strategy}
              {...part("outcome", classNames)}
              data-strategy={strategy}
              onPointerEnter={() => onLook("pointer", { params: outcome, strategy })}
              onPointerLeave={() => onLook("pointer", null)}
              onFocus={() => onLook("focus", { params: outcome, strategy })}
              onBlur={() => onLook("focus", null)}
            >
              {renderPreview === undefined ? null : (
                <div {...part("preview", classNames)} aria-hidden="true">
                  {renderPreview(outcome)}
                </div>
              )}
              <span {...part("value", classNames)} id={valueId}>
                {formatValue(spec, value)}
              </span>
              <button
                {...part("choose", classNames)}
                type="button"
                aria-describedby={`${id}-question ${valueId}`}
                onClick={() => client.resolveConflict(conflict.param, strategy)}
              >
                {label}
              </button>
            </div>
          );
        })}
      </div>
    </section>
  );
}
