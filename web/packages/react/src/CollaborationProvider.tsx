"use client";

import {
  type CollabClient,
  type CollabClientOptions,
  createCollabClient,
} from "@trivector/collab-client";
import { type ReactNode, useEffect, useState } from "react";
import { CollaborationContext } from "./CollaborationContext.js";
import { configuredServerUrl } from "./serverUrl.js";

export interface CollaborationProviderProps extends CollabClientOptions {
  /** A client made elsewhere; the other options are then its maker's affair. */
  readonly client?: CollabClient;
  readonly children: ReactNode;
}

/**
 * Gives its children one client, and so one session. The options are read once, when it mounts.
 * When it unmounts for good, the session is left.
 */
export function CollaborationProvider({
  client: given,
  children,
  ...options
}: CollaborationProviderProps) {
  const [own] = useState(
    () => given ?? createCollabClient({ serverUrl: configuredServerUrl(), ...options }),
  );
  const client = given ?? own;
  useEffect(() => client.retain(), [client]);
  return <CollaborationContext value={client}>{children}</CollaborationContext>;
}
