/** One parameter of a model: its range, its step and how it is written down. */
export interface ParameterSpec {
  readonly name: string;
  readonly symbol: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly defaultValue: number;
  /** The unit as it is shown after the value, empty for a plain number. */
  readonly unit: string;
}

/** The parameters that a session shares. */
export interface Model {
  readonly name: string;
  readonly parameters: readonly ParameterSpec[];
}

export type TrilogicParameter = "mu" | "omega" | "kappa";

/** The built-in model, as section 4 of the protocol tabulates it. */
export const trilogic: Model = {
  name: "trilogic",
  parameters: [
    {
      name: "mu",
      symbol: "μ",
      label: "Equilibrium",
      min: 0.5,
      max: 0.7,
      step: 0.001,
      defaultValue: 0.569,
      unit: "",
    },
    {
      name: "omega",
      symbol: "Ω",
      label: "Resonance",
      min: 0.5,
      max: 1.5,
      step: 0.001,
      defaultValue: 0.847,
      unit: "Hz",
    },
    {
      name: "kappa",
      symbol: "κ",
      label: "Coupling",
      min: 0.01,
      max: 0.05,
      step: 0.0001,
      defaultValue: 0.0207,
      unit: "",
    },
  ],
};

/** Two values closer than this are the same value, for the server and for us. */
export const VALUE_TOLERANCE = 1e-9;

export function sameValue(a: number, b: number): boolean {
  return Math.abs(a - b) <= VALUE_TOLERANCE;
}

/** β, the wabi-sabi constant: the undecided share 1 − μ − 10.8 κ. Negative outside the model. */
export function wabiSabi(mu: number, kappa: number): number {
  return 1 - mu - 10.8 * kappa;
}

export function findParameter(model: Model, name: string): ParameterSpec | undefined {
  return model.parameters.find((parameter) => parameter.name === name);
}

export function clampToRange(spec: ParameterSpec, value: number): number {
  return Math.min(spec.max, Math.max(spec.min, value));
}

/** The number of decimals that the parameter's step needs: 0.001 has three. */
export function decimalsOf(spec: ParameterSpec): number {
  return Math.max(0, Math.ceil(-Math.log10(spec.step) - 1e-6));
}

/** The value in the parameter's own decimals, without the unit. */
export function formatNumber(spec: ParameterSpec, value: number): string {
  return value.toFixed(decimalsOf(spec));
}

/** The value as it is read out: with the unit, where there is one. */
export function formatValue(spec: ParameterSpec, value: number): string {
  const number = formatNumber(spec, value);
  return spec.unit === "" ? number : `${number} ${spec.unit}`;
}
