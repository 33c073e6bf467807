export { HistoryPlot, type HistoryPlotProps, type PlotUser } from "./HistoryPlot";
export type { ParamName } from "./lanes";
export type { Change } from "./steps";
