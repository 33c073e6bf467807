package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.protocol.EventRun;
import ai.trivector.collab.server.store.EventStore.Read;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionDecider;
import ai.trivector.collab.session.SessionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements that read the log. Each call sees the log as of one moment, whatever is committed
 * meanwhile. One thread at a time.
 */
final class LogReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

  private final Connection connection;
  private final Set<String> published;
  private final PreparedStatement session;
  private final PreparedStatement journalEnd;
  private final PreparedStatement snapshots;
  private final PreparedStatement events;
  private final PreparedStatement unmerged;
  private final PreparedStatement recent;
  private final PreparedStatement untouched;

  private LogReader(Connection connection, Set<String> published) throws SQLException {
    this.connection = connection;
    this.published = published;
    session = connection.prepareStatement("SELECT epoch, seq, compacted FROM session WHERE id = ?");
    journalEnd = connection.prepareStatement("SELECT max(seq) FROM journal WHERE session = ?");
    snapshots =
        connection.prepareStatement(
            "SELECT seq, state FROM snapshot WHERE session = ? ORDER BY seq DESC");
    events =
        connection.prepareStatement(
            "SELECT seq, at, body FROM event WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?");
    // Its rows come in their order, and are few: an index would be one more page an append changes.
    unmerged =
        connection.prepareStatement(
            "SELECT seq, at, body FROM journal WHERE session = ? AND seq > ? ORDER BY id LIMIT ?");
    recent =
        connection.prepareStatement(
            """
            SELECT id FROM session LEFT JOIN
              (SELECT session, max(at) AS at FROM journal GROUP BY session) ON session = id
            ORDER BY max(written_at, coalesce(at, 0)) DESC LIMIT ?
            """);
    // A scan of all sessions once an hour costs less than an index that every append would change.
    untouched =
        connection.prepareStatement(
            """
            SELECT id FROM session
            WHERE written_at < ?1 AND id > ?2
              AND id NOT IN (SELECT session FROM journal WHERE at >= ?1)
            ORDER BY id LIMIT ?3
            """);
    connection.setAutoCommit(false);
  }

  /**
   * Opens one.
   *
   * @param published the sessions that are to be looked for in the journal; see {@link Journal}
   */
  static LogReader open(Database database, Set<String> published) throws SQLException {
    Connection connection = database.openToRead();
    try {
      return new LogReader(connection, published);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  Optional<Replayed> load(SessionId id) throws SQLException {
    return load(id, published.contains(id.value()));
  }

  private Optional<Replayed> load(SessionId id, boolean inJournal) throws SQLException {
    Optional<Row> row = row(id, inJournal);
    if (row.isEmpty()) {
      requireNothingOf(id);
      return Optional.empty();
    }
    return Optional.of(replay(id, row.get()));
  }

  /** A session goes with its states: where there is one, what says that it is here is lost. */
  private void requireNothingOf(SessionId id) throws SQLException {
    snapshots.setString(1, id.value());
    try (ResultSet states = snapshots.executeQuery()) {
      if (states.next()) {
        throw new IllegalStateException("its row is missing");
      }
    }
  }

  Read read(SessionId id, Seq after, int limit) throws SQLException {
    Optional<Row> row = row(id, published.contains(id.value()));
    if (row.isEmpty()) {
      // There may still be events, which are about to go.
      return new Read.Events(List.of());
    }
    Seq compacted = row.get().compacted();
    if (compacted.isAfter(after)) {
      return new Read.Compacted(compacted);
    }
    List<RecordedEvent> found = new ArrayList<>();
    forEachEvent(id, row.get(), after, limit, found::add);
    return new Read.Events(found);
  }

  /**
   * Reads the row of a session.
   *
   * @param inJournal whether there may be events in the journal; asked before the moment that the
   *     row is read as of, or they may have been merged between the two
   */
  private Optional<Row> row(SessionId id, boolean inJournal) throws SQLException {
    session.setString(1, id.value());
    try (ResultSet row = session.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Row(
                  row.getString(1), new Seq(row.getLong(2)), new Seq(row.getLong(3)), inJournal))
          : Optional.empty();
    }
  }

  List<Session> recent(int limit) throws SQLException {
    recent.setInt(1, limit);
    List<Session> found = new ArrayList<>();
    for (SessionId id : idsOf(recent)) {
      try {
        load(id, true).map(Replayed::session).ifPresent(found::add);
      } catch (RuntimeException e) {
        LOG.warn("event=session_unreadable session={} error=\"{}\"", id, e.getMessage());
      }
    }
    return found;
  }

  List<SessionId> untouched(Instant before, Optional<SessionId> after, int limit)
      throws SQLException {
    untouched.setLong(1, before.toEpochMilli());
    untouched.setString(2, after.map(SessionId::value).orElse(""));
    untouched.setInt(3, limit);
    return idsOf(untouched);
  }

  private static List<SessionId> idsOf(PreparedStatement query) throws SQLException {
    List<SessionId> ids = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        ids.add(new SessionId(rows.getString(1)));
      }
    }
    return ids;
  }

  /** Ends the moment that what was read belongs to, so that the write-ahead log can be emptied. */
  void end() throws SQLException {
    connection.commit();
  }

  private Replayed replay(SessionId id, Row row) throws SQLException {
    Seq end = endOf(id, row);
    Session start = newestState(id, row.epoch(), end);
    Replay replay = new Replay(start);
    forEachEvent(id, row, start.seq(), Integer.MAX_VALUE, replay::apply);
    if (!replay.state.seq().equals(end)) {
      throw new IllegalStateException(
          "its log ends at %s instead of %s".formatted(replay.state.seq(), end));
    }
    return new Replayed(replay.state, end.value() - start.seq().value());
  }

  private Seq endOf(SessionId id, Row row) throws SQLException {
    if (!row.inJournal()) {
      return row.merged();
    }
    journalEnd.setString(1, id.value());
    try (ResultSet newest = journalEnd.executeQuery()) {
      newest.next();
      return new Seq(Math.max(row.merged().value(), newest.getLong(1)));
    }
  }

  /** The newest state that can be read; the oldest one stands behind all others. */
  private Session newestState(SessionId id, String epoch, Seq end) throws SQLException {
    snapshots.setString(1, id.value());
    try (ResultSet rows = snapshots.executeQuery()) {
      while (rows.next()) {
        Optional<Session> state =
            new StoredState(id.value(), epoch, rows.getLong(1), rows.getString(2)).read(end);
        if (state.isPresent()) {
          return state.get();
        }
      }
    }
    throw new IllegalStateException("it has no state that its log could be replayed from");
  }

  private void forEachEvent(SessionId id, Row row, Seq after, int limit, EventSink sink)
      throws SQLException {
    Seq read = forEachEvent(events, id, after, after, limit, sink);
    int left = Math.toIntExact(limit - (read.value() - after.value()));
    if (row.inJournal() && left > 0) {
      Seq merged = row.merged().isAfter(after) ? row.merged() : after;
      forEachEvent(unmerged, id, read, merged, left, sink);
    }
  }

  /**
   * Reads the events behind {@code after}, and says which was the last.
   *
   * @param known up to where there is no gap
   */
  private static Seq forEachEvent(
      PreparedStatement query, SessionId id, Seq known, Seq after, int limit, EventSink sink)
      throws SQLException {
    query.setString(1, id.value());
    query.setLong(2, after.value());
    query.setInt(3, limit);
    Seq last = known;
    int left = limit;
    try (ResultSet rows = query.executeQuery()) {
      while (left > 0 && rows.next()) {
        for (RecordedEvent event : eventsOf(rows, after, left)) {
          if (!event.seq().equals(last.next())) {
            throw new IllegalStateException("event %s is missing".formatted(last.next()));
          }
          sink.accept(event);
          last = event.seq();
          left--;
        }
      }
    }
    return last;
  }

  /** The first of a row's events behind {@code after}: it may have begun before. */
  private static List<RecordedEvent> eventsOf(ResultSet row, Seq after, int limit)
      throws SQLException {
    Seq newest = new Seq(row.getLong(1));
    Instant at = Instant.ofEpochMilli(row.getLong(2));
    try {
      return new EventRun(newest, at, row.getString(3))
          .events().stream().filter(event -> event.seq().isAfter(after)).limit(limit).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("event %s: %s".formatted(newest, e.getMessage()), e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /**
   * What the table says of a session.
   *
   * @param merged the last event that is in the table of events
   * @param inJournal whether to look for more in the journal
   */
  private record Row(String epoch, Seq merged, Seq compacted, boolean inJournal) {}

  /** A session as it is after its last event, and how many events that took. */
  record Replayed(Session session, long events) {}

  @FunctionalInterface
  private interface EventSink {
    void accept(RecordedEvent event);
  }

  private static final class Replay {
    private Session state;

    Replay(Session start) {
      state = start;
    }

    void apply(RecordedEvent event) {
      state = SessionDecider.apply(state, event);
    }
  }
}
