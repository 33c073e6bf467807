package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.protocol.EventRun;
import ai.trivector.collab.protocol.SnapshotCodec;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a database that may be damaged: whatever of each session can be read, from both ends where
 * something in between cannot, and what is wrong with it. One thread.
 */
final class Salvage {

  private static final List<String> BOTH_WAYS = List.of("ASC", "DESC");
  private static final List<String> EVENT_TABLES = List.of("event", "journal");

  private final Connection connection;

  Salvage(Connection connection) {
    this.connection = connection;
  }

  /** What the row of a session says. */
  private record Row(String epoch, long seq) {}

  @FunctionalInterface
  private interface RowSink {
    void accept(ResultSet row) throws SQLException;
  }

  /**
   * Every session that there is. What only has events or states left counts as one if the table of
   * sessions cannot be read through; if it can, that session was deleted, and stays so.
   */
  Set<String> sessions() {
    Set<String> ids = new TreeSet<>();
    if (!collect("SELECT id FROM session ORDER BY id %s", ids)) {
      collect("SELECT DISTINCT session FROM snapshot ORDER BY session %s", ids);
      for (String table : EVENT_TABLES) {
        collect("SELECT DISTINCT session FROM " + table + " ORDER BY session %s", ids);
      }
    }
    return ids;
  }

  private boolean collect(String sql, Set<String> ids) {
    return forEach(sql, row -> ids.add(row.getString(1)), null);
  }

  /** The longest history of this session that can be read. */
  Salvaged read(SessionId id) {
    List<String> troubles = new ArrayList<>();
    Optional<Row> row = row(id, troubles);
    NavigableMap<Long, Session> states = states(id, row, troubles);
    NavigableMap<Long, RecordedEvent> events = events(id, troubles);
    OptionalLong end = row.stream().mapToLong(known -> endOf(known, events)).findFirst();
    if (states.isEmpty()) {
      troubles.add("it has no state that its log could be replayed from");
      return new Salvaged(id, null, List.of(), end, troubles);
    }
    List<String> gaps = new ArrayList<>();
    List<Salvaged> histories =
        states.values().stream().map(base -> follow(base, events, states, end, gaps)).toList();
    // Of those that come as far it is the first, which has the most of the history.
    Salvaged longest = Collections.max(histories, Comparator.comparingLong(Salvaged::reached));
    troubles.addAll(gaps);
    if (end.isPresent() && end.getAsLong() != longest.reached()) {
      troubles.add(
          "its log ends at %d instead of %d".formatted(longest.reached(), end.getAsLong()));
    }
    return new Salvaged(
        id, longest.base(), longest.events(), end, troubles.stream().distinct().toList());
  }

  /** What was not merged is behind what the row says, which knows of all the rest. */
  private static long endOf(Row row, NavigableMap<Long, RecordedEvent> events) {
    return events.isEmpty() ? row.seq() : Math.max(row.seq(), events.lastKey());
  }

  private static Salvaged follow(
      Session base,
      NavigableMap<Long, RecordedEvent> events,
      NavigableMap<Long, Session> states,
      OptionalLong end,
      List<String> troubles) {
    List<RecordedEvent> followed = new ArrayList<>();
    Session state = base;
    for (RecordedEvent event : events.tailMap(base.seq().value(), false).values()) {
      if (!event.seq().equals(state.seq().next())) {
        troubles.add("event %s is missing".formatted(state.seq().next()));
        break;
      }
      try {
        state = SessionDecider.apply(state, event);
      } catch (RuntimeException e) {
        troubles.add("event %s cannot be applied: %s".formatted(event.seq(), e.getMessage()));
        break;
      }
      followed.add(event);
      Session kept = states.get(state.seq().value());
      if (kept != null && !kept.equals(state)) {
        troubles.add("the state at %s is not what its log comes to".formatted(state.seq()));
      }
    }
    return new Salvaged(base.id(), base, followed, end, List.of());
  }

  private Optional<Row> row(SessionId id, List<String> troubles) {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT epoch, seq FROM session WHERE id = ?")) {
      statement.setString(1, id.value());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          return Optional.of(new Row(row.getString(1), row.getLong(2)));
        }
        troubles.add("its row is missing");
      }
    } catch (SQLException e) {
      troubles.add("its row cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  private NavigableMap<Long, Session> states(
      SessionId id, Optional<Row> row, List<String> troubles) {
    NavigableMap<Long, Session> states = new TreeMap<>();
    boolean isAll =
        forEach(
            "SELECT seq, state FROM snapshot WHERE session = ? ORDER BY seq %s",
            found -> {
              long seq = found.getLong(1);
              try {
                Session state = SnapshotCodec.read(found.getString(2));
                boolean isOfThisLog =
                    row.map(known -> state.epoch().value().equals(known.epoch())).orElse(true);
                if (state.id().equals(id) && state.seq().value() == seq && isOfThisLog) {
                  states.put(seq, state);
                } else {
                  troubles.add("the state at %d is of something else".formatted(seq));
                }
              } catch (RuntimeException e) {
                troubles.add("the state at %d: %s".formatted(seq, e.getMessage()));
              }
            },
            id);
    if (!isAll) {
      troubles.add("not all of its states can be read");
    }
    return states;
  }

  private NavigableMap<Long, RecordedEvent> events(SessionId id, List<String> troubles) {
    NavigableMap<Long, RecordedEvent> events = new TreeMap<>();
    RowSink sink =
        row -> {
          long seq = row.getLong(1);
          try {
            Instant at = Instant.ofEpochMilli(row.getLong(2));
            for (RecordedEvent each : new EventRun(new Seq(seq), at, row.getString(3)).events()) {
              events.put(each.seq().value(), each);
            }
          } catch (RuntimeException e) {
            troubles.add("event %d: %s".formatted(seq, e.getMessage()));
          }
        };
    // Between being merged and being deleted in the journal, an event is in both.
    boolean isAll =
        forEach("SELECT seq, at, body FROM event WHERE session = ? ORDER BY seq %s", sink, id);
    if (!isAll) {
      // What the index does not lead to may still be in the table, which is looked through for it.
      isAll =
          forEach(
              "SELECT seq, at, body FROM event NOT INDEXED WHERE session = ? ORDER BY id %s",
              sink, id);
    }
    if (!forEach("SELECT seq, at, body FROM journal WHERE session = ? ORDER BY id %s", sink, id)
        || !isAll) {
      troubles.add("not all of its events can be read");
    }
    return events;
  }

  /**
   * Forwards as far as it goes, and then backwards; false where something cannot be read.
   *
   * @param id whose rows they are, if the statement asks for it
   */
  private boolean forEach(String sql, RowSink sink, @Nullable SessionId id) {
    for (String direction : BOTH_WAYS) {
      try (PreparedStatement statement = connection.prepareStatement(sql.formatted(direction))) {
        if (id != null) {
          statement.setString(1, id.value());
        }
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            sink.accept(rows);
          }
          return direction.equals(BOTH_WAYS.getFirst());
        }
      } catch (SQLException _) {
        // From the other end there may be more.
      }
    }
    return false;
  }
}
