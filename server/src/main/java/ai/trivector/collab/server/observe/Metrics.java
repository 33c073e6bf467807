package ai.trivector.collab.server.observe;

import ai.trivector.collab.server.count.Histogram;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What Prometheus is told, by name. Nothing is counted here: each reading is of what others count
 * anyway, so that a server that nobody scrapes pays for no more than that. On one thread.
 */
public final class Metrics implements AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final JvmHeapPressureMetrics heapPressure = new JvmHeapPressureMetrics();

  /** The registry holds what it reads only weakly. */
  private final List<LongSupplier> counts = new ArrayList<>();

  /** With what the process and its JVM say of themselves. */
  Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    heapPressure.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    if (ResidentMemory.isKnown()) {
      gauge(
          "process_resident_memory_bytes",
          "Memory of the process that is in RAM, the heap and all else.",
          ResidentMemory::bytes);
    }
  }

  /**
   * Something that only ever grows.
   *
   * @param name ends with {@code _total}
   * @param labels names and values in turn
   */
  public void counter(String name, String help, LongSupplier count, String... labels) {
    counts.add(count);
    FunctionCounter.builder(name, count, LongSupplier::getAsLong)
        .description(help)
        .tags(labels)
        .register(registry);
  }

  /**
   * Something that goes up and down.
   *
   * @param labels names and values in turn
   */
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    Gauge.builder(name, value::getAsDouble).description(help).tags(labels).register(registry);
  }

  /**
   * How long something takes.
   *
   * @param name ends with {@code _seconds}
   */
  public void latency(String name, String help, Histogram nanos) {
    histogram(name, help, nanos, NANOS_PER_SECOND);
  }

  /** How large something is. */
  public void sizes(String name, String help, Histogram sizes) {
    histogram(name, help, sizes, 1);
  }

  /**
   * Something that does not change, said by its labels.
   *
   * @param name without the {@code _info} that it is given
   */
  public void info(String name, String help, String... labels) {
    InfoSnapshot info =
        InfoSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(InfoDataPointSnapshot.builder().labels(Labels.of(labels)).build())
            .build();
    registry.getPrometheusRegistry().register(() -> info);
  }

  /** How much room there is on the disk of this directory. */
  public void diskOf(Path directory) {
    new DiskSpaceMetrics(directory.toFile()).bindTo(registry);
  }

  /** Everything as of now, in Prometheus's text format. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    heapPressure.close();
    registry.close();
  }

  private void histogram(String name, String help, Histogram from, double unit) {
    long[] bounds = from.bounds();
    double[] upTo = new double[bounds.length + 1];
    for (int i = 0; i < bounds.length; i++) {
      upTo[i] = bounds[i] / unit;
    }
    upTo[bounds.length] = Double.POSITIVE_INFINITY;
    registry
        .getPrometheusRegistry()
        .register(() ->
            HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(
                    HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(upTo, from.counts()))
                        .sum(from.sum() / unit)
                        .build())
                .build());
  }
}
