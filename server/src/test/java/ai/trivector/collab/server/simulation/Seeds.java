package ai.trivector.collab.server.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.netty.util.ResourceLeakDetector;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Plays the lives of many seeds, on all cores; a seed that fails is said with its shortest life.
 */
final class Seeds {

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private static final int SEEDS_PER_PROGRESS = 1_000;

  /** The failures of one run have few causes; the later ones are only named. */
  private static final int MAX_SHRUNK = 3;

  private final PrintStream out;
  private final long first;
  private final long last;
  private final AtomicLong next;
  private final ReentrantLock lock = new ReentrantLock();
  private final Counts counts = new Counts();
  private final long startedNanos = System.nanoTime();
  private long played;
  private final AtomicLong failed = new AtomicLong();

  private Seeds(long first, long last, PrintStream out) {
    this.first = first;
    this.last = last;
    this.next = new AtomicLong(first);
    this.out = out;
  }

  /** {@code N} for the seeds 1 to N, {@code A..B}, {@code seed S}, or {@code script TEXT}. */
  public static void main(String[] arguments) throws Exception {
    // A pooled buffer comes to life again in the hands of another thread, and looks as if leaked.
    System.setProperty("io.netty.allocator.type", "unpooled");
    // What a life leaves unreleased is counted there; one that is given up leaves much.
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    quiet("ai.trivector.collab", Level.OFF);
    quiet("io.netty", Level.WARN);
    boolean held =
        switch (arguments[0]) {
          case "seed" -> tell(new Choices(Long.parseLong(arguments[1])));
          case "script" -> tell(new Choices(Script.read(arguments[1])));
          default -> {
            String[] ends = arguments[0].split("\\.\\.", 2);
            long first = ends.length == 1 ? 1 : Long.parseLong(ends[0]);
            long last = Long.parseLong(ends[ends.length - 1]);
            yield new Seeds(first, last, System.out).playAll();
          }
        };
    System.exit(held ? 0 : 1);
  }

  /** The runtime reports every fault that is made here; nobody is to read that. */
  static void quiet(String name, Level level) {
    ((Logger) LoggerFactory.getLogger(name)).setLevel(level);
  }

  /** Plays one seed; what must never be so fails with the shortest life that has it. */
  static Counts play(long seed) {
    return play(seed, Flaw.NONE);
  }

  static Counts play(long seed, Flaw flaw) {
    return play(seed, flaw, true);
  }

  private static Counts play(long seed, Flaw flaw, boolean shrink) {
    Choices choices = new Choices(seed);
    Trace trace = new Trace(null);
    Simulation life = new Simulation(choices, trace, flaw);
    try {
      return life.play();
    } catch (Throwable cause) {
      Failure failure = new Failure(cause, choices.made(), trace.lines(), life.stepsTaken());
      throw new AssertionError(
          "seed %s: %s%n%sall steps of the seed: ./dev sim seed %s"
              .formatted(seed, cause, shrink ? shortest(failure, flaw) : "", seed),
          cause);
    }
  }

  private static String shortest(Failure failure, Flaw flaw) {
    Failure shortest = Shrinker.shrink(failure, flaw);
    return "the shortest schedule found, of %s lines instead of %s:%n%s%nagain: ./dev sim script %s%n"
        .formatted(
            shortest.lines(),
            failure.lines(),
            shortest.schedule(flaw),
            Script.write(shortest.script()));
  }

  private static boolean tell(Choices choices) {
    try {
      Counts counts = new Simulation(choices, new Trace(System.out), Flaw.NONE).play();
      System.out.print(counts);
      return true;
    } catch (Throwable failure) {
      failure.printStackTrace(System.out);
      return false;
    }
  }

  private boolean playAll() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(Thread.ofPlatform().start(this::playSome));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    out.print(counts);
    out.println(progress());
    return failed.get() == 0;
  }

  private void playSome() {
    Counts own = new Counts();
    for (long seed = next.getAndIncrement(); seed <= last; seed = next.getAndIncrement()) {
      try {
        own.addAll(play(seed, Flaw.NONE, failed.get() < MAX_SHRUNK));
        played(null);
      } catch (AssertionError failure) {
        played(failure.getMessage());
      }
    }
    lock.lock();
    try {
      counts.addAll(own);
    } finally {
      lock.unlock();
    }
  }

  private void played(@Nullable String failure) {
    lock.lock();
    try {
      played++;
      if (failure != null) {
        failed.incrementAndGet();
        out.println(failure);
      }
      if (played % SEEDS_PER_PROGRESS == 0) {
        out.println(progress());
      }
    } finally {
      lock.unlock();
    }
  }

  private String progress() {
    double seconds = (double) (System.nanoTime() - startedNanos) / NANOS_PER_SECOND;
    return "%d of %d seeds, %d failed, %.0f s, %.0f seeds a second"
        .formatted(played, last - first + 1, failed.get(), seconds, played / seconds);
  }
}
