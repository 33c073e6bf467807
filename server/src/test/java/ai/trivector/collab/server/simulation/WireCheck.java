package ai.trivector.collab.server.simulation;

import tools.jackson.databind.JsonNode;

/** What a client may see on one connection: every number once, in order, from its first message. */
final class WireCheck {

  private final Link link;
  private final boolean speaksExt;
  private boolean welcomed;
  private boolean mayRepeat;
  private long lastSeen = -1;
  private String lastEpoch = "";
  private long position;

  WireCheck(Link link, boolean speaksExt) {
    this.link = link;
    this.speaksExt = speaksExt;
  }

  void clientSent(JsonNode message) {
    switch (message.get("type").asString()) {
      case "auth" -> {
        lastSeen = message.path("payload").path("lastSeenSeq").asLong(-1);
        lastEpoch = message.path("payload").path("epoch").asString("");
      }
      // Its answer begins with what the client may have been sent meanwhile.
      case "session:resync" -> mayRepeat = speaksExt;
      default -> {}
    }
  }

  void received(JsonNode message) {
    String type = message.get("type").asString();
    if (!welcomed && !type.equals("error")) {
      Violation.unless(type.equals("auth:success"), "[wire] %s begins with %s", link, message);
    }
    switch (type) {
      case "auth:success" -> welcome(message);
      case "param:broadcast", "session:joined", "session:left" -> number(message);
      case "session:state" -> {
        Violation.unless(
            message.get("seq").asLong() >= position
                || message.get("payload").get("reason").asString().equals("restored"),
            "[wire] %s at #%s is set back by %s",
            link,
            position,
            message);
        position = message.get("seq").asLong();
      }
      case "conflict:detected" -> isNow(message, message.get("seq").asLong());
      case "ack" -> isNow(message, message.get("payload").get("seq").asLong());
      default -> {}
    }
  }

  private void welcome(JsonNode message) {
    Violation.unless(!welcomed, "[wire] %s is let in twice", link);
    welcomed = true;
    position = message.get("seq").asLong();
    if (message.get("payload").get("resumed").asBoolean()) {
      Violation.unless(lastSeen >= 0, "[wire] %s resumes what it never had", link);
      Violation.unless(
          message.get("payload").get("epoch").asString().equals(lastEpoch),
          "[wire] %s resumes what was of %s: %s",
          link,
          lastEpoch,
          message);
      position = lastSeen;
    }
  }

  private void number(JsonNode message) {
    long seq = message.get("seq").asLong();
    if (seq == position + 1) {
      position = seq;
    } else {
      Violation.unless(
          seq <= position && mayRepeat, "[wire] %s at #%s is sent %s", link, position, message);
    }
  }

  /** A reply names the session's number, and the reply comes after all that had it or a lower. */
  private void isNow(JsonNode message, long seq) {
    Violation.unless(seq == position, "[wire] %s at #%s is sent %s", link, position, message);
  }
}
