"use client";

import type { CollabSnapshot } from "@trivector/collab-client";
import { useSyncExternalStore } from "react";
import { useCollaborationClient } from "./useCollaborationClient.js";

/**
 * One part of the snapshot; the component renders again only when that part changes. The selector
 * must take a part as it is, or make a string, number or boolean of it: a new object on every call
 * would be a change on every call.
 */
export function useCollaborationSelector<Part>(select: (snapshot: CollabSnapshot) => Part): Part {
  const client = useCollaborationClient();
  const read = () => select(client.getState());
  return useSyncExternalStore(client.subscribe, read, read);
}
