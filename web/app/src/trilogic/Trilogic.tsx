"use client";

import { CollaborationProvider } from "@trivector/collab-react";
import { Workbench } from "./Workbench";

/** The page of the model `trilogic`: one client, and everything that it is shown with. */
export function Trilogic() {
  return (
    <CollaborationProvider>
      <Workbench />
    </CollaborationProvider>
  );
}
