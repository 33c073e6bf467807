"use client";

import { CollaborationProvider } from "@trivector/collab-react";
import { Workbench } from "./Workbench";

/** The page of the model `trilogic`: one client, and everything that it is shown with. */
export function Trilogic() {
  // Named here too, so that the bundler that builds this site sets it in, whatever it does to packages.
  const serverUrl = process.env.NEXT_PUBLIC_WS_URL || undefined;
  return (
    <CollaborationProvider serverUrl={serverUrl}>
      <Workbench />
    </CollaborationProvider>
  );
}
