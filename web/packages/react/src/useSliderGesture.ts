"use client";

import { clampToRange, type ParameterSpec } from "@trivector/collab-client";
import { type ChangeEvent, type KeyboardEvent, useEffect, useRef } from "react";
import type { Parameter } from "./useParameter.js";

export interface GestureListeners {
  readonly onValueChange: ((value: number) => void) | undefined;
  readonly onValueCommit: ((value: number) => void) | undefined;
}

/** The steps of a key; Home and End go as far as it goes. */
const KEY_STEPS: ReadonlyMap<string, number> = new Map([
  ["ArrowRight", 1],
  ["ArrowUp", 1],
  ["ArrowLeft", -1],
  ["ArrowDown", -1],
  ["PageUp", 10],
  ["PageDown", -10],
  ["Home", Number.NEGATIVE_INFINITY],
  ["End", Number.POSITIVE_INFINITY],
]);

/**
 * Tells the live value from the finished gesture on a native slider. While a pointer or a repeating
 * key is down the value is live; when it is let go, or where nothing is down, it is committed.
 */
export function useSliderGesture(parameter: Parameter, listeners: GestureListeners) {
  const latest = useRef({ parameter, listeners });
  useEffect(() => {
    latest.current = { parameter, listeners };
  });
  /** The live value of a gesture that is under way; `null` while nothing is down. */
  const gesture = useRef<{ value: number } | null>(null);
  const stopListening = useRef<(() => void) | null>(null);

  function begin(): void {
    gesture.current ??= { value: latest.current.parameter.value };
  }

  function end(): void {
    stopListening.current?.();
    stopListening.current = null;
    const finished = gesture.current;
    if (finished === null) return;
    gesture.current = null;
    latest.current.parameter.release();
    latest.current.listeners.onValueCommit?.(finished.value);
  }

  function moveTo(value: number): void {
    const current = latest.current;
    current.listeners.onValueChange?.(value);
    if (gesture.current !== null) {
      gesture.current.value = value;
      current.parameter.setLive(value);
    } else {
      current.parameter.commit(value);
      current.listeners.onValueCommit?.(value);
    }
  }

  function onPointerDown(): void {
    begin();
    // The pointer is let go anywhere on the page, and not always over the slider.
    const ends = ["pointerup", "pointercancel"] as const;
    for (const name of ends) window.addEventListener(name, end);
    stopListening.current = () => {
      for (const name of ends) window.removeEventListener(name, end);
    };
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const steps = KEY_STEPS.get(event.key);
    if (steps === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { spec, value } = latest.current.parameter;
    if (event.repeat) begin();
    moveTo(stepped(spec, value, event.shiftKey && Math.abs(steps) === 1 ? steps * 10 : steps));
  }

  const endRef = useRef(end);
  useEffect(() => {
    endRef.current = end;
  });
  useEffect(() => () => endRef.current(), []);

  return {
    onPointerDown,
    onKeyDown,
    onKeyUp: end,
    onBlur: end,
    onChange: (event: ChangeEvent<HTMLInputElement>) => moveTo(event.currentTarget.valueAsNumber),
  };
}

/** Steps add up without the dust of binary fractions: nine decimals are the session's tolerance. */
function stepped(spec: ParameterSpec, value: number, steps: number): number {
  return Number(clampToRange(spec, value + steps * spec.step).toFixed(9));
}
