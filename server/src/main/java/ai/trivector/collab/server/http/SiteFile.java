package ai.trivector.collab.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of the site, in each coding that it was packed in when the site was built. The bytes are
 * shared by all answers of all event loops: an answer is a view of them, and a slow reader holds
 * nothing of its own.
 *
 * @param hash the start of the hash of its content
 * @param caching how long a browser may take it for new
 */
record SiteFile(String type, String hash, String caching, Map<ContentCoding, Buffer> contents) {

  /** Answers GET and HEAD, with a part of it or without where that is asked for. */
  void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    ContentCoding coding = coding(request);
    String tag = entityTag(coding);
    response
        .putHeader(HttpHeaders.CACHE_CONTROL, caching)
        .putHeader(HttpHeaders.ETAG, tag)
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (isKnown(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    Buffer content = content(coding);
    ByteRange range = range(request, tag, content.length());
    if (range != null && !range.isSatisfiable()) {
      response
          .setStatusCode(416)
          .putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + content.length())
          .end();
      return;
    }
    if (range != null) {
      response
          .setStatusCode(206)
          .putHeader(
              HttpHeaders.CONTENT_RANGE,
              "bytes %d-%d/%d".formatted(range.from(), range.to() - 1, content.length()));
      content = content.slice(range.from(), range.to());
    }
    send(request, coding, content);
  }

  /** Answers that something else is missing, with this file as what is shown. */
  void answerAsMissing(HttpServerRequest request) {
    request
        .response()
        .setStatusCode(404)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    ContentCoding coding = coding(request);
    send(request, coding, content(coding));
  }

  private void send(HttpServerRequest request, ContentCoding coding, Buffer content) {
    HttpServerResponse response = request.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(content.length()));
    if (coding != ContentCoding.IDENTITY) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, coding.token);
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
      return;
    }
    if (coding == ContentCoding.IDENTITY) {
      // Tells Vert.x, which takes it away again, not to pack it anew for each request.
      response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
    }
    response.end(content);
  }

  private ContentCoding coding(HttpServerRequest request) {
    return ContentCoding.preferred(
        request.getHeader(HttpHeaders.ACCEPT_ENCODING), contents.keySet());
  }

  private Buffer content(ContentCoding coding) {
    Buffer content = contents.get(coding);
    if (content == null) {
      throw new IllegalStateException("a file of the site has no content as " + coding);
    }
    return content;
  }

  /** A strong one: each coding's bytes are others, and so is its tag. */
  private String entityTag(ContentCoding coding) {
    return coding == ContentCoding.IDENTITY
        ? "\"" + hash + "\""
        : "\"" + hash + "-" + coding.token + "\"";
  }

  private static boolean isKnown(@Nullable String ifNoneMatch, String tag) {
    // A tag is in quotes and has none inside, so that it can be in the list only as itself.
    return ifNoneMatch != null && (ifNoneMatch.strip().equals("*") || ifNoneMatch.contains(tag));
  }

  /**
   * A part is asked for only of GET, and only of the very bytes that the client has the rest of.
   */
  private static @Nullable ByteRange range(HttpServerRequest request, String tag, int length) {
    String ifRange = request.getHeader("If-Range");
    boolean wanted =
        request.method().equals(HttpMethod.GET) && (ifRange == null || ifRange.equals(tag));
    return wanted ? ByteRange.of(request.getHeader("Range"), length) : null;
  }
}
