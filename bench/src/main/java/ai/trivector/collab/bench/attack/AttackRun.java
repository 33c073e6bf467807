package ai.trivector.collab.bench.attack;

import ai.trivector.collab.bench.client.LatencyHistogram;
import ai.trivector.collab.bench.process.FreePort;
import ai.trivector.collab.bench.process.PackagedServer;
import ai.trivector.collab.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * {@code ./dev attack}: each attack by some hundred clients at once, against the packaged server in
 * a process of its own. Ends with 0 if each was told the right code, none cost the server a
 * megabyte, and the regulars' 99th percentile at most doubled.
 */
public final class AttackRun {

  private static final int ATTACKERS = 300;

  /** Few enough attackers to each that the bound on its members is not what stops them. */
  private static final int SESSIONS = 10;

  private static final int MAX_KIB_EACH = 1024;

  /** Below this twice the quiet time is noise of a shared machine, and nobody notices. */
  private static final Duration UNNOTICED = Duration.ofMillis(5);

  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Duration SAMPLE = Duration.ofMillis(200);
  private static final Duration START = Duration.ofSeconds(30);

  private final ServerProcess server;
  private final Regulars regulars;
  private final int port;
  private final List<String> sessions;
  private boolean good = true;

  private AttackRun(ServerProcess server, Regulars regulars, int port) {
    this.server = server;
    this.regulars = regulars;
    this.port = port;
    sessions = Stream.generate(server.rest()::createSession).limit(SESSIONS).toList();
  }

  /** Takes the names of attacks, or makes all. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<Attack> attacks = new ArrayList<>();
    for (String name : args) {
      attacks.add(Attack.valueOf(name));
    }
    Path dir = Files.createTempDirectory("trivector-attack-");
    int port = FreePort.find();
    boolean good;
    try (ServerProcess server =
        ServerProcess.start(PackagedServer.asRun(), dir, port, Map.of("DURABILITY", "os"))) {
      server.awaitReady(START);
      try (Regulars regulars = new Regulars(port, server.rest(), 1)) {
        good =
            new AttackRun(server, regulars, port)
                .run(attacks.isEmpty() ? List.of(Attack.values()) : attacks);
      }
    }
    System.exit(good ? 0 : 1);
  }

  private boolean run(List<Attack> attacks) throws IOException, InterruptedException {
    // What the JVM loads and compiles when the first crowd comes is nobody's attack.
    try (Attackers first = Attackers.start(attacks.getFirst(), port, ATTACKERS, sessions)) {
      while (first.goOn(SAMPLE)) {}
    }
    pause(QUIET);
    regulars.takeEchoes();
    pause(QUIET);
    LatencyHistogram quiet = regulars.takeEchoes();
    System.out.printf("| %d attackers each | closed by | KiB each | p50 | p99 | |%n", ATTACKERS);
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    System.out.printf(
        "| none | | | %s | %s | |%n", millis(quiet.quantile(0.5)), millis(quiet.quantile(0.99)));
    Duration bar = quiet.quantile(0.99).multipliedBy(2);
    bar = bar.compareTo(UNNOTICED) < 0 ? UNNOTICED : bar;
    for (Attack attack : attacks) {
      attack(attack, bar);
    }
    if (attacks.size() == Attack.values().length) {
      for (SlowHttp tool : SlowHttp.values()) {
        good &= tool.run(port);
      }
    }
    int troubles = regulars.troubles();
    System.out.printf(
        "the regulars had %d troubles; the bar for p99 was %s%n", troubles, millis(bar));
    return good && troubles == 0;
  }

  private void attack(Attack attack, Duration bar) throws IOException, InterruptedException {
    long beforeKib = server.usage().rssKib();
    long peakKib = beforeKib;
    Map<Integer, Integer> ends;
    try (Attackers attackers = Attackers.start(attack, port, ATTACKERS, sessions)) {
      while (attackers.goOn(SAMPLE)) {
        peakKib = Math.max(peakKib, server.usage().rssKib());
      }
      ends = attackers.ends();
    }
    LatencyHistogram echoes = regulars.takeEchoes();
    long kibEach = (peakKib - beforeKib) / ATTACKERS;
    Duration p99 = echoes.quantile(0.99);
    List<String> missed = new ArrayList<>();
    if (!attack.endsWell(ends)) {
      missed.add("CODE");
    }
    if (kibEach >= MAX_KIB_EACH) {
      missed.add("MEMORY");
    }
    if (p99.compareTo(bar) > 0) {
      missed.add("P99");
    }
    good &= missed.isEmpty();
    System.out.printf(
        "| %s | %s | %d | %s | %s | %s |%n",
        attack.description,
        named(ends),
        kibEach,
        millis(echoes.quantile(0.5)),
        millis(p99),
        String.join(" ", missed));
  }

  private static String named(Map<Integer, Integer> ends) {
    List<String> names = new ArrayList<>();
    new TreeMap<>(ends)
        .forEach((code, count) -> {
          String name =
              switch (code) {
                case Wire.ENDED -> "the end";
                case Wire.RESET -> "reset";
                case Wire.STILL_OPEN -> "STILL OPEN";
                default -> code.toString();
              };
          names.add("%s × %d".formatted(name, count));
        });
    return String.join(", ", names);
  }

  private static String millis(Duration duration) {
    return "%.2f ms".formatted(duration.toNanos() / 1e6);
  }

  private static void pause(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
  }
}
