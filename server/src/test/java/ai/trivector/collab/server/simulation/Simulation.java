package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.UserId;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One seed played through: some people in some sessions, for a while, and then until all is quiet.
 */
final class Simulation {

  private static final int PLAY_MILLIS = 20_000;
  private static final long MAX_STEPS = 2_000_000;
  private static final List<String> PEOPLE = List.of("ada", "bela", "chen", "dana");

  private final long seed;
  private final Trace trace;
  private final Chance chance;
  private final World world;
  private final Set<SessionId> sessions = new LinkedHashSet<>();

  /** Who uses the id that several people use; one of their tabs does, as they have one of it. */
  private final Set<String> sharing = new LinkedHashSet<>();

  Simulation(long seed, @Nullable PrintStream out) {
    this.seed = seed;
    this.trace = new Trace(out);
    this.chance = new Chance(seed);
    // In every third world only the network fails.
    this.world = new World(chance, trace, Math.floorMod(seed, 3) == 0);
  }

  /** Plays each seed that is named, or each of a range {@code from..to}, and says how it went. */
  public static void main(String[] arguments) {
    quiet("ai.trivector.collab", Level.OFF);
    quiet("io.netty", Level.WARN);
    boolean one = arguments.length == 1 && !arguments[0].contains("..");
    Counts counts = new Counts();
    int failed = 0;
    for (long seed : seeds(arguments)) {
      try {
        counts.addAll(new Simulation(seed, one ? System.out : null).play());
      } catch (AssertionError failure) {
        failed++;
        System.out.println(one ? failure.getCause() : failure.getMessage());
      }
    }
    System.out.print(counts);
    System.exit(failed == 0 ? 0 : 1);
  }

  private static List<Long> seeds(String[] arguments) {
    List<Long> seeds = new ArrayList<>();
    for (String argument : arguments) {
      String[] ends = argument.split("\\.\\.", 2);
      for (long seed = Long.parseLong(ends[0]);
          seed <= Long.parseLong(ends[ends.length - 1]);
          seed++) {
        seeds.add(seed);
      }
    }
    return seeds;
  }

  /** The runtime reports every fault that is made here; nobody is to read that. */
  static void quiet(String name, Level level) {
    ((Logger) LoggerFactory.getLogger(name)).setLevel(level);
  }

  /** Plays it; what must never be so fails with the last steps and how to see all of them. */
  Counts play() {
    try {
      populate();
      disturb();
      world.after(PLAY_MILLIS, "now everything settles", world::settle);
      while (world.failure() == null && world.scheduler().step()) {
        Violation.unless(world.scheduler().stepsTaken() < MAX_STEPS, "it never comes to rest");
      }
      Throwable failure = world.failure();
      if (failure != null) {
        throw failure;
      }
      EndCheck.of(world, sessions);
      return world.counts();
    } catch (Throwable failure) {
      throw new AssertionError(
          "seed %s: %s%nthe last steps:%n%s%nall steps: ./dev sim %s"
              .formatted(seed, failure.getMessage(), trace, seed),
          failure);
    }
  }

  private void populate() {
    int count = chance.between(1, 3);
    for (int i = 0; i < count; i++) {
      SessionId session = new SessionId("session-" + i);
      sessions.add(session);
      world.create(session);
      int people = chance.between(2, PEOPLE.size());
      int tabs = chance.between(3, 6);
      for (int tab = 0; tab < tabs; tab++) {
        // Fewer people than tabs, so that some have several.
        String person = PEOPLE.get(tab < people ? tab : chance.below(people));
        SimulatedClient client = client(session, i, tab, person);
        world.add(client);
        client.start();
      }
    }
  }

  private SimulatedClient client(SessionId session, int number, int tab, String person) {
    String name = "%s-%s%s".formatted(person, number, tab);
    UserId user = new UserId(person);
    if (chance.oneIn(3)) {
      return new PlainClient(world, session, name + "p", user);
    }
    // Somebody may come under the id of another person's tab, by accident or not.
    boolean shares = chance.oneIn(6) && sharing.add(session + "/" + person);
    String id = shares ? "tab-of-several" : "tab-" + name;
    return new ExtClient(world, session, name, user, id);
  }

  private void disturb() {
    if (world.isCalm()) {
      return;
    }
    for (int i = chance.below(4); i > 0; i--) {
      boolean kill = chance.oneIn(2);
      world.after(chance.between(1_000, PLAY_MILLIS), "", kill ? world::crash : world::restart);
    }
  }
}
