package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a server said at one moment to whoever asked for its metrics.
 *
 * @param series by their names and labels, as they are written: {@code name{label="value"}}
 */
record Scrape(Map<String, Double> series) {

  static Scrape of(LiveServer server, String... headers) {
    HttpResponse<String> response = server.get("/metrics", headers);
    assertThat(response.statusCode()).isEqualTo(200);
    return parse(response.body());
  }

  /** Asks until it is so; what is not so in the end is for the test's own limit. */
  static Scrape until(LiveServer server, Predicate<Scrape> so) {
    Scrape scrape = of(server);
    while (!so.test(scrape)) {
      scrape = of(server);
    }
    return scrape;
  }

  static Scrape parse(String text) {
    Map<String, Double> series = new LinkedHashMap<>();
    for (String line : text.lines().filter(each -> !each.startsWith("#")).toList()) {
      int value = line.lastIndexOf(' ');
      Double before =
          series.put(line.substring(0, value), Double.valueOf(numberOf(line.substring(value + 1))));
      assertThat(before).as("twice: %s", line).isNull();
    }
    return new Scrape(series);
  }

  /** Prometheus's word for what Java calls infinity. */
  private static String numberOf(String text) {
    return text.replace("Inf", "Infinity");
  }

  double value(String of) {
    assertThat(series).containsKey(of);
    return series.getOrDefault(of, Double.NaN);
  }

  /** The sum over all series of a name. */
  double sum(String name) {
    return series.entrySet().stream()
        .filter(entry -> nameOf(entry.getKey()).equals(name))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  Set<String> names() {
    return series.keySet().stream().map(Scrape::nameOf).collect(Collectors.toSet());
  }

  static String nameOf(String series) {
    int labels = series.indexOf('{');
    return labels < 0 ? series : series.substring(0, labels);
  }
}
