package ai.trivector.collab.server.websocket;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs the Autobahn test suite against {@link EchoServer}, and fails when a case failed, or when
 * not all were run. {@code ./dev conformance [CASE...]}; the suite has to be on the class path,
 * with the Jython that it runs in.
 */
final class Conformance {

  private static final Path REPORT = Path.of("server", "target", "autobahn");
  private static final String AGENT = "trivector-collab";

  /** Compression, of which this port of the suite has nothing: {@link CompressionInteropTest}. */
  private static final List<String> EXCLUDED = List.of("12.*", "13.*");

  /** Sections 1 to 7 and 10, and the 54 of section 9. */
  private static final int CASES = 247 + 54;

  /** It takes two to four minutes; more is a connection that hangs. */
  private static final long TIMEOUT_MINUTES = 15;

  /** What a case or its close may be besides failed. */
  private static final List<String> GOOD = List.of("OK", "NON-STRICT", "INFORMATIONAL");

  private Conformance() {}

  /** Runs these cases, such as {@code 6.*}, or all. */
  public static void main(String[] cases) throws IOException, InterruptedException {
    Files.createDirectories(REPORT);
    Path index = REPORT.resolve("index.json");
    Files.deleteIfExists(index);
    long begin = System.nanoTime();
    try (EchoServer server = new EchoServer()) {
      run(server.url(), cases.length == 0 ? List.of("*") : Arrays.asList(cases));
    }
    JsonObject results = new JsonObject(Files.readString(index)).getJsonObject(AGENT);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    System.exit(print(results, seconds) && (cases.length > 0 || isWhole(results)) ? 0 : 1);
  }

  private static void run(String url, List<String> cases) throws IOException, InterruptedException {
    JsonObject spec =
        new JsonObject()
            .put("options", new JsonObject().put("failByDrop", false))
            .put("outdir", REPORT.toString())
            .put(
                "servers",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("agent", AGENT)
                            .put("url", url)
                            .put("options", new JsonObject().put("version", 18))))
            .put("cases", new JsonArray(cases))
            .put("exclude-cases", new JsonArray(EXCLUDED))
            .put("exclude-agent-cases", new JsonObject());
    Path specFile = Files.writeString(REPORT.resolve("spec.json"), spec.encodePrettily());
    // A process of its own, for Jython and the server would compete for one heap.
    Process suite =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.python.util.jython",
                "-c",
                """
                import json
                from autobahntestsuite import wstest
                wstest.start({'mode': 'fuzzingclient', 'debug': False}, json.load(open('%s')))
                """
                    .formatted(specFile))
            .redirectErrorStream(true)
            .redirectOutput(REPORT.resolve("suite.log").toFile())
            .start();
    try {
      if (!suite.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("the suite did not end within %d minutes".formatted(TIMEOUT_MINUTES));
      }
    } finally {
      suite.destroyForcibly();
    }
  }

  /** Says how many were what, and which were not OK; true if none failed. */
  private static boolean print(JsonObject results, long seconds) {
    Map<String, Integer> counts = new TreeMap<>();
    boolean good = true;
    for (String id : results.fieldNames()) {
      JsonObject result = results.getJsonObject(id);
      String behavior = result.getString("behavior");
      String close = result.getString("behaviorClose");
      boolean passed = GOOD.contains(behavior) && GOOD.contains(close);
      counts.merge(passed ? behavior : "FAILED", 1, Integer::sum);
      if (!behavior.equals("OK") || !close.equals("OK")) {
        System.out.printf("%-8s %s, close %s%n", id, behavior, close);
      }
      good &= passed;
    }
    System.out.printf(
        "autobahn: %d cases in %d s: %s; the report is %s%n",
        results.size(), seconds, counts, REPORT.resolve("index.html"));
    return good;
  }

  private static boolean isWhole(JsonObject results) {
    if (results.size() == CASES) {
      return true;
    }
    System.out.printf("autobahn: %d cases were to be run%n", CASES);
    return false;
  }
}
