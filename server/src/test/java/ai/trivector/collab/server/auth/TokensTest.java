package ai.trivector.collab.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are ours, for how long, and that no text from outside does more than be refused. */
final class TokensTest {

  private static final String SECRET =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  private static final Duration EXPIRATION = Duration.ofHours(1);
  private static final User ADA = new User(new UserId("user-ada"), "Ada 🦊", "#2563eb");

  private Instant now = Instant.parse("2026-01-15T09:30:00.750Z");
  private final InstantSource clock = () -> now;
  private final Tokens tokens = new Tokens(SECRET, EXPIRATION, clock);

  @Test
  void a_token_says_who_somebody_is_and_until_when() {
    Tokens.Issued issued = tokens.issue(ADA);
    assertThat(tokens.verify(issued.token())).contains(ADA);
    assertThat(issued.expiresAt()).isEqualTo(Instant.parse("2026-01-15T10:30:00Z"));
  }

  @Test
  void it_is_good_until_that_very_moment() {
    Tokens.Issued issued = tokens.issue(ADA);
    now = issued.expiresAt().minusMillis(1);
    assertThat(tokens.verify(issued.token())).contains(ADA);
    now = issued.expiresAt();
    assertThat(tokens.verify(issued.token())).isEmpty();
  }

  @Test
  void for_a_week_after_that_it_is_good_for_a_new_one_only() {
    Tokens.Issued old = tokens.issue(ADA);
    now = old.expiresAt().plus(Tokens.REFRESH_WINDOW).minusMillis(1);
    assertThat(tokens.verify(old.token())).isEmpty();
    Tokens.Issued fresh = tokens.refresh(old.token()).orElseThrow();
    assertThat(tokens.verify(fresh.token())).contains(ADA);
    assertThat(fresh.expiresAt()).isAfter(now);
    now = old.expiresAt().plus(Tokens.REFRESH_WINDOW);
    assertThat(tokens.refresh(old.token())).isEmpty();
  }

  @Test
  void one_that_somebody_else_signed_is_not_ours() {
    Tokens others = new Tokens(SECRET.replace('0', '1'), EXPIRATION, clock);
    String foreign = others.issue(ADA).token();
    assertThat(tokens.verify(foreign)).isEmpty();
    assertThat(tokens.refresh(foreign)).isEmpty();
  }

  @Test
  void not_a_single_character_of_it_can_be_changed() {
    String token = tokens.issue(ADA).token();
    // The last character of a part may carry bits that mean nothing; all others count.
    for (int i = 0; i < token.length() - 1; i++) {
      char changed = token.charAt(i) == 'A' ? 'B' : 'A';
      if (token.charAt(i) == '.' || token.charAt(i + 1) == '.') {
        continue;
      }
      String tampered = token.substring(0, i) + changed + token.substring(i + 1);
      assertThat(tokens.verify(tampered)).as(tampered).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS384", "HS512", "RS256", "hs256", ""})
  void a_header_that_names_another_algorithm_is_refused_whatever_the_signature(String algorithm) {
    String[] parts = tokens.issue(ADA).token().split("\\.", -1);
    String header = encode("{\"alg\":\"" + algorithm + "\"}");
    assertThat(tokens.verify(header + "." + parts[1] + "." + parts[2])).isEmpty();
    assertThat(tokens.verify(header + "." + parts[1] + ".")).isEmpty();
    assertThat(tokens.verify(header + "." + parts[1])).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS384", "HS512"})
  void so_is_one_that_is_signed_with_our_own_secret_in_another_way(String algorithm)
      throws JOSEException {
    assertThat(tokens.verify(signed(JWSAlgorithm.parse(algorithm), claims -> claims))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "anonymous",
        "{}",
        "\u0000",
        "🦊.🦊.🦊",
        "e30.e30.e30"
      })
  void garbage_is_refused(String garbage) {
    assertThat(tokens.verify(garbage)).isEmpty();
    assertThat(tokens.refresh(garbage)).isEmpty();
  }

  @Test
  void deep_json_in_a_token_is_refused_and_not_followed_down() {
    String deep = encode("{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}");
    assertThat(tokens.verify(deep + "." + deep + "." + deep)).isEmpty();
  }

  @Test
  void one_that_never_expires_or_names_nobody_is_refused() throws JOSEException {
    assertThat(verifySigned(claims -> claims.expirationTime(null))).isEmpty();
    assertThat(verifySigned(claims -> claims.subject(null))).isEmpty();
    assertThat(verifySigned(claims -> claims.subject(" "))).isEmpty();
    assertThat(verifySigned(claims -> claims.claim("exp", "tomorrow"))).isEmpty();
  }

  @Test
  void one_that_says_only_who_it_is_of_is_given_a_look() throws JOSEException {
    User user =
        verifySigned(claims -> claims.claim("name", null).claim("color", null)).orElseThrow();
    assertThat(user.id()).isEqualTo(ADA.id());
    assertThat(user.name()).startsWith("Guest ");
    assertThat(user.color()).matches("#[0-9a-f]{6}");
  }

  @Test
  void a_look_that_is_not_fit_to_be_shown_is_replaced() throws JOSEException {
    User user =
        verifySigned(claims -> claims.claim("name", "x".repeat(500)).claim("color", "red"))
            .orElseThrow();
    assertThat(user.name()).startsWith("Guest ");
    assertThat(user.color()).matches("#[0-9a-f]{6}");
  }

  @Test
  void the_claims_this_test_signs_are_good_but_for_what_it_takes_away() throws JOSEException {
    assertThat(verifySigned(claims -> claims)).contains(ADA);
  }

  private Optional<User> verifySigned(UnaryOperator<JWTClaimsSet.Builder> change)
      throws JOSEException {
    return tokens.verify(signed(JWSAlgorithm.HS256, change));
  }

  private String signed(JWSAlgorithm algorithm, UnaryOperator<JWTClaimsSet.Builder> change)
      throws JOSEException {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(ADA.id().value())
            .claim("name", ADA.name())
            .claim("color", ADA.color())
            .expirationTime(Date.from(now.plus(EXPIRATION)));
    SignedJWT token = new SignedJWT(new JWSHeader(algorithm), change.apply(claims).build());
    token.sign(new MACSigner(SECRET));
    return token.serialize();
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
