package ai.trivector.collab.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code deploy/} has for those who watch a server: Grafana's dashboard, and the alerts. */
final class Dashboard {

  static final Path DEPLOY = Path.of("..", "deploy");
  static final Path RULES = DEPLOY.resolve("prometheus/collab.rules.yml");

  private static final ObjectMapper JSON = new JsonMapper();
  private static final ObjectMapper YAML = new YAMLMapper();

  /**
   * A question to Prometheus.
   *
   * @param asker the panel or the alert
   * @param legend how the answer's series are called, with labels in double braces
   */
  record Query(String asker, String expression, String legend) {}

  /** Where a panel is, in columns and rows of Grafana's grid. */
  record Panel(int id, String type, String title, int x, int y, int width, int height) {

    boolean overlaps(Panel other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  private Dashboard() {}

  static JsonNode json() {
    return JSON.readTree(DEPLOY.resolve("grafana/dashboards/collab.json").toFile());
  }

  static List<Panel> panels() {
    List<Panel> panels = new ArrayList<>();
    for (JsonNode panel : json().path("panels")) {
      JsonNode at = panel.path("gridPos");
      panels.add(
          new Panel(
              panel.path("id").asInt(),
              panel.path("type").asString(),
              panel.path("title").asString(),
              at.path("x").asInt(),
              at.path("y").asInt(),
              at.path("w").asInt(),
              at.path("h").asInt()));
    }
    return panels;
  }

  static List<Query> queriesOfPanels() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : json().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(
                panel.path("title").asString(),
                target.path("expr").asString(),
                target.path("legendFormat").asString()));
      }
    }
    return queries;
  }

  static List<Query> queriesOfAlerts() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode group : YAML.readTree(RULES.toFile()).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        queries.add(new Query(rule.path("alert").asString(), rule.path("expr").asString(), ""));
      }
    }
    return queries;
  }
}
