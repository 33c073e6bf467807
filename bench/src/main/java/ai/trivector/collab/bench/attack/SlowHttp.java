package ai.trivector.collab.bench.attack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code slowhttptest} finds with a thousand connections, which it has to itself. */
enum SlowHttp {
  HEADERS("-H"),
  BODY("-B", "-s", "8192"),

  /**
   * Of this only that the service stays available is asked: what a page has is in the system's
   * buffers at once, so that the server has answered, and waits for another request.
   */
  READ("-X", "-w", "10", "-y", "20", "-n", "1", "-z", "5");

  private static final int LONGEST_SECONDS = 30;

  /** The time for a request, for connecting and to see that it is over. */
  private static final Duration BAR = Duration.ofSeconds(15);

  private static final Pattern ENDED = Pattern.compile("Test ended on (\\d+)\\w\\w second");
  private static final Pattern UNAVAILABLE = Pattern.compile("service available: *\\S*NO");

  private final String mode;
  private final String options;

  SlowHttp(String mode, String... options) {
    this.mode = mode;
    this.options = String.join(" ", options);
  }

  /** Runs it and says what came of it; true if that is good. */
  boolean run(int port) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("slowhttptest", mode));
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split(" ")));
    }
    command.addAll(List.of("-c", "1000", "-r", "1000", "-i", "2", "-p", "2"));
    command.addAll(List.of("-l", Integer.toString(LONGEST_SECONDS)));
    command.addAll(List.of("-u", "http://127.0.0.1:%d/".formatted(port)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output;
    try {
      output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    Matcher ended = ENDED.matcher(output);
    int seconds = ended.find() ? Integer.parseInt(ended.group(1)) : LONGEST_SECONDS;
    boolean available = !UNAVAILABLE.matcher(output).find();
    System.out.printf(
        "slowhttptest %s: over after %d s, service %s%n",
        mode, seconds, available ? "available" : "NOT AVAILABLE");
    return available && (this == READ || seconds <= BAR.toSeconds());
  }
}
