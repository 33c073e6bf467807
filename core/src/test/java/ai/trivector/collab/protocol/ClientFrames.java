package ai.trivector.collab.protocol;

import static java.util.Map.entry;

import ai.trivector.collab.presence.Presence;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.Resolution;
import ai.trivector.collab.session.Resolution.Strategy;
import ai.trivector.collab.session.Seq;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the golden frames of clients mean, by the names of the vectors. */
final class ClientFrames {

  private static final OptionalLong NO_N = OptionalLong.empty();
  private static final Optional<String> TOKEN = Optional.of("header.claims.signature");
  private static final Presence.Cursor CURSOR = new Presence.Cursor("sphere", 0.25, 0.875);
  private static final Presence.Holding HOLDING = new Presence.Holding("mu", 0.6124);

  static final Map<String, ClientMessage> MEANINGS =
      Map.ofEntries(
          entry("auth with nothing in it", auth(Optional.empty(), Optional.empty())),
          entry("auth with a token", auth(TOKEN, Optional.empty())),
          entry(
              "auth as anonymous",
              new ClientMessage.Auth(
                  Optional.empty(),
                  Optional.of("Zoë 🦊"),
                  Optional.of("#c2410c"),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty())),
          entry("auth with a client id", auth(TOKEN, Optional.of(new ClientId("tab_1-A")))),
          entry(
              "auth of a client that comes back",
              new ClientMessage.Auth(
                  TOKEN,
                  Optional.of("Ada"),
                  Optional.of("#2563eb"),
                  Optional.of(new ClientId("tab-ada")),
                  Optional.of(new Seq(41)),
                  Optional.of(new Epoch("e1")))),
          entry("update of one parameter", update(NO_N, Optional.empty(), Map.of("mu", 0.612))),
          entry(
              "update of all parameters",
              update(NO_N, Optional.empty(), Map.of("mu", 0.612, "omega", 1.25, "kappa", 0.0311))),
          entry(
              "update with a number",
              update(OptionalLong.of(7), Optional.empty(), Map.of("omega", 1.25))),
          entry(
              "update with a base", update(NO_N, Optional.of(new Seq(41)), Map.of("omega", 1.25))),
          entry(
              "update with a number and a base",
              update(
                  OptionalLong.of(8),
                  Optional.of(new Seq(42)),
                  Map.of("mu", 0.612, "kappa", 0.0311))),
          entry(
              "update of a parameter that no model has",
              update(OptionalLong.of(9), Optional.empty(), Map.of("__proto__", 0.5))),
          entry(
              "resolution for yours",
              new ClientMessage.ConflictResolved(
                  NO_N, Optional.empty(), new Resolution("mu", Strategy.YOURS), 0.655)),
          entry(
              "resolution for theirs",
              new ClientMessage.ConflictResolved(
                  OptionalLong.of(10),
                  Optional.empty(),
                  new Resolution("mu", Strategy.THEIRS),
                  0.612)),
          entry(
              "resolution for the average",
              new ClientMessage.ConflictResolved(
                  OptionalLong.of(11),
                  Optional.of(new Seq(45)),
                  new Resolution("mu", Strategy.AVERAGE),
                  0.6335)),
          entry(
              "presence that says nothing",
              presence(Optional.empty(), Optional.empty(), Optional.empty())),
          entry(
              "presence with a cursor",
              presence(Optional.of(Optional.of(CURSOR)), Optional.empty(), Optional.empty())),
          entry(
              "presence with a control in hand",
              presence(Optional.empty(), Optional.of(Optional.of(HOLDING)), Optional.empty())),
          entry(
              "presence with a view",
              presence(Optional.empty(), Optional.empty(), Optional.of("plot"))),
          entry(
              "presence with everything",
              presence(
                  Optional.of(Optional.of(CURSOR)),
                  Optional.of(Optional.of(HOLDING)),
                  Optional.of("plot"))),
          entry(
              "presence that lets go",
              presence(
                  Optional.of(Optional.empty()), Optional.of(Optional.empty()), Optional.empty())),
          entry("resync", new ClientMessage.Resync(new Seq(41), Optional.empty())),
          entry("resync from the origin", new ClientMessage.Resync(Seq.ORIGIN, Optional.empty())),
          entry(
              "resync with an epoch",
              new ClientMessage.Resync(new Seq(41), Optional.of(new Epoch("e1")))),
          entry("ping", new ClientMessage.Ping()));

  private ClientFrames() {}

  private static ClientMessage auth(Optional<String> token, Optional<ClientId> client) {
    return new ClientMessage.Auth(
        token, Optional.empty(), Optional.empty(), client, Optional.empty(), Optional.empty());
  }

  private static ClientMessage update(
      OptionalLong n, Optional<Seq> baseSeq, Map<String, Double> params) {
    return new ClientMessage.ParamUpdate(n, baseSeq, params);
  }

  private static ClientMessage presence(
      Optional<Optional<Presence.Cursor>> cursor,
      Optional<Optional<Presence.Holding>> holding,
      Optional<String> view) {
    return new ClientMessage.PresenceUpdate(new Presence.Change(cursor, holding, view));
  }
}
