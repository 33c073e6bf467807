package ai.trivector.collab.server.runtime;

import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.presence.Roster;
import ai.trivector.collab.protocol.CloseCode;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.ClientProgress;
import ai.trivector.collab.session.Session;
import ai.trivector.collab.session.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Who has a place in one session: takes clients in, keeps the place of a lost connection for the
 * grace, and says when a person's last place was given up. On the session's loop only.
 */
final class Places {

  private final Surroundings around;
  private final Loop loop;
  private final Broadcaster broadcaster;
  private final PresenceLane presence;

  /** Told of a person whose last place was given up. */
  private final Consumer<UserId> left;

  private final Map<ClientId, Seat> seats = new HashMap<>();
  private final Map<ClientId, Loop.Timer> graces = new HashMap<>();
  private Roster roster = Roster.EMPTY;

  Places(Surroundings around, Loop loop, Broadcaster broadcaster, Consumer<UserId> left) {
    this.around = around;
    this.loop = loop;
    this.broadcaster = broadcaster;
    this.presence = new PresenceLane(loop, around.clock(), broadcaster);
    this.left = left;
  }

  Roster roster() {
    return roster;
  }

  /**
   * The id under which a client is to be known: its own, unless that is somebody else's.
   *
   * @param batch what was decided before, of which nothing has taken effect
   * @param yetToWrite whether another than this person has sent something under an id, and gone
   */
  ClientId nameFor(JoinRequest request, Batch batch, BiPredicate<ClientId, UserId> yetToWrite) {
    UserId user = request.user().id();
    return request
        .client()
        .filter(own -> batch.joining().getOrDefault(own, user).equals(user))
        .filter(own -> !belongsToAnother(own, user, batch.state()))
        .filter(own -> !yetToWrite.test(own, user))
        .orElseGet(around.ids());
  }

  /** Whether {@code client} may take a place while {@code joining} others are about to. */
  boolean hasRoomFor(ClientId client, int joining) {
    return roster.find(client).isPresent()
        || roster.members().size() + joining < around.settings().maxMembers();
  }

  /** The client takes its place; an older connection of the same client loses it. */
  void take(Seat seat) {
    ClientId client = seat.client();
    Optional.ofNullable(seats.get(client))
        .ifPresent(older -> {
          leave(older);
          replace(older);
        });
    Optional.ofNullable(graces.remove(client)).ifPresent(Loop.Timer::cancel);
    roster = roster.connect(client, seat.request().user());
    seats.put(client, seat);
    broadcaster.add(seat.peer());
    seat.seated();
  }

  /** A newer connection of the same tab has come; nothing that this one sent counts any more. */
  void replace(Seat older) {
    refuse(older, CloseCode.NORMAL, "replaced by a newer connection of this client");
  }

  void refuse(Seat seat, CloseCode code, String reason) {
    if (seat.stage() == Seat.Stage.WAITING) {
      around.counts().turnedAway().add(code);
    }
    seat.gone();
    broadcaster.close(seat.peer(), code, reason);
  }

  /** The connection is gone: with a goodbye the place is given up at once, else after the grace. */
  void disconnected(Seat seat) {
    ClientId client = seat.client();
    leave(seat);
    if (seat.saidGoodbye()) {
      giveUp(client);
    } else {
      roster = roster.disconnect(client);
      graces.put(
          client,
          loop.schedule(
              around.settings().presenceGrace(),
              () -> {
                graces.remove(client);
                giveUp(client);
              }));
    }
    broadcaster.flush();
  }

  void changePresence(Seat seat, Presence.Change change) {
    roster = roster.change(seat.client(), change);
    presence.changed(seat, this::roster);
    broadcaster.flush();
  }

  void showOthersTo(Seat seat) {
    presence.showOthersTo(seat, roster);
  }

  void showOthersAgainTo(Seat seat) {
    presence.showOthersAgainTo(seat, roster);
  }

  /** Sends everybody away, for good. */
  void closeAll(CloseCode code, String reason) {
    new ArrayList<>(seats.values()).forEach(seat -> refuse(seat, code, reason));
    seats.clear();
    presence.stop();
    graces.values().forEach(Loop.Timer::cancel);
    graces.clear();
  }

  private boolean belongsToAnother(ClientId client, UserId user, Session session) {
    ClientProgress progress = session.clients().get(client);
    return (progress != null && !progress.owner().equals(user))
        || roster.find(client).filter(member -> !member.user().id().equals(user)).isPresent();
  }

  private void leave(Seat seat) {
    seats.remove(seat.client(), seat);
    broadcaster.remove(seat.peer());
    presence.end(seat, roster);
    seat.gone();
  }

  private void giveUp(ClientId client) {
    roster
        .find(client)
        .ifPresent(member -> {
          roster = roster.remove(client);
          if (!roster.has(member.user().id())) {
            left.accept(member.user().id());
          }
        });
  }
}
