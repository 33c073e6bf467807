"use client";

import type { ConnectionState, Environment } from "@trivector/collab-client";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { SocketStore } from "./socketStore.js";

export interface UseWebSocketOptions {
  readonly url: string;
  readonly environment?: Environment;
}

export interface WebSocketHandle {
  readonly url: string;
  readonly status: ConnectionState;
  /** The last text frame. Frames may come faster than renders, so this is for showing, not for counting. */
  readonly lastMessage: string | null;
  /** Whether the frame was handed to an open connection; nothing is queued. */
  readonly send: (text: string) => boolean;
  readonly retryNow: () => void;
}

/**
 * One WebSocket that is kept open while the component is there: back-off with full jitter, pings of
 * the protocol, no reconnect after a final close. It knows nothing of sessions and needs no provider.
 */
export function useWebSocket({ url, environment }: UseWebSocketOptions): WebSocketHandle {
  const store = useMemo(() => new SocketStore(url, environment), [url, environment]);
  useEffect(() => store.hold(), [store]);
  const { status, lastMessage } = useSyncExternalStore(
    store.subscribe,
    store.getSnapshot,
    store.getSnapshot,
  );
  return { url, status, lastMessage, send: store.send, retryNow: store.retryNow };
}
