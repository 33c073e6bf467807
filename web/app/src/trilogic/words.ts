import type { TrilogicParameter } from "@trivector/collab-client";

/** The parameters in the order in which they are shown. */
export const PARAMETERS: readonly TrilogicParameter[] = ["mu", "omega", "kappa"];

/** What each one does to the picture, for those who have never seen it. */
export const EFFECTS: Readonly<Record<TrilogicParameter, string>> = {
  mu: "Tilts the flow’s axis. It ends at the odds of truth, z = μ / (1 − μ).",
  omega: "Sets the pace: the flow turns Ω times a second about its axis.",
  kappa: "Pulls towards the equilibrium: from loose circles to a tight spiral.",
};
