package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page, from a small site in {@code src/test/resources} that takes the real one's place. */
final class PageTest {

  @TempDir static Path dataDir;

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(dataDir);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, Home, text/html, no-cache",
    "/index.html, Home, text/html, no-cache",
    "/trilogic, Trilogic, text/html, no-cache",
    "/trilogic/, Trilogic, text/html, no-cache",
    "/trilogic?session=abc, Trilogic, text/html, no-cache",
    "/icon.svg, <svg, image/svg+xml, no-cache",
    "/_next/static/chunks/app-1a2b3c.js, export, javascript, immutable",
    "/_next/static/chunks/app-4d5e6f.css, body, text/css, immutable",
  })
  void a_file_is_served_as_what_it_is_and_kept_as_long_as_it_lasts(
      String path, String content, String type, String caching) {
    HttpResponse<String> response = server.get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains(content);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow()).contains(type);
    assertThat(response.headers().allValues("Cache-Control"))
        .singleElement()
        .asString()
        .contains(caching);
  }

  @Test
  void a_file_that_a_browser_has_is_not_sent_again() {
    String known = server.get("/trilogic").headers().firstValue("Last-Modified").orElseThrow();
    HttpResponse<String> again = server.get("/trilogic", "If-Modified-Since", known);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("Cache-Control")).contains("no-cache");
  }

  @Test
  void a_person_who_asks_for_a_page_that_is_none_is_shown_the_sites_own() {
    HttpResponse<String> response =
        server.get("/nothing", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("Nothing of the tests");
    assertThat(response.headers().firstValue("Content-Type").orElseThrow()).contains("text/html");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/_next/static/chunks/gone.js", "/_next/static/"})
  void a_program_that_asks_for_a_file_that_is_none_is_told_so_and_keeps_nothing(String path) {
    HttpResponse<String> response = server.get(path, "Accept", "*/*");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(new JsonObject(response.body()).getString("detail")).contains(path);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
  }

  /** The classes and settings of the server lie beside the site. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../logback-test.xml",
        "/..%2flogback-test.xml",
        "/%2e%2e/logback-test.xml",
        "/%2e%2e%2flogback-test.xml",
        "/..%5clogback-test.xml",
        "/_next/static/../../../logback-test.xml",
        "/....//logback-test.xml",
        "//logback-test.xml",
        "/trilogic/..%2f..%2flogback-test.xml",
        "/..;/logback-test.xml",
        "/logback-test.xml",
        "/..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd",
        "/%c0%ae%c0%ae/logback-test.xml",
      })
  void nothing_outside_the_site_can_be_read(String path) throws IOException {
    String answer = raw("GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .containsPattern("^HTTP/1.1 (400|404) ")
        .doesNotContain("<configuration", "root:");
  }

  @Test
  void a_path_with_a_broken_escape_is_a_problem() throws IOException {
    assertThat(raw("GET /api/v1/sessions/%zz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json");
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) LiveServer.TIMEOUT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/trilogic", "/icon.svg", "/api/v1/sessions", "/health", "/nothing"})
  void text_is_compressed_for_whoever_can_read_it(String path)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> packed =
          http.send(
              server
                  .request(path)
                  .header("Accept-Encoding", "gzip")
                  .header("Accept", "text/html")
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
      try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
        assertThat(unpacked.readAllBytes())
            .isEqualTo(
                server.get(path, "Accept", "text/html").body().getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(server.get(path).headers().firstValue("Content-Encoding")).isEmpty();
  }
}
