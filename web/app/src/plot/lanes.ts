/** The parameters that have a lane, from top to bottom. */
export type ParamName = "mu" | "omega" | "kappa";

/** What a lane needs to know of its parameter; the ranges are those of the model `trilogic`. */
export interface Lane {
  readonly param: ParamName;
  readonly symbol: string;
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Decimals that a step of the parameter needs. */
  readonly decimals: number;
  readonly unit: string;
}

export const LANES: readonly Lane[] = [
  { param: "mu", symbol: "μ", name: "Equilibrium", min: 0.5, max: 0.7, decimals: 3, unit: "" },
  { param: "omega", symbol: "Ω", name: "Resonance", min: 0.5, max: 1.5, decimals: 3, unit: "Hz" },
  { param: "kappa", symbol: "κ", name: "Coupling", min: 0.01, max: 0.05, decimals: 4, unit: "" },
];

export function formatValue(lane: Lane, value: number): string {
  const digits = value.toFixed(lane.decimals);
  return lane.unit === "" ? digits : `${digits} ${lane.unit}`;
}
