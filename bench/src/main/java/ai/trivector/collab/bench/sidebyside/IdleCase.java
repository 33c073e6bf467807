package ai.trivector.collab.bench.sidebyside;

import ai.trivector.collab.bench.load.Layout;
import ai.trivector.collab.bench.load.Load;
import ai.trivector.collab.bench.load.LoadLoop;
import ai.trivector.collab.bench.load.Traffic;
import ai.trivector.collab.bench.process.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** As many as the file limit allows are connected, in rooms of three, and do nothing. */
final class IdleCase {

  static final String NAME = "E";

  private static final int MOST = 19_000;
  private static final int ROOM = 3;

  /** Files that a server and the load have open besides. */
  static final int OTHER_FILES = 1000;

  /** In which what was needed to let them in is given back. */
  private static final Duration SETTLE = Duration.ofSeconds(3);

  private final Cores cores;
  private final Path dir;
  private final LoadLoop loop;
  private final Layout layout;

  IdleCase(Cores cores, Path dir, LoadLoop loop) {
    this.cores = cores;
    this.dir = dir;
    this.loop = loop;
    layout = new Layout((int) Math.min(MOST, Machine.fileLimit() - OTHER_FILES) / ROOM, ROOM, 0);
  }

  String title() {
    return "%,d idle connections".formatted(layout.connections());
  }

  /**
   * On a server that has done nothing yet.
   *
   * @param name of the directory that it may write to
   */
  void measure(Contender contender, String name, Results results) {
    Path home = dir.resolve("idle-" + name);
    try (LiveServer server = LiveServer.start(contender, cores.launcher(), home)) {
      LockSupport.parkNanos(SETTLE.toNanos());
      long emptyKib = Usage.pssKib(server.pid());
      try (Load _ = server.fill(loop, cores.own(), layout, Traffic.UPDATES)) {
        LockSupport.parkNanos(SETTLE.toNanos());
        long fullKib = Usage.pssKib(server.pid());
        results.add(
            NAME, contender, Figure.IDLE_KIB, (double) (fullKib - emptyKib) / layout.connections());
        results.add(NAME, contender, Figure.EMPTY_MIB, emptyKib / 1024.0);
      }
    }
  }
}
