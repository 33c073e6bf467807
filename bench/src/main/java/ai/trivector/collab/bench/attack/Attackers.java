package ai.trivector.collab.bench.attack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Some hundred clients that do one thing to the server, in a process of their own, which has to
 * wait for everybody else's: attackers have processors of their own, and here they have to share
 * them with those that are attacked.
 */
final class Attackers implements AutoCloseable {

  /** An attack that is over sooner is made again, by each attacker every so often. */
  private static final Duration PHASE = Duration.ofSeconds(5);

  private static final Duration BETWEEN_ATTACKS = Duration.ofSeconds(2);

  /**
   * They come one after another within this time; what takes longer is soon done by all at once.
   */
  private static final Duration COME_WITHIN = Duration.ofSeconds(2);

  private final Process process;

  private Attackers(Process process) {
    this.process = process;
  }

  static Attackers start(Attack attack, int port, int count, List<String> sessions)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Attackers.class.getName());
    command.addAll(List.of(attack.name(), Integer.toString(port), Integer.toString(count)));
    command.addAll(sessions);
    return new Attackers(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits for so long; false once they have ended. */
  boolean goOn(Duration time) throws InterruptedException {
    return !process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How often their connections ended by which code; once they have ended. */
  Map<Integer, Integer> ends() throws IOException {
    Map<Integer, Integer> ends = new TreeMap<>();
    try (var lines = process.inputReader()) {
      lines
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(pair -> ends.put(Integer.valueOf(pair[0]), Integer.valueOf(pair[1])));
    }
    return ends;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Takes which attack, the port, how many, and the sessions; prints a code and a count a line. */
  public static void main(String[] args) throws InterruptedException {
    Attack attack = Attack.valueOf(args[0]);
    int port = Integer.parseInt(args[1]);
    int count = Integer.parseInt(args[2]);
    List<String> sessions = List.of(args).subList(3, args.length);
    ConcurrentMap<Integer, Integer> ends = new ConcurrentHashMap<>();
    List<Thread> attackers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String session = sessions.get(i % sessions.size());
      Duration wait = COME_WITHIN.multipliedBy(i).dividedBy(count);
      attackers.add(
          Thread.startVirtualThread(() -> {
            LockSupport.parkNanos(wait.toNanos());
            repeat(attack, port, session, ends);
          }));
    }
    for (Thread attacker : attackers) {
      attacker.join();
    }
    new TreeMap<>(ends).forEach((code, times) -> System.out.println(code + " " + times));
  }

  private static void repeat(
      Attack attack, int port, String session, ConcurrentMap<Integer, Integer> ends) {
    long begin = System.nanoTime();
    do {
      ends.merge(once(attack, port, session), 1, Integer::sum);
      LockSupport.parkNanos(BETWEEN_ATTACKS.toNanos());
    } while (System.nanoTime() - begin < PHASE.toNanos());
  }

  private static int once(Attack attack, int port, String session) {
    try (Wire wire = new Wire(port, session)) {
      try {
        attack.on(wire);
      } catch (IOException _) {
        // The server hung up while it was written to; what it had said counts.
      }
      return wire.awaitEnd(Attack.LONGEST);
    } catch (IOException _) {
      return Wire.RESET;
    }
  }
}
