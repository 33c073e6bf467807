"use client";

import {
  CollaborationProvider,
  ConflictResolution,
  ConnectionStatus,
  ParameterSlider,
  SessionManager,
  UserPresence,
  useParameter,
} from "@trivector/collab-react";

export function Lab() {
  return (
    <CollaborationProvider profile={{ name: "Ada" }}>
      <SessionManager />
      <ConnectionStatus />
      <UserPresence />
      <ParameterSlider name="mu" />
      <ParameterSlider name="omega" />
      <ParameterSlider name="kappa" />
      <WabiSabi />
      <ConflictResolution />
    </CollaborationProvider>
  );
}

function WabiSabi() {
  const mu = useParameter("mu");
  const kappa = useParameter("kappa");
  return <output>β = {(1 - mu.value - 10.8 * kappa.value).toFixed(3)}</output>;
}
