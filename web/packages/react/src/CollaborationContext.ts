"use client";

import type { CollabClient } from "@trivector/collab-client";
import { createContext } from "react";

/** The client of the nearest `CollaborationProvider`. */
export const CollaborationContext = createContext<CollabClient | null>(null);
