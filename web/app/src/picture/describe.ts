import { beta, type FlowParams, pull } from "./mobius";

/** The picture in words, for those who do not see it; it follows the parameters. */
export function describePicture(params: FlowParams): string {
  return [
    "The Riemann sphere with false at the south pole, true on the equator and undefined at the north pole.",
    `${describeAxis(params.mu)} The flow turns ${params.omega.toFixed(3)} times a second`,
    `in ${describeSpiral(params.kappa)}.`,
    describeShare(params),
  ].join(" ");
}

/** The undecided share in words, or that there is none. */
export function describeShare(params: FlowParams): string {
  const share = beta(params);
  return share < 0
    ? `Outside the model: β is ${formatBeta(share)}, below zero, so there is no undecided cap.`
    : `The undecided cap covers ${(share * 100).toFixed(1)} % of the sphere, β = ${formatBeta(share)}.`;
}

/** With a true minus sign, which reads as one and is as wide as a digit. */
export function formatBeta(share: number): string {
  const digits = Math.abs(share).toFixed(3);
  return share < 0 ? `−${digits}` : digits;
}

function describeAxis(mu: number): string {
  const odds = mu / (1 - mu);
  return `The flow's axis ends at the equilibrium μ = ${mu.toFixed(3)}, odds of truth ${odds.toFixed(2)} to 1.`;
}

/** Named by how many turns the flow takes to come ten times nearer to the equilibrium. */
function describeSpiral(kappa: number): string {
  const turns = Math.LN10 / pull(kappa) / (2 * Math.PI);
  const shape = turns > 2.5 ? "loose circles" : turns > 1.2 ? "a spiral" : "a tight spiral";
  return `${shape}, ten times nearer to the equilibrium every ${turns.toFixed(1)} turns`;
}
