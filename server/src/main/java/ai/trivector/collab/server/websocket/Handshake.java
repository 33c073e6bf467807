package ai.trivector.collab.server.websocket;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The server's side of the opening handshake (RFC 6455, 4.2). */
final class Handshake {

  /**
   * An upgrade that is none, as a problem of RFC 9457.
   *
   * @param header what the client should have said or done, as one of ours
   */
  record Refusal(int status, String title, String detail, Optional<Header> header) {

    record Header(String name, String value) {}

    void answer(HttpServerResponse response) {
      header.ifPresent(hint -> response.putHeader(hint.name(), hint.value()));
      if (status == UPGRADE_REQUIRED) {
        response.putHeader("Sec-WebSocket-Version", VERSION);
      }
      response
          .setStatusCode(status)
          .putHeader("Content-Type", "application/problem+json")
          .end(
              """
              {"type":"about:blank","title":"%s","status":%d,"detail":"%s"}\
              """
                  .formatted(title, status, detail));
    }
  }

  private static final int BAD_REQUEST = 400;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UPGRADE_REQUIRED = 426;
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private Handshake() {}

  /** Why a request cannot be upgraded, if it cannot. */
  static Optional<Refusal> refusal(HttpServerRequest request) {
    MultiMap headers = request.headers();
    if (!request.method().equals(HttpMethod.GET)) {
      return Optional.of(
          new Refusal(
              METHOD_NOT_ALLOWED,
              "Method Not Allowed",
              "a WebSocket is opened by GET",
              Optional.of(new Refusal.Header("Allow", "GET"))));
    }
    if (request.version() != HttpVersion.HTTP_1_1) {
      return badRequest("a WebSocket is opened over HTTP/1.1");
    }
    if (!names(headers, HttpHeaders.UPGRADE, "websocket")
        || !names(headers, HttpHeaders.CONNECTION, "upgrade")) {
      return upgradeRequired("this address is a WebSocket: ask for an upgrade to it");
    }
    if (!headers.getAll("Sec-WebSocket-Version").equals(List.of(VERSION))) {
      return upgradeRequired("Sec-WebSocket-Version has to be 13");
    }
    if (!isKey(headers.getAll("Sec-WebSocket-Key"))) {
      return badRequest("Sec-WebSocket-Key has to be 16 bytes in Base64, once");
    }
    if (headers.contains(HttpHeaders.TRANSFER_ENCODING)
        || !headers.getAll(HttpHeaders.CONTENT_LENGTH).stream().allMatch("0"::equals)) {
      // Where the body ends and the first frame begins would be anybody's guess.
      return badRequest("a request for a WebSocket has no body");
    }
    return Optional.empty();
  }

  /** Puts on the response what tells the client that it was understood, and what was agreed. */
  static void accept(HttpServerRequest request, Optional<PerMessageDeflate> compression) {
    compression.ifPresent(
        terms -> request.response().putHeader(PerMessageDeflate.HEADER, terms.response()));
    request
        .response()
        .putHeader(HttpHeaders.UPGRADE, "websocket")
        .putHeader(HttpHeaders.CONNECTION, "Upgrade")
        .putHeader(
            "Sec-WebSocket-Accept",
            acceptance(String.valueOf(request.getHeader("Sec-WebSocket-Key"))));
  }

  private static Optional<Refusal> badRequest(String detail) {
    return Optional.of(new Refusal(BAD_REQUEST, "Bad Request", detail, Optional.empty()));
  }

  private static Optional<Refusal> upgradeRequired(String detail) {
    return Optional.of(
        new Refusal(
            UPGRADE_REQUIRED,
            "Upgrade Required",
            detail,
            Optional.of(new Refusal.Header("Upgrade", "websocket"))));
  }

  private static boolean names(MultiMap headers, CharSequence header, String token) {
    return headers.getAll(header).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .anyMatch(value -> value.strip().equalsIgnoreCase(token));
  }

  private static boolean isKey(List<String> values) {
    try {
      return values.size() == 1
          && Base64.getDecoder().decode(values.getFirst().strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String acceptance(String key) {
    try {
      byte[] text = (key.strip() + GUID).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
