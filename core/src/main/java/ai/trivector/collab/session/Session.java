package ai.trivector.collab.session;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a session after the event numbered {@code seq}. Immutable; {@link
 * SessionDecider#apply} makes the next one.
 *
 * @param params every parameter's value, in the model's order
 * @param writes who wrote each parameter last; a parameter still at its first value has none
 * @param members who is in the session, in the order in which they came
 * @param clients what is remembered of each tab, so that a resent message takes effect once
 */
public record Session(
    SessionId id,
    Epoch epoch,
    Model model,
    Instant createdAt,
    Seq seq,
    Map<String, Double> params,
    Map<String, LastWrite> writes,
    Map<UserId, User> members,
    Map<ClientId, ClientProgress> clients) {

  /**
   * How many tabs are remembered. A tab that was quiet while this many others wrote is forgotten; a
   * change that it then sends again, after so long an absence, is judged by its {@code baseSeq}.
   */
  public static final int MAX_REMEMBERED_CLIENTS = 1024;

  /**
   * A session that nothing has happened in yet. Parameters that are not given take their default.
   */
  public static Session create(
      SessionId id, Epoch epoch, Model model, Instant createdAt, Map<String, Double> given) {
    Map<String, Double> params = new LinkedHashMap<>(model.defaults());
    params.putAll(given);
    return new Session(
        id, epoch, model, createdAt, Seq.ORIGIN, SmallMap.of(params), Map.of(), Map.of(), Map.of());
  }

  /** The same, where another history begins. */
  public Session inEpoch(Epoch other) {
    return new Session(id, other, model, createdAt, seq, params, writes, members, clients);
  }

  Session withMembers(Seq seq, Map<UserId, User> members) {
    return new Session(
        id,
        epoch,
        model,
        createdAt,
        seq,
        params,
        writes,
        Collections.unmodifiableMap(members),
        clients);
  }

  Session withWrites(
      Seq seq,
      SmallMap<String, Double> params,
      SmallMap<String, LastWrite> writes,
      Map<ClientId, ClientProgress> clients) {
    return new Session(id, epoch, model, createdAt, seq, params, writes, members, clients);
  }

  /** What is remembered of the tabs once {@code client} has made this much progress. */
  Map<ClientId, ClientProgress> clientsWith(ClientId client, ClientProgress progress) {
    RememberedClients next = RememberedClients.of(clients).with(client, progress);
    return next.size() <= MAX_REMEMBERED_CLIENTS
        ? next
        : next.entrySet().stream()
            .min(Comparator.comparing(entry -> entry.getValue().lastSeq()))
            .map(quietest -> next.without(quietest.getKey()))
            .orElse(next);
  }
}
