"use client";

import { useEffect } from "react";
import { browserSessionUrl, type SessionUrl } from "./sessionUrl.js";
import { useCollaborationClient } from "./useCollaborationClient.js";
import { useCollaborationSelector } from "./useCollaborationSelector.js";

/** Keeps the address and the session in step: opening a link joins, joining changes the address. */
export function useSessionUrl(url: SessionUrl = browserSessionUrl): void {
  const client = useCollaborationClient();
  const sessionId = useCollaborationSelector(({ session }) => session?.id ?? null);

  useEffect(() => {
    function follow(): void {
      const named = url.read();
      if (named === null) client.leave();
      else client.connect(named);
    }
    // On arrival an address without a session says nothing about a session that is there already.
    if (url.read() !== null) follow();
    return url.subscribe(follow);
  }, [client, url]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect above may have joined since this render, so the id of now is read, and the one of the render only says when to look.
  useEffect(() => {
    const current = client.getState().session?.id ?? null;
    if (url.read() !== current) url.write(current);
  }, [client, url, sessionId]);
}
