package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.protocol.EventCodec;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements that read the log. Each call sees the log as of one moment, whatever is committed
 * meanwhile. One thread at a time.
 */
final class LogReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

  private final Connection connection;
  private final PreparedStatement session;
  private final PreparedStatement snapshots;
  private final PreparedStatement events;
  private final PreparedStatement recent;
  private final PreparedStatement untouched;

  private LogReader(Connection connection) throws SQLException {
    this.connection = connection;
    session = connection.prepareStatement("SELECT epoch, seq, compacted FROM session WHERE id = ?");
    snapshots =
        connection.prepareStatement(
            "SELECT seq, state FROM snapshot WHERE session = ? ORDER BY seq DESC");
    events =
        connection.prepareStatement(
            "SELECT seq, at, body FROM event WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?");
    recent = connection.prepareStatement("SELECT id FROM session ORDER BY written_at DESC LIMIT ?");
    // A scan of all sessions once an hour costs less than an index that every append would change.
    untouched =
        connection.prepareStatement(
            "SELECT id FROM session WHERE written_at < ? AND id > ? ORDER BY id LIMIT ?");
    connection.setAutoCommit(false);
  }

  static LogReader open(Database database) throws SQLException {
    Connection connection = database.openToRead();
    try {
      return new LogReader(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  Optional<Replayed> load(SessionId id) throws SQLException {
    session.setString(1, id.value());
    try (ResultSet row = session.executeQuery()) {
      return row.next()
          ? Optional.of(replay(id, row.getString(1), new Seq(row.getLong(2))))
          : Optional.empty();
    }
  }

  Read read(SessionId id, Seq after, int limit) throws SQLException {
    session.setString(1, id.value());
    try (ResultSet row = session.executeQuery()) {
      if (!row.next()) {
        // There may still be events, which are about to go.
        return new Read.Events(List.of());
      }
      Seq compacted = new Seq(row.getLong(3));
      if (compacted.isAfter(after)) {
        return new Read.Compacted(compacted);
      }
    }
    List<RecordedEvent> found = new ArrayList<>();
    forEachEvent(id, after, limit, found::add);
    return new Read.Events(found);
  }

  List<Session> recent(int limit) throws SQLException {
    recent.setInt(1, limit);
    List<Session> found = new ArrayList<>();
    for (SessionId id : idsOf(recent)) {
      try {
        load(id).map(Replayed::session).ifPresent(found::add);
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

  private Replayed replay(SessionId id, String epoch, Seq end) throws SQLException {
    Session start = newestState(id, epoch, end);
    Replay replay = new Replay(start);
    forEachEvent(id, start.seq(), Integer.MAX_VALUE, replay::apply);
    if (!replay.state.seq().equals(end)) {
      throw new IllegalStateException(
          "its log ends at %s instead of %s".formatted(replay.state.seq(), end));
    }
    return new Replayed(replay.state, end.value() - start.seq().value());
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

  private void forEachEvent(SessionId id, Seq after, int limit, EventSink sink)
      throws SQLException {
    events.setString(1, id.value());
    events.setLong(2, after.value());
    events.setInt(3, limit);
    Seq expected = after.next();
    try (ResultSet rows = events.executeQuery()) {
      while (rows.next()) {
        Seq seq = new Seq(rows.getLong(1));
        if (!seq.equals(expected)) {
          throw new IllegalStateException("event %s is missing".formatted(expected));
        }
        try {
          sink.accept(
              new RecordedEvent(
                  seq, Instant.ofEpochMilli(rows.getLong(2)), EventCodec.read(rows.getString(3))));
        } catch (IllegalArgumentException e) {
          throw new IllegalStateException("event %s: %s".formatted(seq, e.getMessage()), e);
        }
        expected = seq.next();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

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
