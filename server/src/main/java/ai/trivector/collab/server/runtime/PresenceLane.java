package ai.trivector.collab.server.runtime;

import ai.trivector.collab.presence.Member;
import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.presence.Roster;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.protocol.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends on what members' hands are doing, each at most {@link Limits#PRESENCE_INTERVAL} apart; what
 * changes faster is merged, and the newest is sent. On the session's loop only.
 */
final class PresenceLane {

  private final Loop loop;
  private final InstantSource clock;
  private final Broadcaster broadcaster;

  PresenceLane(Loop loop, InstantSource clock, Broadcaster broadcaster) {
    this.loop = loop;
    this.clock = clock;
    this.broadcaster = broadcaster;
  }

  /** A member's presence changed; the roster is asked again when it is sent. */
  void changed(Seat seat, Supplier<Roster> roster) {
    if (seat.presenceIsDue()) {
      return;
    }
    Instant now = clock.instant();
    Duration wait = Duration.between(now, seat.presenceSentAt().plus(Limits.PRESENCE_INTERVAL));
    if (wait.isPositive()) {
      seat.presenceDue(
          loop.schedule(
              wait,
              () -> {
                send(seat, roster.get());
                broadcaster.flush();
              }));
    } else {
      send(seat, roster.get());
    }
  }

  /** A member's connection is gone, and so is what its hands were doing. */
  void end(Seat seat, Roster roster) {
    roster
        .find(seat.client())
        .filter(member -> !member.presence().equals(Presence.NONE))
        .ifPresent(member ->
            broadcaster.presenceToOthers(
                new ServerMessage.PresenceBroadcast(
                    member.client(), member.user().id(), Optional.empty()),
                seat.peer()));
  }

  /** Tells a newcomer what all others are doing. */
  void showOthersTo(Seat seat, Roster roster) {
    for (Member member : roster.members()) {
      if (!member.client().equals(seat.client()) && !member.presence().equals(Presence.NONE)) {
        broadcaster.presenceTo(seat.peer(), broadcastOf(member));
      }
    }
  }

  /** Tells a member that may have missed it what all others are doing, or do no more. */
  void showOthersAgainTo(Seat seat, Roster roster) {
    for (Member member : roster.members()) {
      if (!member.client().equals(seat.client())) {
        broadcaster.presenceTo(seat.peer(), broadcastOf(member));
      }
    }
  }

  private void send(Seat seat, Roster roster) {
    seat.presenceSent(clock.instant());
    roster
        .find(seat.client())
        .ifPresent(member -> broadcaster.presenceToOthers(broadcastOf(member), seat.peer()));
  }

  private static ServerMessage.PresenceBroadcast broadcastOf(Member member) {
    return new ServerMessage.PresenceBroadcast(
        member.client(), member.user().id(), Optional.of(member.presence()));
  }
}
