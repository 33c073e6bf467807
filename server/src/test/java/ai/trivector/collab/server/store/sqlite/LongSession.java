package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.server.store.Logs;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A session of very many events, beside a short one; and the time that things take with them. */
final class LongSession implements AutoCloseable {

  static final SessionId LONG = new SessionId("long");

  /** As many as there are at most behind a state that a running session keeps. */
  private static final int TAIL = 499;

  private static final SessionId SHORT = new SessionId("short");
  private static final int PER_APPEND = 1000;

  private final Path dataDir;
  private final Durability durability;
  private final int count;
  private SqliteEventStore store;
  private long written;

  LongSession(Path dataDir, Durability durability, int events) {
    this.dataDir = dataDir;
    this.durability = durability;
    count = events;
    store = Opening.of(dataDir, durability);
    get(store.create(session(SHORT.value())));
    fill();
  }

  private void fill() {
    Session state = session(LONG.value());
    get(store.create(state));
    int stateAt = count - TAIL;
    while (state.seq().value() < count) {
      long last = state.seq().value();
      long end = Math.min(last + PER_APPEND, last < stateAt ? stateAt : count);
      List<RecordedEvent> some = events(last + 1, end);
      get(store.append(LONG, state.seq(), some));
      state = Logs.after(state, some);
      if (end == stateAt) {
        get(store.saveSnapshot(state));
      }
    }
  }

  SqliteEventStore store() {
    return store;
  }

  /** As a process that starts anew, but for what its machine and its compiler remember. */
  void reopen() {
    store.close();
    store = Opening.of(dataDir, durability);
  }

  Duration open() {
    long start = System.nanoTime();
    Session opened = get(store.load(LONG)).orElseThrow();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (opened.seq().value() != count) {
      throw new AssertionError("opened at %s instead of %d".formatted(opened.seq(), count));
    }
    return took;
  }

  /** From now on there is no other way than to replay the whole log, which is not kept. */
  void loseStates() {
    try {
      Damage.run(dataDir, "UPDATE snapshot SET state = 'torn' WHERE seq > 0");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The longest that an append to the short session took until {@code all} was done. */
  Duration longestAppendDuring(Supplier<CompletionStage<Boolean>> all) {
    CompletionStage<Boolean> done = all.get();
    Duration longest = Duration.ZERO;
    do {
      long start = System.nanoTime();
      get(append());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      longest = longest.compareTo(took) < 0 ? took : longest;
    } while (!done.toCompletableFuture().isDone());
    return longest;
  }

  /**
   * How many appends to the short session, each begun after the one before, were done by the time
   * that {@code all} was. All goes on in the thread that writes, so that nobody's pace matters.
   */
  int appendsDuring(Supplier<CompletionStage<Boolean>> all) {
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    CompletionStage<Boolean> held = store.write(_ -> ready.join());
    CompletionStage<Integer> appends;
    try {
      appends = appendUntil(all.get().toCompletableFuture(), 0);
    } finally {
      ready.complete(true);
    }
    get(held);
    return get(appends);
  }

  private CompletionStage<Integer> appendUntil(CompletableFuture<Boolean> done, int before) {
    return append()
        .thenCompose(_ ->
            done.isDone()
                ? CompletableFuture.completedStage(before + 1)
                : appendUntil(done, before + 1));
  }

  private CompletionStage<Seq> append() {
    Seq last = new Seq(written);
    written++;
    return store
        .append(SHORT, last, events(written, written))
        .thenApply(outcome -> {
          if (!(outcome instanceof Appended.Done)) {
            throw new AssertionError(outcome);
          }
          return last.next();
        });
  }

  /** Deletes it as the store does. */
  CompletionStage<Boolean> delete() {
    return store.delete(LONG).thenCompose(_ -> purgeOn());
  }

  private CompletionStage<Boolean> purgeOn() {
    return store
        .write(LogWriter::purgeSlice)
        .thenCompose(more -> more ? purgeOn() : CompletableFuture.completedStage(true));
  }

  /** Deletes it in one transaction, as one would at first. */
  CompletionStage<Boolean> deleteAtOnce() {
    return store.write(log -> {
      log.delete(LONG.value());
      while (log.purgeSlice()) {}
      return true;
    });
  }

  /** Fills another one, after it was deleted. */
  void again() {
    fill();
  }

  static Duration median(Stream<Duration> durations) {
    List<Duration> sorted = durations.sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  @Override
  public void close() {
    store.close();
  }

  /** Says what a session costs to open, and costs others when it goes. */
  public static void main(String[] args) throws IOException, SQLException {
    int events = args.length == 0 ? 100_000 : Integer.parseInt(args[0]);
    Path dataDir = Files.createTempDirectory("long-session");
    try (LongSession it = new LongSession(dataDir, Durability.FSYNC, events)) {
      it.reopen();
      int rows = Math.toIntExact(Damage.ask(dataDir, "SELECT count(*) FROM event"));
      System.out.printf(
          "%d events in %d rows, %d KiB%n",
          events, rows, Files.size(dataDir.resolve("trivector.db")) / 1024);
      say("open, the first time in this process", it.open());
      say("open, median of 21", median(Stream.generate(it::open).limit(21)));
      say(
          "open, median of 21 starts",
          median(
              Stream.generate(
                      () -> {
                        it.reopen();
                        return it.open();
                      })
                  .limit(21)));
      say(
          "longest append of another session, alone",
          it.longestAppendDuring(() -> it.nothing(rows / PurgeWriter.SLICE)));
      say("  while it goes in slices", it.longestAppendDuring(it::delete));
      it.again();
      say("  while it goes at once", it.longestAppendDuring(it::deleteAtOnce));
      it.again();
      it.loseStates();
      say("open, by replaying the whole log", it.open());
    } finally {
      try (Stream<Path> files = Files.walk(dataDir)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Nothing but as many transactions as a deletion takes. */
  private CompletionStage<Boolean> nothing(int times) {
    return store
        .write(_ -> true)
        .thenCompose(_ -> times > 1 ? nothing(times - 1) : CompletableFuture.completedStage(true));
  }

  private static void say(String what, Duration took) {
    System.out.printf("%-45s %8.2f ms%n", what, took.toNanos() / 1e6);
  }
}
