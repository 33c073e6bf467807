package ai.trivector.collab.server.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a client asks for (RFC 9110, 14.1). Several ranges at once are none to
 * us, which the RFC allows: the whole file answers them.
 *
 * @param from the first byte
 * @param to the byte after the last one
 */
record ByteRange(int from, int to) {

  /** What is asked for begins where the file has ended. */
  static final ByteRange UNSATISFIABLE = new ByteRange(0, 0);

  /** Nine digits: more than any file here has bytes, and no overflow. */
  private static final Pattern BYTES = Pattern.compile("bytes=(\\d{0,9})-(\\d{0,9})");

  /** Null where the whole file is to be sent. */
  static @Nullable ByteRange of(@Nullable String header, int length) {
    Matcher matcher = BYTES.matcher(header == null ? "" : header);
    if (!matcher.matches()) {
      return null;
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty() && last.isEmpty()) {
      return null;
    }
    if (first.isEmpty()) {
      int from = Math.max(0, length - Integer.parseInt(last));
      return from < length ? new ByteRange(from, length) : UNSATISFIABLE;
    }
    int from = Integer.parseInt(first);
    int to = last.isEmpty() ? length : Math.min(length, Integer.parseInt(last) + 1);
    if (!last.isEmpty() && Integer.parseInt(last) < from) {
      return null;
    }
    return from < length ? new ByteRange(from, to) : UNSATISFIABLE;
  }

  boolean isSatisfiable() {
    return from < to;
  }
}
