"use client";

import type { ParameterView } from "@trivector/collab-client";
import { useMemo } from "react";
import { useCollaborationClient } from "./useCollaborationClient.js";
import { useCollaborationSelector } from "./useCollaborationSelector.js";

export interface Parameter extends ParameterView {
  /** The thumb is here now; others see it move, and a pause of 300 ms commits it. */
  readonly setLive: (value: number) => void;
  /** The gesture is over: where the thumb is is committed. */
  readonly release: () => void;
  /** A finished change in one. */
  readonly commit: (value: number) => void;
  /** Back to the default. */
  readonly reset: () => void;
}

/** One parameter of the session: what to show of it, and how to move it. */
export function useParameter(name: string): Parameter {
  const client = useCollaborationClient();
  const view = useCollaborationSelector(({ params }) => params.get(name));
  if (view === undefined) {
    const names = client.model.parameters.map((parameter) => parameter.name).join(", ");
    throw new Error(`The model has no parameter "${name}"; it has ${names}.`);
  }
  return useMemo(
    () => ({
      ...view,
      setLive: (value: number) => client.drag(name, value),
      release: () => client.release(name),
      commit: (value: number) => client.commit(name, value),
      reset: () => client.reset(name),
    }),
    [client, name, view],
  );
}
