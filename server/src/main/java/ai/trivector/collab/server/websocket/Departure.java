package ai.trivector.collab.server.websocket;

/** How a connection ended that we did not close. A client may send any code: few mean something. */
public enum Departure {
  NORMAL("1000"),
  GOING_AWAY("1001"),
  /** A close frame that gives no code. */
  NO_CODE("1005"),
  /** No close frame at all. */
  LOST("1006"),
  OTHER("other");

  private final String code;

  Departure(String code) {
    this.code = code;
  }

  /** The code that the close frame had, or that stands for one (RFC 6455, 7.4.1). */
  public String code() {
    return code;
  }

  static Departure of(int code) {
    return switch (code) {
      case 1000 -> NORMAL;
      case 1001 -> GOING_AWAY;
      case 1005 -> NO_CODE;
      case 1006 -> LOST;
      default -> OTHER;
    };
  }
}
