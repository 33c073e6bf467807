package ai.trivector.collab.server.runtime;

import ai.trivector.collab.presence.Member;
import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.presence.Roster;
import ai.trivector.collab.protocol.Limits;
import ai.trivector.collab.protocol.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends on what members' hands are doing, one each {@link Limits#PRESENCE_INTERVAL} at most, but
 * for two after a pause; what changes faster is merged, and the newest is sent. What several are
 * doing goes out together, {@link #TICK} apart, so that each member is written to once for all of
 * them. On the session's loop only.
 */
final class PresenceLane {

  /** One frame of a display: who looks on sees nothing earlier than with the next. */
  static final Duration TICK = Duration.ofMillis(16);

  /**
   * So much sooner than its turn a member may be sent on after one that came late. Without it
   * whoever sends just as fast as they may would wait with all that follows for as long as their
   * latest was late.
   */
  static final Duration SLACK = Limits.PRESENCE_INTERVAL;

  private final Loop loop;
  private final InstantSource clock;
  private final Broadcaster broadcaster;

  /** Whose presence changed and has not been sent, in the order in which it did. */
  private final Set<Seat> waiting = new LinkedHashSet<>();

  /** When somebody's presence was last sent. */
  private Instant sentAt = Instant.MIN;

  /** Runs while somebody is waiting. */
  private Loop.@Nullable Timer timer;

  private Instant wakesAt = Instant.MIN;

  PresenceLane(Loop loop, InstantSource clock, Broadcaster broadcaster) {
    this.loop = loop;
    this.clock = clock;
    this.broadcaster = broadcaster;
  }

  /** A member's presence changed; the roster is asked again when it is sent. */
  void changed(Seat seat, Supplier<Roster> roster) {
    if (!waiting.add(seat)) {
      return;
    }
    Instant now = clock.instant();
    Instant own = after(seat.presenceDue(), Limits.PRESENCE_INTERVAL, now);
    Instant earliest = now.minus(SLACK);
    seat.presenceDue(own.isAfter(earliest) ? own : earliest);
    Instant due = dueAt(seat, now);
    if (due.isAfter(now)) {
      wake(due, now, roster);
    } else {
      sendWhatIsDue(now, roster);
    }
  }

  /** A member's connection is gone, and so is what its hands were doing. */
  void end(Seat seat, Roster roster) {
    waiting.remove(seat);
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

  /** Everybody was sent away, and nobody is told anything any more. */
  void stop() {
    waiting.clear();
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void sendWhatIsDue(Instant now, Supplier<Roster> roster) {
    List<Seat> due = waiting.stream().filter(seat -> !dueAt(seat, now).isAfter(now)).toList();
    for (Seat seat : due) {
      waiting.remove(seat);
      sentAt = now;
      roster
          .get()
          .find(seat.client())
          .ifPresent(member -> broadcaster.presenceToOthers(broadcastOf(member), seat.peer()));
    }
    waiting.stream()
        .map(seat -> dueAt(seat, now))
        .min(Comparator.naturalOrder())
        .ifPresent(next -> wake(next, now, roster));
  }

  /**
   * When it is the turn of a member who waits. That it waits for the room does not put off its next
   * turn, for it would come to fewer of them.
   */
  private Instant dueAt(Seat seat, Instant now) {
    Instant own = seat.presenceDue();
    Instant room = after(sentAt, TICK, now);
    return own.isAfter(room) ? own : room;
  }

  /** A clock that was set back makes nobody wait for it. */
  private static Instant after(Instant last, Duration pause, Instant now) {
    return last.isAfter(now) ? now : last.plus(pause);
  }

  private void wake(Instant at, Instant now, Supplier<Roster> roster) {
    if (timer != null) {
      if (!at.isBefore(wakesAt)) {
        return;
      }
      timer.cancel();
    }
    wakesAt = at;
    timer =
        loop.schedule(
            Duration.between(now, at),
            () -> {
              timer = null;
              sendWhatIsDue(clock.instant(), roster);
              broadcaster.flush();
            });
  }

  private static ServerMessage.PresenceBroadcast broadcastOf(Member member) {
    return new ServerMessage.PresenceBroadcast(
        member.client(), member.user().id(), Optional.of(member.presence()));
  }
}
