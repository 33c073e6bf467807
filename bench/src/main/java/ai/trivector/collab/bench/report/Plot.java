package ai.trivector.collab.bench.report;

/** A picture of some of a report's figures. */
public sealed interface Plot permits BarPlot, LinePlot {

  /** What its file's name has behind that of the report. */
  String suffix();

  String svg();
}
