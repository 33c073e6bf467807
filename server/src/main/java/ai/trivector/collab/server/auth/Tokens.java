package ai.trivector.collab.server.auth;

import ai.trivector.collab.protocol.Appearance;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;

/** Signs and checks tokens: JSON Web Tokens with HS256, and no other algorithm. Any thread. */
public final class Tokens {

  /** A tab that slept for a week comes back as the same person. */
  static final Duration REFRESH_WINDOW = Duration.ofDays(7);

  private static final JWSHeader HEADER = new JWSHeader(JWSAlgorithm.HS256);
  private static final String NAME = "name";
  private static final String COLOR = "color";

  /** A token, and when it stops being accepted. */
  public record Issued(String token, Instant expiresAt) {}

  private final MACSigner signer;
  private final MACVerifier verifier;
  private final Duration expiration;
  private final InstantSource clock;

  public Tokens(String secret, Duration expiration, InstantSource clock) {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    try {
      this.signer = new MACSigner(key);
      this.verifier = new MACVerifier(key);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the secret cannot be used as a key", e);
    }
    this.expiration = expiration;
    this.clock = clock;
  }

  public Issued issue(User user) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expiresAt = now.plus(expiration);
    SignedJWT token =
        new SignedJWT(
            HEADER,
            new JWTClaimsSet.Builder()
                .subject(user.id().value())
                .claim(NAME, user.name())
                .claim(COLOR, user.color())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expiresAt))
                .build());
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
    return new Issued(token.serialize(), expiresAt);
  }

  /** Whose token this is, if it is one of ours and has not expired. */
  public Optional<User> verify(String token) {
    return verifyUntil(token, Duration.ZERO);
  }

  /** A new token for the same person, also for one that expired not too long ago. */
  public Optional<Issued> refresh(String token) {
    return verifyUntil(token, REFRESH_WINDOW).map(this::issue);
  }

  private Optional<User> verifyUntil(String token, Duration pastExpiry) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!HEADER.getAlgorithm().equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
        return Optional.empty();
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Date expires = claims.getExpirationTime();
      String subject = claims.getSubject();
      if (expires == null
          || subject == null
          || subject.isBlank()
          || !clock.instant().isBefore(expires.toInstant().plus(pastExpiry))) {
        return Optional.empty();
      }
      // Another issuer that shares the secret may say no more than who it is.
      return Optional.of(
          Appearance.of(
              new UserId(subject),
              Optional.ofNullable(claims.getClaimAsString(NAME)),
              Optional.ofNullable(claims.getClaimAsString(COLOR))));
    } catch (ParseException | JOSEException _) {
      return Optional.empty();
    }
  }
}
