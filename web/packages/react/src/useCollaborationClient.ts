"use client";

import type { CollabClient } from "@trivector/collab-client";
import { use } from "react";
import { CollaborationContext } from "./CollaborationContext.js";

/** The client, for acting. It stays the same and makes nothing render again. */
export function useCollaborationClient(): CollabClient {
  const client = use(CollaborationContext);
  if (client === null) {
    throw new Error("There is no <CollaborationProvider> above this component; put one around it.");
  }
  return client;
}
