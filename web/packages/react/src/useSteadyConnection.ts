"use client";

import type { ConnectionState } from "@trivector/collab-client";
import { useEffect, useState } from "react";

/** A blip shorter than this is nobody's business. */
export const BLIP_MILLIS = 2_000;

/**
 * The connection as it is worth telling: one that was good counts as good for two more seconds,
 * unless it is closed, which no waiting changes.
 */
export function useSteadyConnection(connection: ConnectionState): ConnectionState {
  const [good, setGood] = useState<ConnectionState | null>(null);
  const isOpen = connection.status === "open";
  const isOver = connection.status === "closed" || connection.status === "idle";

  useEffect(() => {
    if (isOpen) return;
    if (isOver) {
      setGood(null);
      return;
    }
    const timer = setTimeout(() => setGood(null), BLIP_MILLIS);
    return () => clearTimeout(timer);
  }, [isOpen, isOver]);

  useEffect(() => {
    if (isOpen) setGood(connection);
  }, [isOpen, connection]);

  return isOpen || isOver || good === null ? connection : good;
}
