package ai.trivector.collab.server;

import ai.trivector.collab.server.store.sqlite.Backup;
import ai.trivector.collab.server.store.sqlite.Inspection;
import ai.trivector.collab.server.store.sqlite.Recovery;
import ai.trivector.collab.server.store.sqlite.Restore;
import ai.trivector.collab.session.Epoch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What an operator does to the log from outside of the server, as the lines that say how it went.
 *
 * @param isGood whether there is nothing to be done about it
 */
record Upkeep(List<String> lines, boolean isGood) {

  static Upkeep backup(Path dataDir, Path to) {
    Backup.take(dataDir, to);
    return good("the log of %s is backed up in %s".formatted(dataDir, to));
  }

  static Upkeep restore(Path dataDir, Path from, Supplier<Epoch> epochs, Instant now) {
    String kept =
        Restore.run(dataDir, from, epochs, now)
            .map("; the log that was there is now %s"::formatted)
            .orElse("");
    return good("%s is restored to %s%s".formatted(from, dataDir, kept));
  }

  static Upkeep recover(Path dataDir, Supplier<Epoch> epochs, Instant now) {
    Recovery done = Recovery.run(dataDir, epochs, now);
    if (done.kept().isEmpty()) {
      return good("nothing is wrong with the log of %s, and nothing was done".formatted(dataDir));
    }
    List<String> lines = new ArrayList<>(done.losses());
    lines.add(
        "recovered %d sessions; the damaged log is now %s"
            .formatted(done.sessions(), done.kept().get()));
    return new Upkeep(List.copyOf(lines), true);
  }

  static Upkeep check(Path dataDir) {
    Inspection found = Inspection.of(dataDir);
    List<String> lines = new ArrayList<>(found.findings());
    lines.add(
        "%d sessions with %d events were read: %s"
            .formatted(
                found.sessions(),
                found.events(),
                found.isGood() ? "all is well" : found.findings().size() + " findings"));
    return new Upkeep(List.copyOf(lines), found.isGood());
  }

  private static Upkeep good(String line) {
    return new Upkeep(List.of(line), true);
  }
}
