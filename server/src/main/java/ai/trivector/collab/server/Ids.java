package ai.trivector.collab.server;

import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Epoch;
import ai.trivector.collab.session.SessionId;
import ai.trivector.collab.session.UserId;
import java.security.SecureRandom;

/** Makes ids that nobody can guess. Any thread. */
final class Ids {

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

  /** Of 36 letters: 62 bits. */
  private static final int SESSION_LENGTH = 12;

  /** Of 36 letters: 103 bits, for ids that are all there is to tell people apart. */
  private static final int LENGTH = 20;

  private final SecureRandom random;

  Ids(SecureRandom random) {
    this.random = random;
  }

  SessionId session() {
    return new SessionId(text(SESSION_LENGTH));
  }

  UserId user() {
    return new UserId("user-" + text(LENGTH));
  }

  ClientId client() {
    return new ClientId(text(LENGTH));
  }

  Epoch epoch() {
    return new Epoch(text(SESSION_LENGTH));
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
