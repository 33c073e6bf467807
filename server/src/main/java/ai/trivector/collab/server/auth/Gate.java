package ai.trivector.collab.server.auth;

import ai.trivector.collab.protocol.Appearance;
import ai.trivector.collab.protocol.ClientMessage;
import ai.trivector.collab.server.runtime.Admittance;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides who comes in: whoever has a good token, and, where that is allowed, who has none. */
public final class Gate {

  private final Tokens tokens;
  private final boolean allowAnonymous;
  private final Supplier<UserId> ids;

  public Gate(Tokens tokens, boolean allowAnonymous, Supplier<UserId> ids) {
    this.tokens = tokens;
    this.allowAnonymous = allowAnonymous;
    this.ids = ids;
  }

  /** Whether the sender of this message may come in, and as whom. */
  public Admittance admit(ClientMessage.Auth auth) {
    if (auth.token().isEmpty()) {
      return allowAnonymous
          ? new Admittance.Admitted(Appearance.of(anonymous(auth), auth.name(), auth.color()))
          : new Admittance.Denied(
              "a token is needed here; POST /api/v1/auth/anonymous gives one", "token_required");
    }
    return tokens
        .verify(auth.token().get())
        .<Admittance>map(user -> new Admittance.Admitted(withWishes(user, auth)))
        .orElseGet(() ->
            new Admittance.Denied(
                "the token was not accepted; it is not ours, or has expired", "token_invalid"));
  }

  /** A new person, with a token that makes them the same one next time. */
  public User newcomer(Optional<String> name, Optional<String> color) {
    return Appearance.of(ids.get(), name, color);
  }

  /**
   * Without a token, the tab's own id is all that says who somebody is: it makes a reconnect the
   * same person. Whoever knows it can pass for them, which is what having no token means.
   */
  private UserId anonymous(ClientMessage.Auth auth) {
    return auth.clientId().map(client -> new UserId("anon-" + client.value())).orElseGet(ids);
  }

  /** What somebody says of themselves now counts before what their token says. */
  private static User withWishes(User user, ClientMessage.Auth auth) {
    return new User(
        user.id(),
        auth.name().flatMap(Appearance::cleanName).orElse(user.name()),
        auth.color().flatMap(Appearance::cleanColor).orElse(user.color()));
  }
}
