package ai.trivector.collab.bench.sidebyside;

/** Something that is measured once in each round. */
enum Figure {
  CPU("CPU-s per million deliveries", 2),
  CPU_SATURATED("CPU-s per million deliveries", 2),
  SATURATED("deliveries/s at saturation", 0),
  RATE("deliveries/s", 0),
  P50("p50, ms", 2),
  P99("p99, ms", 2),
  P999("p99.9, ms", 2),
  BYTES("bytes of a message", 0),
  LOST("lost", 0),
  DUPLICATED("duplicated", 0),
  REORDERED("reordered", 0),
  REFUSED("refused", 0),
  LOAD("load's share of its core", 2),
  OTHERS("what others took of a core", 2),
  LOAD_SATURATED("load's share of its core", 2),
  SERVER_SATURATED("server's share of its core at saturation", 2),
  IDLE_KIB("KiB for each idle connection", 1),
  EMPTY_MIB("MiB of an empty server", 1);

  private final String title;
  private final int decimals;

  Figure(String title, int decimals) {
    this.title = title;
    this.decimals = decimals;
  }

  String title() {
    return title;
  }

  String format(double value) {
    return String.format(java.util.Locale.ROOT, "%,." + decimals + "f", value);
  }
}
