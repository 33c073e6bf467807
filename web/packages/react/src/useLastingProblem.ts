"use client";

import type { Problem } from "@trivector/collab-client";
import { useEffect, useState } from "react";
import { BLIP_MILLIS } from "./useSteadyConnection.js";

/** The problem as it is worth telling: once it has lasted longer than a blip, until it is over. */
export function useLastingProblem(problem: Problem | null): Problem | null {
  const [isLasting, setLasting] = useState(false);
  const isThere = problem !== null;

  useEffect(() => {
    if (!isThere) return;
    const timer = setTimeout(() => setLasting(true), BLIP_MILLIS);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [isThere]);

  return isLasting ? problem : null;
}
