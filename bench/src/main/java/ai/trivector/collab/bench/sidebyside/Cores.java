package ai.trivector.collab.bench.sidebyside;

import ai.trivector.collab.bench.process.CoreTime;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which processor servers have, and which the load: one each, so that neither takes time from the
 * other.
 */
final class Cores {

  private static final String ALLOWED = "Cpus_allowed_list:";

  /** What a server's command begins with. */
  private final List<String> launcher;

  /** That nobody else is to have; none where they are shared. */
  private final List<CoreTime> own;

  private final String description;

  private Cores(List<String> launcher, List<CoreTime> own, String description) {
    this.launcher = launcher;
    this.own = own;
    this.description = description;
  }

  /** Nothing has a core of its own. */
  static Cores shared() {
    return new Cores(List.of(), List.of(), "no core of their own");
  }

  /** Takes the last one for this process, and leaves the first to servers, where there are two. */
  static Cores share(PrintStream out) {
    List<Integer> allowed = allowed();
    if (allowed.size() < 2) {
      out.println("bench: only one core is there, and servers share it with the load");
      return shared();
    }
    int server = allowed.getFirst();
    int load = allowed.getLast();
    if (!run("taskset", "--all-tasks", "--cpu-list", "--pid", "%d".formatted(load), pid())) {
      out.println(
          "bench: taskset is missing (package util-linux), so nothing has a core of its own");
      return shared();
    }
    return new Cores(
        List.of("taskset", "--cpu-list", Integer.toString(server)),
        List.of(new CoreTime(server), new CoreTime(load)),
        "servers on core %d, load on core %d".formatted(server, load));
  }

  List<String> launcher() {
    return launcher;
  }

  List<CoreTime> own() {
    return own;
  }

  String description() {
    return description;
  }

  private static String pid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  /** As in {@code 0-3,8}. */
  private static List<Integer> allowed() {
    List<Integer> cores = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(ALLOWED)) {
          for (String range : line.substring(ALLOWED.length()).strip().split(",", -1)) {
            String[] ends = range.split("-", -1);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
              cores.add(core);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cores;
  }

  private static boolean run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var _ = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
