package ai.trivector.collab.presence;

import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tabs that have a place in the session, connected or within their grace. Immutable. */
public record Roster(Map<ClientId, Member> places) {

  public static final Roster EMPTY = new Roster(Map.of());

  public Optional<Member> find(ClientId client) {
    return Optional.ofNullable(places.get(client));
  }

  public Collection<Member> members() {
    return places.values();
  }

  /** Whether any tab of this person has a place. */
  public boolean has(UserId user) {
    return places.values().stream().anyMatch(member -> member.user().id().equals(user));
  }

  /** How many people there are; several tabs of one person count once. */
  public int userCount() {
    return (int) places.values().stream().map(member -> member.user().id()).distinct().count();
  }

  /** A tab takes its place, or takes it again after its connection was lost. */
  public Roster connect(ClientId client, User user) {
    return with(new Member(client, user, true, Presence.NONE));
  }

  /** A tab's connection was lost; its place stays for the grace, its presence does not. */
  public Roster disconnect(ClientId client) {
    Member member = places.get(client);
    return member == null ? this : with(new Member(client, member.user(), false, Presence.NONE));
  }

  /** A tab's place is given up. */
  public Roster remove(ClientId client) {
    Map<ClientId, Member> next = new LinkedHashMap<>(places);
    next.remove(client);
    return new Roster(Collections.unmodifiableMap(next));
  }

  /** A connected tab says what it is doing. */
  public Roster change(ClientId client, Presence.Change change) {
    Member member = places.get(client);
    return member == null || !member.connected()
        ? this
        : with(new Member(client, member.user(), true, member.presence().with(change)));
  }

  private Roster with(Member member) {
    Map<ClientId, Member> next = new LinkedHashMap<>(places);
    next.put(member.client(), member);
    return new Roster(Collections.unmodifiableMap(next));
  }
}
