"use client";

import type { ParamValues, ResolutionStrategy } from "@trivector/collab-client";
import { useCallback, useEffect, useRef } from "react";

/** Told of the values of the outcome that a person looks at, and which one it is; `null` of none. */
export type PreviewListener = (
  params: ParamValues | null,
  strategy: ResolutionStrategy | null,
) => void;

export interface PreviewedOutcome {
  readonly params: ParamValues;
  readonly strategy: ResolutionStrategy;
}

/** Takes note of an outcome that the pointer is over, or that has the focus; `null` when it goes. */
export type NoteOutcome = (by: "pointer" | "focus", outcome: PreviewedOutcome | null) => void;

/**
 * What is pointed at counts before what is focused, and when the pointer goes, the focus counts
 * again. A preview does not outlive the question, in whichever way that ended.
 *
 * @param asked tells one question from the next; empty while there is none
 */
export function useOutcomePreview(
  onPreview: PreviewListener | undefined,
  asked: string,
): NoteOutcome {
  const listener = useRef(onPreview);
  const looks = useRef(new Map<"pointer" | "focus", PreviewedOutcome>());
  useEffect(() => {
    listener.current = onPreview;
  });
  useEffect(() => {
    if (asked === "") return;
    return () => {
      looks.current.clear();
      listener.current?.(null, null);
    };
  }, [asked]);
  return useCallback((by, outcome) => {
    if (outcome === null) looks.current.delete(by);
    else looks.current.set(by, outcome);
    const shown = looks.current.get("pointer") ?? looks.current.get("focus");
    listener.current?.(shown?.params ?? null, shown?.strategy ?? null);
  }, []);
}
