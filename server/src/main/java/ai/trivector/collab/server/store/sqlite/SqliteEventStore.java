package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.protocol.EventRun;
import ai.trivector.collab.protocol.SnapshotCodec;
import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore;
import ai.trivector.collab.server.store.LogBound;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in a file of SQLite, for one process. Any thread.
 *
 * <p>Events and states are encoded by the thread that brings them: what cannot be encoded never
 * reaches a batch, and the one thread that writes has only the writing to do.
 */
public final class SqliteEventStore implements EventStore {

  private static final String FILE = "trivector.db";

  /**
   * A session that took as many events to open is kept as it then is, for whoever opens it next:
   * one that is never open for long enough to keep a state of its own would take ever longer.
   */
  static final int MAX_REPLAYED = 500;

  /** How far apart transactions begin at least, where each waits for the disk. */
  public static final Duration PACE = GroupCommit.PACE;

  private static final Logger LOG = LoggerFactory.getLogger(SqliteEventStore.class);

  private final DirectoryLock lock;
  private final RunMark mark;
  private final Database database;
  private final GroupCommit writer;
  private final ReaderPool readers;
  private final Purge purge;

  private SqliteEventStore(
      DirectoryLock lock,
      RunMark mark,
      Database database,
      Renewable<LogWriter> connection,
      Set<String> unmerged,
      Durability durability) {
    this.lock = lock;
    this.mark = mark;
    this.database = database;
    writer =
        new GroupCommit(
            connection,
            new Checkpointer(database),
            switch (durability) {
              case FSYNC -> PACE;
              case OS -> Duration.ZERO;
            });
    readers = new ReaderPool(database, unmerged);
    purge = new Purge(writer);
    // What the last process did not come to.
    purge.start();
  }

  /**
   * Opens the log of this directory, and makes both where they are missing. Where the system ended
   * under a process that wrote with {@link Durability#OS}, every session goes on in a new epoch.
   *
   * @param epochs makes one that nobody has heard of
   * @throws StoreException if another process uses it, or if it is damaged, or newer than this
   *     version; the message is one line for an operator
   */
  public static SqliteEventStore open(
      Path dataDir, Durability durability, LogBound bound, Supplier<Epoch> epochs) {
    DirectoryLock lock = DirectoryLock.acquire(dataDir);
    try {
      Database database = new Database(fileIn(dataDir), durability);
      Replacement.resume(database.file());
      RunMark mark = RunMark.in(dataDir);
      boolean tailMayBeLost = mark.tellsOfALostTail();
      FileCheck.check(database.file(), tailMayBeLost);
      Set<String> unmerged = ConcurrentHashMap.newKeySet();
      Renewable<LogWriter> connection =
          new Renewable<>(() -> LogWriter.open(database, bound, unmerged));
      try {
        Schema.bringUpToDate(database);
        if (tailMayBeLost) {
          beginAnew(database, epochs);
        }
        mark.set(durability);
        connection.get();
      } catch (SQLException e) {
        throw new StoreException(
            "%s cannot be opened: %s".formatted(database.file(), Fault.told(e)), e);
      }
      LOG.info("event=store_opened file={} durability={}", database.file(), durability);
      return new SqliteEventStore(lock, mark, database, connection, unmerged, durability);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    } catch (IOException e) {
      lock.close();
      throw new StoreException("the data directory %s cannot be used: %s".formatted(dataDir, e), e);
    }
  }

  private static void beginAnew(Database database, Supplier<Epoch> epochs) throws SQLException {
    try (Connection connection = database.openToWrite()) {
      connection.setAutoCommit(false);
      NewEpochs.give(connection, epochs);
      connection.commit();
    }
    LOG.warn(
        "event=tail_may_be_lost file={} note=\"the system ended while DURABILITY=os was set; all sessions go on in new epochs\"",
        database.file());
  }

  /** The log of this directory, whole or not; refuses one in which there never was any. */
  static Path existingFileIn(Path dataDir) {
    Path file = fileIn(dataDir);
    if (!Files.exists(file)
        && !Files.exists(WriteAheadLog.of(file))
        && !Replacement.isInterrupted(file)) {
      throw new StoreException(
          "there is no log in %s: is that the server's DATA_DIR?".formatted(dataDir));
    }
    return file;
  }

  static Path fileIn(Path dataDir) {
    return dataDir.resolve(FILE);
  }

  @Override
  public CompletionStage<Boolean> create(Session session) {
    EventStore.requireNew(session);
    String id = session.id().value();
    String epoch = session.epoch().value();
    long createdAtMillis = session.createdAt().toEpochMilli();
    String state = SnapshotCodec.write(session);
    return writer.submit(log -> log.create(id, epoch, createdAtMillis, state));
  }

  @Override
  public CompletionStage<Appended> append(SessionId id, Seq expected, List<RecordedEvent> events) {
    EventStore.requireFollowing(expected, events);
    List<EventRun> runs = EventRun.of(events, Journal.MAX_RUN);
    return writer.submit(log -> log.append(id.value(), expected.value(), runs), events.size());
  }

  @Override
  public CompletionStage<Optional<Session>> load(SessionId id) {
    return readers
        .submit("session " + id, log -> log.load(id))
        .thenApply(found -> found.map(this::keepIfLong));
  }

  private Session keepIfLong(LogReader.Replayed replayed) {
    Session session = replayed.session();
    if (replayed.events() >= MAX_REPLAYED) {
      saveSnapshot(session)
          .exceptionally(failure -> {
            LOG.warn(
                "event=snapshot_failed session={} seq={} error=\"{}\"",
                session.id(),
                session.seq(),
                failure.toString());
            return null;
          });
    }
    return session;
  }

  @Override
  public CompletionStage<Read> read(SessionId id, Seq after, int limit) {
    EventStore.requirePositive(limit);
    return readers.submit("session " + id, log -> log.read(id, after, limit));
  }

  @Override
  public CompletionStage<Void> saveSnapshot(Session session) {
    String id = session.id().value();
    String epoch = session.epoch().value();
    long seq = session.seq().value();
    String state = SnapshotCodec.write(session);
    return writer.submit(log -> log.saveSnapshot(id, epoch, seq, state)).thenAccept(this::purgeIf);
  }

  @Override
  public CompletionStage<Boolean> delete(SessionId id) {
    return purging(writer.submit(log -> log.delete(id.value())));
  }

  @Override
  public CompletionStage<Boolean> deleteUntouched(SessionId id, Instant before) {
    long beforeMillis = before.toEpochMilli();
    return purging(writer.submit(log -> log.deleteUntouched(id.value(), beforeMillis)));
  }

  private CompletionStage<Boolean> purging(CompletionStage<Boolean> deleted) {
    return deleted.thenApply(was -> {
      purgeIf(was);
      return was;
    });
  }

  private void purgeIf(boolean somethingIsToGo) {
    if (somethingIsToGo) {
      purge.start();
    }
  }

  @Override
  public CompletionStage<List<SessionId>> untouched(
      Instant before, Optional<SessionId> after, int limit) {
    EventStore.requirePositive(limit);
    return readers.submit("the list of sessions", log -> log.untouched(before, after, limit));
  }

  @Override
  public CompletionStage<List<Session>> recent(int limit) {
    EventStore.requirePositive(limit);
    return readers.submit("the list of sessions", log -> log.recent(limit));
  }

  @Override
  public Duration writeDelay() {
    return writer.delay();
  }

  /** What was written so far, and how. */
  public StoreCounts counts() {
    return writer.counts();
  }

  /** How many writes wait for their transaction. */
  public int writesWaiting() {
    return writer.waiting();
  }

  /** How many bytes the log takes on the disk, by file. Asks the disk. */
  public long databaseBytes() {
    return database.file().toFile().length();
  }

  public long writeAheadBytes() {
    return WriteAheadLog.of(database.file()).toFile().length();
  }

  @Override
  public CompletionStage<Void> check() {
    StoreException damage = writer.damage();
    return damage == null
        ? writer.submit(LogWriter::probe).thenAccept(_ -> requireRoom())
        : CompletableFuture.failedFuture(damage);
  }

  private void requireRoom() {
    if (writer.isFull()) {
      throw GroupCommit.journalFull();
    }
  }

  /**
   * Waits until it is done, so that no stage's completion may call it: it would wait for itself.
   */
  @Override
  public void close() {
    readers.close();
    writer.close();
    if (writer.leftNothingBehind()) {
      removeMark();
    }
    lock.close();
  }

  private void removeMark() {
    try {
      mark.remove();
    } catch (IOException e) {
      // The next start takes this one for one that was cut off, which costs its clients a state.
      LOG.warn("event=mark_not_removed error=\"{}\"", e.toString());
    }
  }

  /** For tests: any change, among those of everybody else. */
  <R> CompletionStage<R> write(GroupCommit.Change<R> change) {
    return writer.submit(change);
  }

  /** For tests: how many transactions have been committed. */
  long commits() {
    return writer.commits();
  }

  /** For tests: where new connections come from. */
  Database database() {
    return database;
  }
}
