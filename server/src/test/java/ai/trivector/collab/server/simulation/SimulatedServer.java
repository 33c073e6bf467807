package ai.trivector.collab.server.simulation;

import ai.trivector.collab.server.runtime.RuntimeSettings;
import ai.trivector.collab.server.runtime.SessionRegistry;
import ai.trivector.collab.server.store.InMemoryEventStore;
import ai.trivector.collab.session.ClientId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One process: loops, a registry, and connections. Its log outlives it. */
final class SimulatedServer {

  private static final int LOOPS = 3;

  private final World world;
  private final Chance chance;
  private final List<SimulatedLoop> loops;
  private final FaultyStore store;
  private final SessionRegistry registry;
  private final List<Link> links = new ArrayList<>();
  private boolean down;

  SimulatedServer(World world, InMemoryEventStore disk) {
    this.world = world;
    this.chance = world.chance("server");
    this.loops = Stream.generate(() -> new SimulatedLoop(world)).limit(LOOPS).toList();
    this.store = new FaultyStore(world, disk);
    this.registry =
        new SessionRegistry(
            loops,
            store,
            world.scheduler(),
            () -> new ClientId("given-" + world.nextNumber()),
            new RuntimeSettings(
                World.CONFLICT_WINDOW,
                World.PRESENCE_GRACE,
                world.climate().maxMembers(),
                world.climate().maxSessions(),
                Duration.ofSeconds(chance.between(6, 30))));
  }

  boolean isDown() {
    return down;
  }

  List<SimulatedLoop> loops() {
    return loops;
  }

  SessionRegistry registry() {
    return registry;
  }

  List<Link> linksThatAreUp() {
    return links.stream().filter(Link::isUp).toList();
  }

  Link accept(SimulatedClient client) {
    Link link = new Link(world, this, client, world.nextNumber());
    links.add(link);
    return link;
  }

  /** The process is killed, between any two steps. */
  void crash() {
    end(1006);
  }

  /** The process is asked to stop, and stops when what has come is in the log. */
  void stop(Runnable stopped) {
    registry
        .stop()
        .whenComplete((_, _) ->
            // Until the process is gone, people still knock.
            world.after(
                chance.between(0, 300),
                () -> {
                  if (!down) {
                    end(1012);
                    stopped.run();
                  }
                }));
  }

  private void end(int code) {
    down = true;
    store.sever();
    loops.forEach(SimulatedLoop::stopTimers);
    links.forEach(link -> {
      if (!link.isOver()) {
        link.serverDied(code);
      }
    });
  }
}
