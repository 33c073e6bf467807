package ai.trivector.collab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  /** A file that the build has packed, and that is there in no other way. */
  private static final String SCRIPT = "/_next/static/chunks/page-7a8b9c.js";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(dataDir);
  }

  @AfterAll
  static void stop() {
    server.close();
    HTTP.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, Home, text/html, no-cache",
    "/index.html, Home, text/html, no-cache",
    "/trilogic, Trilogic, text/html, no-cache",
    "/trilogic/, Trilogic, text/html, no-cache",
    "/trilogic?session=abc, Trilogic, text/html, no-cache",
    "/icon.svg, <svg, image/svg+xml, no-cache",
    "/sw.js, export, text/javascript, no-cache",
    "/_next/static/chunks/page-7a8b9c.js, export, text/javascript, immutable",
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

  @ParameterizedTest
  @ValueSource(strings = {"", "br", "gzip"})
  void a_file_that_a_browser_has_is_not_sent_again(String coding) {
    String tag = header(server.get("/trilogic", "Accept-Encoding", coding), "ETag");
    assertThat(tag).matches("\"[\\w-]+\"");
    for (String known : List.of(tag, "\"another\", " + tag, "W/" + tag, "*")) {
      HttpResponse<String> again =
          server.get("/trilogic", "Accept-Encoding", coding, "If-None-Match", known);
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(header(again, "ETag")).isEqualTo(tag);
      assertThat(header(again, "Vary")).isEqualToIgnoringCase("accept-encoding");
      assertThat(header(again, "Cache-Control")).isEqualTo("no-cache");
    }
    String old = "\"another\"";
    assertThat(server.get("/trilogic", "If-None-Match", old).statusCode()).isEqualTo(200);
  }

  @Test
  void each_coding_has_a_tag_of_its_own() {
    assertThat(
            Stream.of("", "br", "gzip")
                .map(coding -> header(server.get(SCRIPT, "Accept-Encoding", coding), "ETag")))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br, zstd | br",
        "gzip, deflate           | gzip",
        "GZIP                    | gzip",
        "br;q=0.5, gzip          | gzip",
        "br;q=0, gzip;q=0.1      | gzip",
        "br;q=0, *               | gzip",
        "*                       | br",
        "deflate                 | identity",
        "br;q=0, gzip;q=0        | identity",
        "identity, br;q=0.9      | identity",
        "br;q=high               | identity",
        "''                      | identity",
      })
  void a_file_goes_as_it_was_packed_in_what_the_client_likes_best(String accepted, String coding)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = bytes("GET", "Accept-Encoding", accepted);
    assertThat(response.headers().firstValue("Content-Encoding").orElse("identity"))
        .isEqualTo(coding);
    assertThat(response.headers().allValues("Vary"))
        .singleElement()
        .asString()
        .isEqualToIgnoringCase("accept-encoding");
    assertThat(response.body()).isEqualTo(packed(coding));
    assertThat(response.headers().firstValueAsLong("Content-Length"))
        .hasValue(packed(coding).length);
  }

  @Test
  void who_says_nothing_of_codings_is_given_the_file_as_it_is()
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = bytes("GET");
    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(response.body()).isEqualTo(packed("identity"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip", "deflate"})
  void the_head_of_a_file_is_that_of_the_file_itself(String accepted)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> whole = bytes("GET", "Accept-Encoding", accepted);
    HttpResponse<byte[]> head = bytes("HEAD", "Accept-Encoding", accepted);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers()).isEqualTo(whole.headers());
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0-4, 0, 5", "10-, 10, 75", "-5, 70, 75", "70-9999, 70, 75", "-9999, 0, 75"})
  void a_part_of_a_file_is_sent_as_one(String range, int from, int to)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = bytes("GET", "Range", "bytes=" + range);
    byte[] whole = packed("identity");
    assertThat(whole).hasSize(75);
    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(response.headers().firstValue("Content-Range"))
        .contains("bytes %d-%d/75".formatted(from, to - 1));
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=75-", "bytes=-0", "bytes=100-200"})
  void a_part_that_is_none_is_refused_with_the_length_there_is(String range)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = bytes("GET", "Range", range);
    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(response.headers().firstValue("Content-Range")).contains("bytes */75");
    assertThat(response.body()).isEmpty();
  }

  /** What is no range, or several, is answered by all of it, as is a part of another file. */
  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=-", "bytes=5-4", "lines=1-2", "bytes=0-1,4-5", "bytes=99999999999-"})
  void a_range_that_we_do_not_serve_is_answered_by_the_whole_file(String range)
      throws IOException, InterruptedException {
    assertThat(bytes("GET", "Range", range).statusCode()).isEqualTo(200);
  }

  @Test
  void a_part_is_sent_only_of_the_bytes_that_the_client_has_the_rest_of()
      throws IOException, InterruptedException {
    String tag = header(server.get(SCRIPT), "ETag");
    assertThat(bytes("GET", "Range", "bytes=1-2", "If-Range", tag).statusCode()).isEqualTo(206);
    assertThat(bytes("GET", "Range", "bytes=1-2", "If-Range", "\"old\"").statusCode())
        .isEqualTo(200);
    assertThat(
            bytes("GET", "Range", "bytes=1-2", "If-Range", tag, "Accept-Encoding", "br")
                .statusCode())
        .isEqualTo(200);
    assertThat(bytes("HEAD", "Range", "bytes=1-2").statusCode()).isEqualTo(200);
  }

  @Test
  void many_can_be_sent_one_file_at_the_same_time() {
    byte[] whole = packed("br");
    List<CompletableFuture<HttpResponse<byte[]>>> answers =
        IntStream.range(0, 100)
            .mapToObj(_ ->
                HTTP.sendAsync(
                    server.request(SCRIPT).header("Accept-Encoding", "br").build(),
                    BodyHandlers.ofByteArray()))
            .toList();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo(whole));
  }

  private static HttpResponse<byte[]> bytes(String method, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = server.request(SCRIPT).method(method, BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** The script as the build has packed it; it is there in no other way. */
  private static byte[] packed(String coding) {
    String suffix = coding.equals("br") ? ".br" : ".gz";
    try (InputStream in = PageTest.class.getResourceAsStream("/site" + SCRIPT + suffix)) {
      InputStream content =
          coding.equals("identity")
              ? new GZIPInputStream(Objects.requireNonNull(in))
              : Objects.requireNonNull(in);
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
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
        "/SHA256SUMS",
        "/icon.svg.gz",
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
  @ValueSource(strings = {"/trilogic", "/api/v1/sessions", "/health", "/nothing"})
  void text_is_compressed_for_whoever_can_read_it(String path)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> packed =
        HTTP.send(
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
    assertThat(server.get(path).headers().firstValue("Content-Encoding")).isEmpty();
  }
}
