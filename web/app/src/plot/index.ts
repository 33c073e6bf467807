/**
 * The plot of the last minutes: who moved what, when, and to which value. Start reading at `steps.ts`,
 * which turns changes into lines; `HistoryPlot` shows them. Nothing here knows the session or the kit.
 */
export { HistoryPlot, type HistoryPlotProps, type PlotUser } from "./HistoryPlot";
export type { ParamName } from "./lanes";
export type { Change } from "./steps";
