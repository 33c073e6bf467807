import { findParameter, type ParamValues, trilogic } from "@trivector/collab-client";
import type { FlowParams } from "../picture";

/** The session's values as the picture takes them; the model's own stand in for what is missing. */
export function flowParams(values: ParamValues): FlowParams {
  const read = (name: string): number =>
    values.get(name) ?? findParameter(trilogic, name)?.defaultValue ?? Number.NaN;
  return { mu: read("mu"), omega: read("omega"), kappa: read("kappa") };
}
