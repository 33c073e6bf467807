package ai.trivector.collab.server.store.sqlite;

import ai.trivector.collab.protocol.EventRun;
import ai.trivector.collab.protocol.SnapshotCodec;
import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.StoreException;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a new log of what can be read of a damaged one: of every session the longest history that
 * leads somewhere. What is lost is said, and every session goes on under another epoch, as after a
 * {@link Restore}.
 *
 * @param kept what the damaged log is called now; empty where nothing was wrong, and nothing done
 * @param sessions how many the new log has
 * @param losses what was lost, a line each
 */
public record Recovery(Optional<Path> kept, int sessions, List<String> losses) {

  /**
   * Recovers the log of this directory.
   *
   * @throws StoreException if a server uses it, or nothing of it can be read; in one line
   */
  public static Recovery run(Path dataDir, Supplier<Epoch> epochs, Instant now) {
    Path file = SqliteEventStore.existingFileIn(dataDir);
    try (DirectoryLock _ = DirectoryLock.acquire(dataDir)) {
      Replacement.resume(file);
      Inspection found = Inspection.ofFile(file);
      if (found.isGood()) {
        return new Recovery(Optional.empty(), found.sessions(), List.of());
      }
      Path image = DamagedImage.make(file);
      try {
        return rebuild(file, image, epochs, now);
      } finally {
        Replacement.delete(image);
      }
    } catch (IOException | SQLException e) {
      throw new StoreException(
          "nothing of %s can be read (%s): restore a backup with 'restore FILE'"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static Recovery rebuild(Path file, Path image, Supplier<Epoch> epochs, Instant now)
      throws IOException, SQLException {
    Database target = new Database(Replacement.begin(file), Durability.FSYNC);
    Schema.bringUpToDate(target);
    List<String> losses = new ArrayList<>(lossesOfAll(file));
    int sessions = 0;
    try (Connection source = Database.openFrozen(image);
        Connection connection = target.openToWrite()) {
      Schema.requireKnown(file, source);
      connection.setAutoCommit(false);
      Salvage salvage = new Salvage(source);
      for (String id : salvage.sessions()) {
        Salvaged found = salvage.read(new SessionId(id));
        if (found.base() != null) {
          write(connection, found.base().inEpoch(epochs.get()), found.events(), now);
          sessions++;
        }
        if (!found.troubles().isEmpty()) {
          losses.add(found.told());
        }
        connection.commit();
      }
    }
    return new Recovery(Replacement.finish(file, now), sessions, List.copyOf(losses));
  }

  /** What is gone without a trace of whose it was. */
  private static List<String> lossesOfAll(Path file) {
    try {
      FileCheck.check(file);
      return List.of();
    } catch (StoreException e) {
      return List.of(String.valueOf(e.getMessage()).replace("; " + FileCheck.WAY_FORWARD, ""));
    }
  }

  private static void write(
      Connection connection, Session base, List<RecordedEvent> events, Instant now)
      throws SQLException {
    try (PreparedStatement session =
            connection.prepareStatement(
                "INSERT INTO session (id, epoch, seq, written_at, compacted) VALUES (?, ?, ?, ?, ?)");
        PreparedStatement state =
            connection.prepareStatement(
                "INSERT INTO snapshot (session, seq, state) VALUES (?, ?, ?)");
        PreparedStatement event =
            connection.prepareStatement(
                "INSERT INTO event (session, seq, at, body) VALUES (?, ?, ?, ?)")) {
      String id = base.id().value();
      // A state alone does not say when it was written; it must not expire for that.
      Instant writtenAt = events.isEmpty() ? now : events.getLast().at();
      session.setString(1, id);
      session.setString(2, base.epoch().value());
      session.setLong(3, base.seq().value() + events.size());
      session.setLong(4, writtenAt.toEpochMilli());
      session.setLong(5, base.seq().value());
      session.executeUpdate();
      state.setString(1, id);
      state.setLong(2, base.seq().value());
      state.setString(3, SnapshotCodec.write(base));
      state.executeUpdate();
      event.setString(1, id);
      for (EventRun run : EventRun.of(events, Journal.MAX_MERGED)) {
        event.setLong(2, run.newest().value());
        event.setLong(3, run.at().toEpochMilli());
        event.setString(4, run.text());
        event.executeUpdate();
      }
    }
  }
}
