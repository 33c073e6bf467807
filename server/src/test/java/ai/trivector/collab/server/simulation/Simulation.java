package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.UserId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One life: some people in some sessions, for a while, and then until all is quiet. */
final class Simulation {

  private static final int PLAY_MILLIS = 20_000;

  /** Some fifty times what the longest lives take. */
  static final long MAX_STEPS = 500_000;

  /** How many steps apart something happens between two of them, where anything does. */
  private static final int INTERRUPTED_WITHIN_STEPS = 4_000;

  private static final List<String> PEOPLE = List.of("ada", "bela", "chen", "dana");

  private final Chance chance;
  private final Chance interruptions;
  private final int playMillis;
  private final Trace trace;
  private final World world;
  private final Set<SessionId> sessions = new LinkedHashSet<>();

  /** Who uses the id that several people use; one of their tabs does, as they have one of it. */
  private final Set<String> sharing = new LinkedHashSet<>();

  Simulation(Choices choices, Trace trace, Flaw flaw) {
    this.chance = choices.of("people");
    this.interruptions = choices.of("interruptions");
    this.playMillis = choices.of("time").asMuchAs(PLAY_MILLIS);
    this.trace = trace;
    this.world = new World(choices, trace, flaw);
  }

  /**
   * Plays it to its end, and fails with what must never be so.
   *
   * @param maxLines of the trace, after which nobody is interested any more
   * @param maxSteps after which nobody is either
   */
  Counts play(int maxLines, long maxSteps) throws Throwable {
    populate();
    disturb();
    world.after(
        playMillis,
        () -> {
          world.scheduler().note(() -> "now everything settles");
          world.settle();
        });
    int steps = stepsToInterruption();
    while (isInteresting(maxLines, maxSteps) && world.scheduler().step()) {
      checkNow();
      if (--steps == 0) {
        world.interrupt();
        checkNow();
        steps = stepsToInterruption();
      }
    }
    if (isInteresting(maxLines, maxSteps)) {
      EndCheck.of(world, sessions);
    }
    return world.counts();
  }

  /** Plays all of it. */
  Counts play() throws Throwable {
    return play(Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  private boolean isInteresting(int maxLines, long maxSteps) {
    return trace.lines() <= maxLines && world.scheduler().stepsTaken() <= maxSteps;
  }

  long stepsTaken() {
    return world.scheduler().stepsTaken();
  }

  private void checkNow() throws Throwable {
    Throwable failure = world.failure();
    if (failure != null) {
      throw failure;
    }
    world.invariants().check(sessions);
    Violation.unless(world.scheduler().stepsTaken() < MAX_STEPS, "it never comes to rest");
  }

  private int stepsToInterruption() {
    return interruptions.oneIn(2)
        ? interruptions.downFrom(INTERRUPTED_WITHIN_STEPS, 1)
        : Integer.MAX_VALUE;
  }

  private void populate() {
    int count = chance.between(1, 3);
    for (int i = 0; i < count; i++) {
      SessionId session = new SessionId("session-" + i);
      sessions.add(session);
      int number = i;
      int people = chance.between(2, PEOPLE.size());
      int tabs = chance.between(3, 6);
      world.create(session, () -> populate(session, number, people, tabs));
    }
  }

  private void populate(SessionId session, int number, int people, int tabs) {
    for (int tab = 0; tab < tabs; tab++) {
      // Fewer people than tabs, so that some have several.
      String person = PEOPLE.get(tab < people ? tab : chance.below(people));
      SimulatedClient client = client(session, number, tab, person);
      world.add(client);
      client.start();
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
      world.after(chance.downFrom(PLAY_MILLIS, 1_000), kill ? world::crash : world::restart);
    }
    if (chance.oneIn(4)) {
      SessionId unwanted = chance.pick(List.copyOf(sessions));
      world.after(chance.downFrom(PLAY_MILLIS, 1_000), () -> world.delete(unwanted));
    }
  }
}
