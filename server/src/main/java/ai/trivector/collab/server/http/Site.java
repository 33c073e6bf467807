package ai.trivector.collab.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The exported site, read from the jar once: some two megabytes, outside of the heap, with every
 * file in each of its codings, so that a request costs a look into a map. What can be asked for is
 * what the build has listed, and nothing else that lies beside it. Immutable.
 */
public final class Site {

  private static final String ROOT = "/site";

  /** Every file and its hash, as {@code sha256sum} has it; the site's build writes it. */
  private static final String LIST = ROOT + "/SHA256SUMS";

  private static final String LIST_SEPARATOR = " {2}";

  /** Of a hash's 64 digits; by chance two of them are never the same. */
  private static final int TAG_DIGITS = 20;

  /** What the site's build names by its content never changes. */
  private static final String CONTENT_NAMED = "/_next/static/";

  private static final String IMMUTABLE = "public, max-age=31536000, immutable";
  private static final String REVALIDATE = "no-cache";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json",
          "txt", "text/plain; charset=utf-8",
          "png", "image/png",
          "woff2", "font/woff2");

  private final Map<String, SiteFile> files;

  private Site(Map<String, SiteFile> files) {
    this.files = Map.copyOf(files);
  }

  /** Reads it; a server that was built without the site has an empty one. */
  public static Site load() {
    Map<String, SiteFile> files = new HashMap<>();
    try {
      byte[] list = read(LIST);
      if (list != null) {
        for (String line : new String(list, StandardCharsets.UTF_8).lines().toList()) {
          String[] parts = line.split(LIST_SEPARATOR, 2);
          files.put("/" + parts[1], loadFile(parts[0], "/" + parts[1]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Site(files);
  }

  /** The file at a path; pages are named without what their files end with. */
  Optional<SiteFile> at(String path) {
    String page = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String named = page.isEmpty() ? "/index.html" : page + ".html";
    return Optional.ofNullable(files.get(path)).or(() -> Optional.ofNullable(files.get(named)));
  }

  private static SiteFile loadFile(String hash, String path) throws IOException {
    Map<ContentCoding, Buffer> contents = new EnumMap<>(ContentCoding.class);
    for (ContentCoding coding : ContentCoding.values()) {
      byte[] content = read(ROOT + path + coding.suffix);
      if (content != null) {
        contents.put(coding, shared(content));
      }
    }
    if (!contents.containsKey(ContentCoding.IDENTITY)) {
      contents.put(ContentCoding.IDENTITY, shared(unpacked(path)));
    }
    String type =
        TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    String caching = path.startsWith(CONTENT_NAMED) ? IMMUTABLE : REVALIDATE;
    return new SiteFile(type, hash.substring(0, TAG_DIGITS), caching, contents);
  }

  /** The jar has the packed files alone; for the few who cannot unpack them, we do. */
  private static byte[] unpacked(String path) throws IOException {
    byte[] packed = read(ROOT + path + ContentCoding.GZIP.suffix);
    if (packed == null) {
      throw new IOException("the site's list names %s, which is not there".formatted(path));
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  /**
   * Outside of the heap, from where it goes to a socket without being copied. It is the
   * collector's, as the heap is: nobody releases it.
   */
  private static Buffer shared(byte[] content) {
    ByteBuffer direct = ByteBuffer.allocateDirect(content.length).put(content).flip();
    ByteBuf wrapped = Unpooled.wrappedBuffer(direct.asReadOnlyBuffer());
    return BufferInternal.buffer(Unpooled.unreleasableBuffer(wrapped));
  }

  private static byte @Nullable [] read(String resource) throws IOException {
    try (InputStream in = Site.class.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
