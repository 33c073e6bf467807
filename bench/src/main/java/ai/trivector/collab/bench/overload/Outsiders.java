package ai.trivector.collab.bench.overload;

import ai.trivector.collab.bench.client.BackoffRule;
import ai.trivector.collab.bench.client.Client;
import ai.trivector.collab.bench.client.Crowd;
import ai.trivector.collab.bench.client.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Those who come when it is full, and try again as the protocol says; in a process of their own,
 * which has to wait for everybody else's: they would have processors of their own, and here they
 * have to share them with those who are in.
 */
final class Outsiders {

  private static final Duration COME_WITHIN = Duration.ofSeconds(3);

  /** On the crowd's loop only, as all below. */
  private final Map<Integer, Integer> ends = new TreeMap<>();

  private int attempts;
  private int in;
  private int mostIn;

  private Outsiders() {}

  /**
   * What became of them.
   *
   * @param attempts how often they tried
   * @param ends how often they were sent away by which code
   * @param mostIn how many were in at once, at most
   */
  record Tried(int attempts, Map<Integer, Integer> ends, int mostIn) {

    Tried plus(Tried other) {
      Map<Integer, Integer> all = new TreeMap<>(ends);
      other.ends.forEach((code, times) -> all.merge(code, times, Integer::sum));
      return new Tried(attempts + other.attempts, all, Math.max(mostIn, other.mostIn));
    }
  }

  /** Lets so many come to these sessions, and leave after this time. */
  static Tried come(int count, Duration stay, int port, long seed, List<String> sessions) {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Outsiders.class.getName());
    command.addAll(
        List.of(
            Integer.toString(count),
            Long.toString(stay.toMillis()),
            Integer.toString(port),
            Long.toString(seed)));
    command.addAll(sessions);
    try (var lines =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .inputReader()) {
      List<String> said = lines.lines().toList();
      Map<Integer, Integer> ends = new TreeMap<>();
      for (String line : said.subList(2, said.size())) {
        String[] pair = line.split(" ", 2);
        ends.put(Integer.valueOf(pair[0]), Integer.valueOf(pair[1]));
      }
      return new Tried(Integer.parseInt(said.get(0)), ends, Integer.parseInt(said.get(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes how many, the milliseconds, the port, a seed and the sessions. */
  public static void main(String[] args) {
    int count = Integer.parseInt(args[0]);
    Duration stay = Duration.ofMillis(Long.parseLong(args[1]));
    List<String> sessions = List.of(args).subList(4, args.length);
    Outsiders outsiders = new Outsiders();
    try (Crowd crowd =
        new Crowd(Integer.parseInt(args[2]), BackoffRule.PROTOCOL, Long.parseLong(args[3]))) {
      crowd.execute(() -> {
        for (int i = 0; i < count; i++) {
          Client client =
              crowd.client(
                  sessions.get(i % sessions.size()),
                  "out-%s-%d".formatted(args[3], i),
                  outsiders.new Watch());
          crowd.after(COME_WITHIN.multipliedBy(i).dividedBy(count), client::connect);
        }
      });
      LockSupport.parkNanos(stay.toNanos());
      crowd.call(() -> {
        System.out.println(outsiders.attempts);
        System.out.println(outsiders.mostIn);
        outsiders.ends.forEach((code, times) -> System.out.println(code + " " + times));
        return true;
      });
    }
  }

  private final class Watch implements Witness {
    private boolean letIn;

    @Override
    public void connecting(Client client) {
      attempts++;
    }

    @Override
    public void letIn(Client client, boolean resumed) {
      letIn = true;
      in++;
      mostIn = Math.max(mostIn, in);
    }

    @Override
    public void closed(Client client, int code) {
      if (letIn) {
        letIn = false;
        in--;
      }
      ends.merge(code, 1, Integer::sum);
    }

    @Override
    public void violation(Client client, String what) {
      throw new IllegalStateException(what);
    }
  }
}
