"use client";

import { formatNumber, type ParameterSpec } from "@trivector/collab-client";
import { type KeyboardEvent, useId, useState } from "react";
import type { ParameterSliderPart } from "./ParameterSlider.js";
import { type ClassNames, part } from "./part.js";

export interface ExactEntryProps {
  readonly spec: ParameterSpec;
  readonly value: number;
  readonly classNames: ClassNames<ParameterSliderPart> | undefined;
  readonly onCommit: (value: number) => void;
}

/** A value typed out. Enter commits it, Escape takes it back, and so does leaving it unreadable. */
export function ExactEntry({ spec, value, classNames, onCommit }: ExactEntryProps) {
  const hintId = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const typed = draft === null ? undefined : readValue(spec, draft);
  const isWrong = draft !== null && typed === undefined;

  function commit(): void {
    if (typed === undefined) return;
    setDraft(null);
    onCommit(typed);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter") {
      event.preventDefault();
      commit();
    } else if (event.key === "Escape" && draft !== null) {
      event.preventDefault();
      event.stopPropagation();
      setDraft(null);
    }
  }

  function onBlur(): void {
    commit();
    setDraft(null);
  }

  return (
    <span {...part("entry", classNames)}>
      <input
        {...part("entry-input", classNames)}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        aria-label={`${spec.label}, exact value`}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? hintId : undefined}
        value={draft ?? formatNumber(spec, value)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      {spec.unit === "" ? null : <span {...part("unit", classNames)}>{spec.unit}</span>}
      {isWrong ? (
        <span {...part("entry-hint", classNames)} id={hintId}>
          {`${formatNumber(spec, spec.min)} to ${formatNumber(spec, spec.max)}`}
        </span>
      ) : null}
    </span>
  );
}

/** A number within the range, with a point or a comma; nothing else is guessed at. */
function readValue(spec: ParameterSpec, text: string): number | undefined {
  const trimmed = text.trim().replace(",", ".");
  const value = trimmed === "" ? Number.NaN : Number(trimmed);
  return value >= spec.min && value <= spec.max ? value : undefined;
}
