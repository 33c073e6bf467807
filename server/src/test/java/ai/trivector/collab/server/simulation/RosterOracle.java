package ai.trivector.collab.server.simulation;

import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who has a place in one session by the protocol's section 6, and so may not be said to be gone.
 */
final class RosterOracle {

  private static final long GRACE_MILLIS = World.PRESENCE_GRACE.toMillis();

  /** One tab's place: held by a connection, or kept from the moment at which that was lost. */
  private static final class Place {
    final UserId user;
    @Nullable Link link;
    long lostAtMillis;
    boolean saidGoodbye;
    boolean forgotten;
    int newest;

    Place(UserId user) {
      this.user = user;
    }

    long givenUpAt() {
      return saidGoodbye ? lostAtMillis : lostAtMillis + GRACE_MILLIS;
    }

    boolean isKept(long atMillis) {
      return link != null || atMillis < givenUpAt();
    }
  }

  private final World world;
  private final Map<String, Place> places = new LinkedHashMap<>();

  /** Who said goodbye while being let in: they may have come and gone unseen. */
  private final Set<UserId> gone = new HashSet<>();

  /** The ids under which they asked to be let in: a place kept for such a tab is given up. */
  private final Set<String> goneTabs = new HashSet<>();

  RosterOracle(World world) {
    this.world = world;
  }

  void welcomed(Link link) {
    Place place = places.get(link.clientId());
    if (place == null || !place.user.equals(link.user().id())) {
      place = new Place(link.user().id());
      places.put(link.clientId(), place);
    } else if (place.link == null && place.isKept(world.scheduler().now())) {
      world.counts().add("roster:came back within the grace");
    }
    // Two loops may tell of two connections of one tab in either order.
    if (link.number() >= place.newest) {
      place.newest = link.number();
      place.link = link;
      place.forgotten = false;
    }
  }

  /**
   * The server has ended, and with it what it knew of tabs. The next one knows from the log who is
   * a member, but not how many tabs they have: a goodbye in one of them is one by the person.
   */
  void forgotten() {
    places.values().forEach(place -> place.forgotten = true);
  }

  void lost(Link link, boolean saidGoodbye) {
    if (saidGoodbye && link.clientId().isEmpty() && link.isAuthenticated()) {
      gone.add(link.user().id());
      goneTabs.add(link.askedAs());
    }
    Place place = places.get(link.clientId());
    if (place != null && place.link == link) {
      place.link = null;
      place.lostAtMillis = world.scheduler().now();
      place.saidGoodbye = saidGoodbye;
    }
  }

  /** An event is about to be added to the log; {@code members} are those before it. */
  void committed(RecordedEvent recorded, Map<UserId, User> members) {
    switch (recorded.event()) {
      case Event.MemberJoined joined ->
          Violation.unless(
              !joined.user().equals(members.get(joined.user().id())),
              "[roster] came without having been away: %s",
              recorded);
      case Event.MemberLeft left -> left(recorded, left.user(), members);
      case Event.ParamsChanged _ -> {}
    }
  }

  private void left(RecordedEvent recorded, UserId user, Map<UserId, User> members) {
    Violation.unless(members.containsKey(user), "[roster] left twice: %s", recorded);
    long at = Scheduler.millisOf(recorded.at());
    boolean goodbye =
        places.values().stream()
            .anyMatch(place -> place.user.equals(user) && place.link == null && place.saidGoodbye);
    for (Map.Entry<String, Place> entry : places.entrySet()) {
      Place place = entry.getValue();
      boolean unseen = place.link == null && goneTabs.contains(entry.getKey());
      boolean counts = place.user.equals(user) && !(goodbye && place.forgotten) && !unseen;
      Violation.unless(
          !counts || !place.isKept(world.scheduler().now()),
          "[roster] said to be gone, but has a place: %s",
          recorded);
    }
    boolean onTime =
        places.values().stream()
            .anyMatch(place -> place.user.equals(user) && place.givenUpAt() == at);
    world.counts().add(goodbye ? "roster:left after a goodbye" : "roster:left after the grace");
    Violation.unless(
        !world.isCalm() || onTime || gone.contains(user),
        "[roster] left at another time than that of a goodbye or of the end of a grace: %s",
        recorded);
  }

  /** Everybody who is connected now. */
  Set<UserId> connected() {
    return places.values().stream()
        .filter(place -> place.link != null)
        .map(place -> place.user)
        .collect(Collectors.toSet());
  }
}
