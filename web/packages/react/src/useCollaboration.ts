"use client";

import type { CollabClient, CollabSnapshot } from "@trivector/collab-client";
import { useMemo } from "react";
import { useCollaborationClient } from "./useCollaborationClient.js";
import { useCollaborationSelector } from "./useCollaborationSelector.js";

export interface Collaboration extends CollabSnapshot {
  readonly client: CollabClient;
}

/** Everything, and the client to act with. It renders again on every change: for small pages. */
export function useCollaboration(): Collaboration {
  const client = useCollaborationClient();
  const snapshot = useCollaborationSelector(everything);
  return useMemo(() => ({ ...snapshot, client }), [snapshot, client]);
}

function everything(snapshot: CollabSnapshot): CollabSnapshot {
  return snapshot;
}
