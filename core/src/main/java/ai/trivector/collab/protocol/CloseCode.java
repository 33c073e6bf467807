package ai.trivector.collab.protocol;

/** Why the server closes a connection. Codes from 4400 on are the application's own. */
public enum CloseCode {
  NORMAL(1000),
  GOING_AWAY(1001),
  PROTOCOL_ERROR(1002),
  INVALID_PAYLOAD(1007),
  POLICY_VIOLATION(1008),
  MESSAGE_TOO_BIG(1009),
  INTERNAL_ERROR(1011),
  RESTARTING(1012),
  OVER_CAPACITY(1013),
  NOT_THIS_PROTOCOL(4400),
  NOT_AUTHENTICATED(4401),
  FORBIDDEN(4403),
  NO_SUCH_SESSION(4404),
  HEARTBEAT_UNANSWERED(4408),
  RATE_LIMITED(4429);

  private final int code;

  CloseCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
