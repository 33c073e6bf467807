package ai.trivector.collab.bench.sidebyside;

import ai.trivector.collab.bench.load.Layout;
import ai.trivector.collab.bench.load.Load;
import ai.trivector.collab.bench.load.LoadLoop;
import ai.trivector.collab.bench.load.Traffic;
import ai.trivector.collab.bench.process.CoreTime;
import ai.trivector.collab.bench.process.FreePort;
import ai.trivector.collab.bench.process.PackagedServer;
import ai.trivector.collab.bench.process.Rest;
import ai.trivector.collab.bench.process.RivalProcess;
import ai.trivector.collab.bench.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A contender that runs. */
final class LiveServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(30);

  /** So many sessions are made at once, so that they share what a commit costs. */
  private static final int MAKING_AT_ONCE = 16;

  /** Rivals let in whoever comes. */
  private static final String NO_TOKEN = "";

  /**
   * What stands in the way of a load, and not of people: how many may be in a session and in all,
   * and how fast one may send. Who is cut off leaves soon, so that nothing of one case is left when
   * the next one is measured.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "DURABILITY", "fsync",
          "MAX_MEMBERS", "1000",
          "MAX_CONNECTIONS", "25000",
          "MAX_SESSIONS", "50000",
          "MAX_MESSAGES_PER_SECOND", "100000",
          "PRESENCE_GRACE_MS", "500");

  private final Contender contender;
  private final int port;
  private final @Nullable ServerProcess product;
  private final @Nullable RivalProcess rival;
  private int rooms;

  private LiveServer(
      Contender contender,
      int port,
      @Nullable ServerProcess product,
      @Nullable RivalProcess rival) {
    this.contender = contender;
    this.port = port;
    this.product = product;
    this.rival = rival;
  }

  /** Starts one, and waits until it can be used. */
  static LiveServer start(Contender contender, List<String> launcher, Path dir) {
    int port = FreePort.find();
    if (contender == Contender.OURS) {
      PackagedServer packaged = PackagedServer.asRun().startedBy(launcher);
      ServerProcess product = ServerProcess.start(packaged, dir.resolve("product"), port, SETTINGS);
      product.awaitReady(START);
      return new LiveServer(contender, port, product, null);
    }
    Path output = dir.resolve(contender + ".log");
    RivalProcess rival = RivalProcess.start(contender.command(launcher, port, dir), output, port);
    rival.awaitListening(START);
    return new LiveServer(contender, port, null, rival);
  }

  Contender contender() {
    return contender;
  }

  long pid() {
    return product != null ? product.pid() : rivalProcess().pid();
  }

  /** Fills new rooms with members, each of whom the product has let in by a token of their own. */
  Load fill(LoadLoop loop, List<CoreTime> cores, Layout layout, Traffic traffic) {
    Load load = new Load(loop, port, pid(), cores, contender.dialect(), traffic);
    if (product != null) {
      Rest rest = product.rest();
      load.connect(
          make(layout.rooms(), rest::createSession),
          layout,
          make(layout.size(), rest::createToken));
    } else {
      int first = rooms;
      rooms += layout.rooms();
      List<String> names = IntStream.range(first, rooms).mapToObj(i -> "room-" + i).toList();
      load.connect(names, layout, Collections.nCopies(layout.size(), NO_TOKEN));
    }
    return load;
  }

  private static List<String> make(int count, Callable<String> one) {
    try (ExecutorService threads = Executors.newFixedThreadPool(MAKING_AT_ONCE)) {
      List<String> made = new ArrayList<>();
      for (Future<String> each : threads.invokeAll(Collections.nCopies(count, one))) {
        made.add(each.get());
      }
      return made;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a session or a token could not be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private RivalProcess rivalProcess() {
    if (rival == null) {
      throw new IllegalStateException("neither the product nor a rival");
    }
    return rival;
  }

  @Override
  public void close() {
    if (product != null) {
      product.terminate(STOP);
      product.close();
    } else {
      rivalProcess().close();
    }
  }
}
