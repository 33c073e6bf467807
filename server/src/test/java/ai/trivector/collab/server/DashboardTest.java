package ai.trivector.collab.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.trivector.collab.server.Dashboard.Panel;
import ai.trivector.collab.server.Dashboard.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The dashboard and the alerts ask for what a server really says, and Prometheus's own tool takes
 * them. Where that tool is missing its part is skipped; {@code ./dev test} sees to it.
 */
@Timeout(120)
final class DashboardTest {

  /** What Prometheus adds itself to whatever it scrapes. */
  private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("instance", "job");

  private static final Pattern NAME =
      Pattern.compile("\\b(?:collab|jvm|process|system|disk)_[a-z0-9_]+");
  private static final Pattern SELECTOR = Pattern.compile("(" + NAME + ")\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");
  private static final int COLUMNS = 24;
  private static final long TOOL_SECONDS = 60;

  @TempDir static Path directory;

  private static Scrape scrape;
  private static String text;

  @BeforeAll
  static void scrapeAServerThatIsInUse() {
    try (LiveServer server = LiveServer.start(directory.resolve("data"))) {
      String session = server.createSession();
      try (Tab ada = server.join(session, "ada")) {
        ada.move("mu", 0.6).next("param:broadcast");
        Scrape.of(server);
        // Of its pauses the JVM says something once there was one.
        System.gc();
        Scrape.until(server, now -> now.names().contains("jvm_gc_pause_seconds_sum"));
        text = server.get("/metrics").body();
        scrape = Scrape.parse(text);
      }
    }
  }

  static Stream<Query> queries() {
    return Stream.concat(
        Dashboard.queriesOfPanels().stream(), Dashboard.queriesOfAlerts().stream());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void what_is_asked_for_is_there(Query query) {
    assertThat(scrape.names())
        .as(query.expression())
        .containsAll(NAME.matcher(query.expression()).results().map(MatchResult::group).toList());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void what_is_picked_out_by_a_label_has_it(Query query) {
    for (MatchResult selector : SELECTOR.matcher(query.expression()).results().toList()) {
      List<String> matchers =
          MATCHER
              .matcher(selector.group(2))
              .results()
              .filter(matcher -> !LABELS_OF_PROMETHEUS.contains(matcher.group(1)))
              .map(MatchResult::group)
              .toList();
      assertThat(scrape.series().keySet())
          .as(query.expression())
          .anyMatch(series ->
              Scrape.nameOf(series).equals(selector.group(1))
                  && matchers.stream().allMatch(series::contains));
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void what_is_grouped_or_named_by_a_label_has_it(Query query) {
    Set<String> labels = new TreeSet<>(LABELS_OF_PROMETHEUS);
    Set<String> names =
        NAME.matcher(query.expression())
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    for (String series : scrape.series().keySet()) {
      if (names.contains(Scrape.nameOf(series))) {
        MATCHER.matcher(series).results().forEach(label -> labels.add(label.group(1)));
      }
    }
    Set<String> used = new TreeSet<>();
    GROUPING
        .matcher(query.expression())
        .results()
        .forEach(group -> used.addAll(List.of(group.group(1).split(", *"))));
    LEGEND_LABEL.matcher(query.legend()).results().forEach(label -> used.add(label.group(1)));
    assertThat(labels).as(query.toString()).containsAll(used);
  }

  @Test
  void every_metric_of_ours_is_on_the_dashboard_or_in_an_alert() {
    String asked = queries().map(Query::expression).collect(Collectors.joining("\n"));
    Set<String> unseen = new TreeSet<>();
    for (String name : scrape.names()) {
      String family = name.replaceFirst("_(bucket|count|sum)$", "");
      if (name.startsWith("collab_") && !asked.contains(family)) {
        unseen.add(family);
      }
    }
    assertThat(unseen).isEmpty();
  }

  @Test
  void every_panel_has_a_place_of_its_own_and_says_what_it_shows() {
    List<Panel> panels = Dashboard.panels();
    assertThat(panels).isNotEmpty();
    assertThat(panels).extracting(Panel::id).doesNotHaveDuplicates();
    assertThat(panels).extracting(Panel::title).doesNotHaveDuplicates().doesNotContain("");
    for (Panel panel : panels) {
      assertThat(panel.x() + panel.width()).as(panel.title()).isBetween(1, COLUMNS);
      assertThat(panel.height()).as(panel.title()).isPositive();
      assertThat(panels)
          .as(panel.title())
          .filteredOn(other -> other.id() != panel.id())
          .noneMatch(panel::overlaps);
    }
    Dashboard.json()
        .path("panels")
        .forEach(panel -> {
          if (!panel.path("type").asString().equals("row")) {
            assertThat(panel.path("description").asString()).as(panel.toString()).isNotBlank();
            assertThat(panel.path("targets").size()).isPositive();
          }
        });
  }

  @Test
  void panels_are_listed_in_the_order_in_which_they_are_read() {
    List<Panel> panels = Dashboard.panels();
    for (int i = 1; i < panels.size(); i++) {
      Panel before = panels.get(i - 1);
      Panel panel = panels.get(i);
      assertThat(panel.y() * COLUMNS + panel.x())
          .as(panel.title())
          .isGreaterThan(before.y() * COLUMNS + before.x());
    }
  }

  @Test
  void promtool_takes_the_alerts_and_their_own_tests_pass() throws IOException {
    Path prometheus = Dashboard.DEPLOY.resolve("prometheus");
    promtool("check", "rules", Dashboard.RULES.toString());
    promtool("test", "rules", prometheus.resolve("collab.test.yml").toString());
    promtool("check", "config", prometheus.resolve("prometheus.yml").toString());
  }

  @Test
  void every_alert_is_tried_and_operators_are_told_what_to_do() throws IOException {
    String operations = Files.readString(Path.of("..", "docs", "operations.md"));
    String tests = Files.readString(Dashboard.DEPLOY.resolve("prometheus/collab.test.yml"));
    for (Query alert : Dashboard.queriesOfAlerts()) {
      assertThat(Pattern.compile(alert.asker() + "\\n\\s+exp_alerts:").matcher(tests).find())
          .as("%s goes off in no test", alert.asker())
          .isTrue();
      assertThat(operations).contains("| `%s` |".formatted(alert.asker()));
    }
  }

  /** As rules they are read by the same parser as when the dashboard asks. */
  @Test
  void promtool_takes_what_the_dashboard_asks() throws IOException {
    List<String> rules = new ArrayList<>(List.of("groups:", "  - name: dashboard", "    rules:"));
    int number = 0;
    for (Query query : Dashboard.queriesOfPanels()) {
      String expression = query.expression().replace("$__rate_interval", "5m");
      rules.add("      - record: panel:query" + number++);
      rules.add("        expr: '" + expression.replace("'", "''") + "'");
    }
    Path file = directory.resolve("dashboard.rules.yml");
    Files.write(file, rules);
    promtool("check", "rules", file.toString());
  }

  /** Units, suffixes, and that each says what it is. */
  @Test
  void promtool_finds_nothing_wrong_with_the_names_of_our_metrics() throws IOException {
    Path ours = directory.resolve("ours.txt");
    Files.write(ours, text.lines().filter(line -> line.contains("collab_")).toList());
    promtool(ours, "check", "metrics");
  }

  private static void promtool(String... arguments) throws IOException {
    promtool(Path.of("/dev/null"), arguments);
  }

  private static void promtool(Path input, String... arguments) throws IOException {
    boolean isThere =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    assumeTrue(isThere, "promtool, of Debian's package prometheus");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile(directory, "promtool", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    assertThat(process.exitValue()).as(Files.readString(said, UTF_8)).isZero();
  }
}
