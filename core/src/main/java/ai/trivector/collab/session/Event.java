package ai.trivector.collab.session;

import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Something that happened in a session. Events are what the log holds and what is broadcast. */
public sealed interface Event {

  /**
   * Parameters took new values.
   *
   * @param n the author's own number of the message that asked for it, if it had one
   * @param resolution how a conflict was settled by this write, if it was
   */
  record ParamsChanged(
      Author author, OptionalLong n, Map<String, Double> params, @Nullable Resolution resolution)
      implements Event {}

  /** A person came, or came back under another name or colour. */
  record MemberJoined(User user) implements Event {}

  /** A person's last tab left. */
  record MemberLeft(UserId user) implements Event {}
}
