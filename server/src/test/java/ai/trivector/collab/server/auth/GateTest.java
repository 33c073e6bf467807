package ai.trivector.collab.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.protocol.ClientMessage.Auth;
import ai.trivector.collab.server.runtime.Admittance;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who is let in, and as whom. */
final class GateTest {

  private static final User ADA = new User(new UserId("user-ada"), "Ada", "#2563eb");

  private final Tokens tokens =
      new Tokens(
          "0123456789abcdef0123456789abcdef",
          Duration.ofHours(1),
          InstantSource.fixed(Instant.parse("2026-01-15T09:30:00Z")));
  private final AtomicInteger given = new AtomicInteger();
  private final Gate open = gate(true);
  private final Gate closed = gate(false);

  private Gate gate(boolean allowAnonymous) {
    return new Gate(tokens, allowAnonymous, () -> new UserId("user-" + given.incrementAndGet()));
  }

  private static Auth auth(Optional<String> token, String name, String color, String clientId) {
    return new Auth(
        token,
        Optional.of(name),
        Optional.of(color),
        ClientId.parse(clientId),
        Optional.empty(),
        Optional.empty());
  }

  private static Auth withoutToken(String clientId) {
    return auth(Optional.empty(), "Eve", "#123456", clientId);
  }

  private static User admitted(Admittance admittance) {
    assertThat(admittance).isInstanceOf(Admittance.Admitted.class);
    return ((Admittance.Admitted) admittance).user();
  }

  private static String refused(Admittance admittance) {
    assertThat(admittance).isInstanceOf(Admittance.Denied.class);
    return ((Admittance.Denied) admittance).code();
  }

  @Test
  void without_a_token_it_depends_on_the_house() {
    assertThat(admitted(open.admit(withoutToken("tab")))).extracting(User::name).isEqualTo("Eve");
    assertThat(refused(closed.admit(withoutToken("tab")))).isEqualTo("token_required");
  }

  @Test
  void a_good_token_opens_both_and_a_bad_one_neither() {
    Optional<String> good = Optional.of(tokens.issue(ADA).token());
    Optional<String> bad = Optional.of("bad");
    for (Gate gate : new Gate[] {open, closed}) {
      assertThat(admitted(gate.admit(auth(good, "", "", "tab")))).isEqualTo(ADA);
      assertThat(refused(gate.admit(auth(bad, "", "", "tab")))).isEqualTo("token_invalid");
    }
  }

  @Test
  void what_somebody_wishes_now_counts_before_what_their_token_says() {
    Optional<String> token = Optional.of(tokens.issue(ADA).token());
    assertThat(admitted(closed.admit(auth(token, " Ada L. ", "#15803d", "tab"))))
        .isEqualTo(new User(ADA.id(), "Ada L.", "#15803d"));
  }

  @Test
  void a_wish_that_is_not_fit_to_be_shown_is_as_none() {
    Optional<String> token = Optional.of(tokens.issue(ADA).token());
    assertThat(admitted(closed.admit(auth(token, "\u202e\u0007", "red", "tab")))).isEqualTo(ADA);
    User given = admitted(open.admit(auth(Optional.empty(), "x".repeat(41), "#12345", "tab")));
    assertThat(given.name()).startsWith("Guest ");
    assertThat(given.color()).matches("#[0-9a-f]{6}");
  }

  @Test
  void a_name_is_kept_without_what_nobody_sees() {
    User user = admitted(open.admit(auth(Optional.empty(), "E\u202ev\u0000e", "#123456", "tab")));
    assertThat(user.name()).isEqualTo("Eve");
  }

  @Test
  void without_a_token_the_same_tab_is_the_same_person() {
    User first = admitted(open.admit(withoutToken("tab")));
    assertThat(admitted(open.admit(withoutToken("tab")))).isEqualTo(first);
    assertThat(admitted(open.admit(withoutToken("another"))).id()).isNotEqualTo(first.id());
  }

  @Test
  void who_has_not_even_a_tab_is_somebody_new_each_time() {
    assertThat(admitted(open.admit(withoutToken(""))).id()).isEqualTo(new UserId("user-1"));
    assertThat(admitted(open.admit(withoutToken(""))).id()).isEqualTo(new UserId("user-2"));
  }

  /** Their ids begin differently, so that a tab cannot choose to be somebody with a token. */
  @Test
  void a_tab_cannot_take_the_place_of_somebody_with_a_token() {
    assertThat(admitted(open.admit(withoutToken("user-ada"))).id()).isNotEqualTo(ADA.id());
  }

  @Test
  void a_newcomer_is_given_an_id_of_their_own_and_the_look_they_wish_for() {
    assertThat(open.newcomer(Optional.of("Zoë"), Optional.of("#c2410c")))
        .isEqualTo(new User(new UserId("user-1"), "Zoë", "#c2410c"));
  }
}
