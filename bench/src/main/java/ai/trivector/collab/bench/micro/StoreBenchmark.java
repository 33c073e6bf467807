package ai.trivector.collab.bench.micro;

import ai.trivector.collab.bench.process.ScratchDirectory;
import ai.trivector.collab.protocol.EventCodec;
import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.server.store.sqlite.SqliteEventStore;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Model;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sqlite.SQLiteConfig;

/** One event of each of so many sessions becomes durable, in a real file. */
@State(Scope.Thread)
public class StoreBenchmark {

  @Param({"FSYNC", "OS"})
  public Durability durability = Durability.FSYNC;

  /** Sessions that each append one event at the same moment. */
  @Param({"1", "16", "256"})
  public int events;

  private final Writers writers = new Writers(1);
  private final List<SessionId> sessions = new ArrayList<>();
  private int turn;

  @SuppressWarnings("NullAway.Init")
  private Path dir;

  @SuppressWarnings("NullAway.Init")
  private EventStore store;

  @SuppressWarnings("NullAway.Init")
  private Connection plain;

  @SuppressWarnings("NullAway.Init")
  private PreparedStatement insert;

  @Setup(Level.Trial)
  public void open() throws IOException, SQLException {
    dir = ScratchDirectory.make();
    store =
        SqliteEventStore.open(
            dir.resolve("ours"), durability, LogBound.NONE, () -> new Epoch("e2"));
    for (int i = 0; i < events; i++) {
      SessionId id = new SessionId("session-" + i);
      sessions.add(id);
      await(
          store.create(
              Session.create(id, new Epoch("e1"), Model.TRILOGIC, writers.at(0), Map.of())));
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(
        durability == Durability.FSYNC
            ? SQLiteConfig.SynchronousMode.FULL
            : SQLiteConfig.SynchronousMode.NORMAL);
    plain = config.createConnection("jdbc:sqlite:" + dir.resolve("plain.db"));
    try (Statement statement = plain.createStatement()) {
      statement.execute(
          "CREATE TABLE event (session TEXT, seq INTEGER, at INTEGER, body TEXT,"
              + " PRIMARY KEY (session, seq)) WITHOUT ROWID");
    }
    plain.setAutoCommit(false);
    insert = plain.prepareStatement("INSERT INTO event VALUES (?, ?, ?, ?)");
  }

  @TearDown(Level.Trial)
  public void close() throws IOException, SQLException {
    store.close();
    plain.close();
    ScratchDirectory.delete(dir);
  }

  /** Ours: encoded, checked against the number that is expected, committed together, told of. */
  @Benchmark
  public void append() {
    RecordedEvent event = writers.event(turn);
    Seq expected = new Seq(turn);
    List<CompletionStage<EventStore.Appended>> appends = new ArrayList<>(events);
    for (SessionId session : sessions) {
      appends.add(store.append(session, expected, List.of(event)));
    }
    for (CompletionStage<EventStore.Appended> append : appends) {
      if (!(await(append) instanceof EventStore.Appended.Done)) {
        throw new IllegalStateException("event %d was not appended".formatted(turn));
      }
    }
    turn++;
  }

  /** The same rows by the same driver, in one transaction, on this thread. */
  @Benchmark
  @Floor
  public void plainInsert() throws SQLException {
    RecordedEvent event = writers.event(turn);
    for (SessionId session : sessions) {
      insert.setString(1, session.value());
      insert.setLong(2, event.seq().value());
      insert.setLong(3, event.at().toEpochMilli());
      insert.setString(4, EventCodec.write(event));
      insert.executeUpdate();
    }
    plain.commit();
    turn++;
  }

  private static <T> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.join();
  }
}
