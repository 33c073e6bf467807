package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.server.store.Logs;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A process that appends until it is killed, and says what it was acknowledged. */
final class AppendingProcess implements AutoCloseable {

  static final int SESSIONS = 8;

  /** So few that a log is compacted again and again, for that may be cut off as well. */
  static final LogBound BOUND = new LogBound(30);

  /** Every third append is followed by a snapshot, for one may be cut off as well. */
  private static final int SNAPSHOT_EVERY = 3;

  private final Process process;
  private final BufferedReader said;

  private AppendingProcess(Process process) {
    this.process = process;
    said = process.inputReader();
  }

  static AppendingProcess start(Path dataDir, Durability durability) throws IOException {
    return new AppendingProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName(),
                dataDir.toString(),
                durability.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  static SessionId session(int number) {
    return new SessionId("s" + number);
  }

  /** The next thing that it was acknowledged, or null once it is dead. */
  @Nullable Acknowledged next() throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      String[] words = line.split(" ", -1);
      // The last line may be torn, like everything else; the marker at its end says it is not.
      if (words.length == 4 && words[0].equals("acknowledged") && words[3].equals(".")) {
        return new Acknowledged(Integer.parseInt(words[1]), Long.parseLong(words[2]));
      }
    }
    return null;
  }

  /** Kills it as {@code kill -9} does. What it had said before can still be read. */
  void kill() {
    // By its handle: killed through Process, what it said would be thrown away.
    process.toHandle().destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    process.onExit().join();
  }

  record Acknowledged(int session, long seq) {}

  public static void main(String[] args) throws InterruptedException {
    SqliteEventStore store = Opening.of(Path.of(args[0]), Durability.valueOf(args[1]), BOUND);
    for (int i = 0; i < SESSIONS; i++) {
      Logs.get(store.create(Logs.session(session(i).value())));
      Session start = Logs.get(store.load(session(i))).orElseThrow();
      appendOn(store, i, start);
    }
    // Waits to be killed.
    Thread.currentThread().join();
  }

  private static void appendOn(SqliteEventStore store, int number, Session state) {
    Seq last = state.seq();
    var events = Logs.events(last.value() + 1, last.value() + 1 + number % 3);
    store
        .append(state.id(), last, events)
        .whenComplete((outcome, failure) -> {
          if (failure != null || !(outcome instanceof Appended.Done)) {
            Runtime.getRuntime().halt(1);
          }
          Session next = Logs.after(state, events);
          System.out.println("acknowledged %d %d .".formatted(number, next.seq().value()));
          if (next.seq().value() % SNAPSHOT_EVERY == 0) {
            store.saveSnapshot(next);
          }
          appendOn(store, number, next);
        });
  }
}
