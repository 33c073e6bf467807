package ai.trivector.collab.server.store.sqlite;

import static ai.trivector.collab.server.store.Logs.events;
import static ai.trivector.collab.server.store.Logs.get;
import static ai.trivector.collab.server.store.Logs.session;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.EventStore.Appended;
import ai.trivector.collab.server.store.Logs;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.SessionId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The files of a server that was killed, to be damaged, and what it had acknowledged. Its
 * write-ahead log holds what is in no other file, and behind that the rest of an earlier one.
 */
final class KilledServer {

  private static final List<String> ROOMS = List.of("room", "other", "third");
  private static final int EARLIER_APPENDS = 80;

  private final Path files;
  private final Map<SessionId, Session> acknowledged;
  private final Map<SessionId, Session> butTheLast;

  private KilledServer(
      Path files, Map<SessionId, Session> acknowledged, Map<SessionId, Session> butTheLast) {
    this.files = files;
    this.acknowledged = acknowledged;
    this.butTheLast = butTheLast;
  }

  /** Lets a server append so many times after its last checkpoint, and kills it. */
  static KilledServer after(int appends, Path dir) throws Exception {
    Path dataDir = Files.createDirectory(dir.resolve("data"));
    Path files = Files.createDirectory(dir.resolve("killed"));
    Random random = new Random(appends);
    Map<SessionId, Session> states = new LinkedHashMap<>();
    Map<SessionId, Session> before = Map.of();
    try (SqliteEventStore store = Opening.of(dataDir, Durability.OS)) {
      for (String room : ROOMS) {
        get(store.create(session(room)));
        states.put(new SessionId(room), session(room));
      }
      for (int i = 0; i < EARLIER_APPENDS; i++) {
        append(store, states, random);
      }
      // What comes now overwrites the write-ahead log from its beginning.
      Damage.run(dataDir, "PRAGMA wal_checkpoint(RESTART)");
      for (int i = 0; i < appends; i++) {
        before = Map.copyOf(states);
        append(store, states, random);
      }
      copy(dataDir, files);
    }
    return new KilledServer(files, Map.copyOf(states), before);
  }

  private static void append(
      SqliteEventStore store, Map<SessionId, Session> states, Random random) {
    Session state = List.copyOf(states.values()).get(random.nextInt(states.size()));
    long last = state.seq().value();
    List<RecordedEvent> events = events(last + 1, last + 1 + random.nextInt(30));
    assertThat(get(store.append(state.id(), state.seq(), events))).isEqualTo(new Appended.Done());
    states.put(state.id(), Logs.after(state, events));
  }

  /** Its files in a directory of their own. */
  Path leftIn(Path dir) throws IOException {
    Path dataDir = Files.createTempDirectory(dir, "left");
    copy(files, dataDir);
    return dataDir;
  }

  /** What each session is, as everybody knows it. */
  Map<SessionId, Session> acknowledged() {
    return acknowledged;
  }

  /** The same without the last append. */
  Map<SessionId, Session> butTheLast() {
    return butTheLast;
  }

  /** What each session is to who opens these files; a session that cannot be read is left out. */
  static Map<SessionId, Session> opened(Path dataDir) {
    Map<SessionId, Session> found = new LinkedHashMap<>();
    try (SqliteEventStore store = Opening.of(dataDir, Durability.OS)) {
      for (String room : ROOMS) {
        SessionId id = new SessionId(room);
        get(store.load(id))
            .ifPresent(state -> {
              found.put(id, state);
              assertThat(events(get(store.read(id, Seq.ORIGIN, Integer.MAX_VALUE))))
                  .isEqualTo(events(1, state.seq().value()));
            });
      }
    }
    return found;
  }

  static Path database(Path dataDir) {
    return dataDir.resolve("trivector.db");
  }

  static Path writeAheadLog(Path dataDir) {
    return dataDir.resolve("trivector.db-wal");
  }

  static Path sharedMemory(Path dataDir) {
    return dataDir.resolve("trivector.db-shm");
  }

  static void cut(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  /** Turns over single bits, or fills a sector with nothing or with noise. */
  static void spoil(Path file, long at, Random random) throws IOException {
    byte[] content = Files.readAllBytes(file);
    int from = Math.toIntExact(at);
    int to = Math.min(content.length, from + 1 + random.nextInt(512));
    switch (random.nextInt(3)) {
      case 0 -> content[from] ^= (byte) (1 << random.nextInt(8));
      case 1 -> java.util.Arrays.fill(content, from, to, (byte) 0);
      default -> {
        for (int i = from; i < to; i++) {
          content[i] = (byte) random.nextInt();
        }
      }
    }
    Files.write(file, content);
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> found = Files.list(from)) {
      found
          .filter(file -> file.getFileName().toString().startsWith("trivector.db"))
          .forEach(all::add);
    }
    for (Path file : all) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }
}
