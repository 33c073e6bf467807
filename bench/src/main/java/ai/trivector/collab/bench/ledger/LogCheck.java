package ai.trivector.collab.bench.ledger;

import ai.trivector.collab.bench.client.Incoming;
import ai.trivector.collab.protocol.MessageWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** Reads what is new in the log, past the server, and holds it to what clients were told. */
public final class LogCheck {

  private static final int BUSY_TIMEOUT_MILLIS = 20_000;

  private final Path file;
  private final Map<String, Replay> replays = new HashMap<>();
  private final Incoming event = new Incoming();

  /** Of what the server in this data directory writes. */
  public LogCheck(Path dataDir) {
    file = dataDir.resolve("trivector.db");
  }

  /** Of this session the log is read, too. */
  public void add(String session, Replay replay) {
    replays.put(session, replay);
  }

  public Replay replay(String session) {
    Replay replay = replays.get(session);
    if (replay == null) {
      throw new IllegalArgumentException("no session " + session);
    }
    return replay;
  }

  /** Reads on, and judges what was told before this was called, by one ledger or by several. */
  public void check(Ledger.Heard... ledgers) throws SQLException {
    Map<String, Long> horizons = new HashMap<>();
    for (Ledger.Heard heard : ledgers) {
      heard.told().forEach((session, what) -> replay(session).tell(what));
      heard.horizons().forEach((session, seq) -> horizons.merge(session, seq, Math::min));
    }
    // Opened for this alone: a connection that outlived a server would spare the next one some of
    // the work of coming back.
    try (Connection connection = open();
        PreparedStatement end =
            connection.prepareStatement(
                """
                SELECT seq, (SELECT max(seq) FROM event WHERE session = s.id),
                  (SELECT max(seq) FROM recorded WHERE session = s.id)
                FROM session s WHERE id = ?
                """);
        PreparedStatement events =
            connection.prepareStatement(
                """
                SELECT seq, at, body FROM recorded
                WHERE session = ?1 AND run > ?2 AND seq > ?2 AND seq <= ?3 ORDER BY seq
                """)) {
      for (Map.Entry<String, Replay> entry : replays.entrySet()) {
        entry.getValue().end(endOf(end, entry.getKey()));
        long horizon = horizons.getOrDefault(entry.getKey(), 0L);
        read(events, entry.getKey(), entry.getValue(), horizon);
      }
    }
  }

  private static long endOf(PreparedStatement end, String session) throws SQLException {
    end.setString(1, session);
    try (ResultSet row = end.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("session %s is gone".formatted(session));
      }
      if (row.getLong(1) != row.getLong(2)) {
        throw new IllegalStateException(
            "session %s is merged up to %d, and its last event there is %d"
                .formatted(session, row.getLong(1), row.getLong(2)));
      }
      return row.getLong(3);
    }
  }

  private void read(PreparedStatement events, String session, Replay replay, long horizon)
      throws SQLException {
    replay.judge();
    events.setString(1, session);
    events.setLong(2, replay.seq());
    events.setLong(3, horizon);
    try (ResultSet rows = events.executeQuery()) {
      while (rows.next()) {
        event.readStored(
            rows.getLong(1),
            MessageWriter.timestamp(Instant.ofEpochMilli(rows.getLong(2))),
            rows.getString(3));
        replay.next(event);
        replay.judge();
      }
    }
  }

  private Connection open() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    return config.createConnection("jdbc:sqlite:" + file);
  }
}
