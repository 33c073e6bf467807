package ai.trivector.collab.server.websocket;

import ai.trivector.collab.bench.process.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The whole way of a message, sockets excepted: decoded, decided, appended to a real log, encoded,
 * offered to every member. One message at a time, so that none shares its commit with another.
 */
@NullMarked
@State(Scope.Thread)
public class WayBenchmark {

  private static final int MESSAGES = 100;

  @Param({"3", "50"})
  public int members;

  @SuppressWarnings("NullAway.Init")
  private Path dir;

  @SuppressWarnings("NullAway.Init")
  private Room room;

  @Setup(Level.Trial)
  public void open() throws IOException {
    dir = ScratchDirectory.make();
    room = new Room(dir, members);
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    room.close();
    ScratchDirectory.delete(dir);
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void message() {
    room.run(MESSAGES);
  }
}
