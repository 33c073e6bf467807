package ai.trivector.collab.server.http;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a file's bytes are packed, in the order in which we would rather send it. */
enum ContentCoding {
  BROTLI("br", ".br"),
  GZIP("gzip", ".gz"),
  IDENTITY("identity", "");

  /** A list this long names every coding there is, many times over. */
  private static final int MAX_LISTED = 32;

  /** As HTTP names it. */
  final String token;

  /** What the packed file's name ends with, beside the file itself. */
  final String suffix;

  ContentCoding(String token, String suffix) {
    this.token = token;
    this.suffix = suffix;
  }

  /**
   * The one that the client likes best of those that there are, and of equals our own favourite
   * (RFC 9110, 12.5.3). As it is goes whatever a client says of it: that is better than nothing.
   *
   * @param accepted the header {@code Accept-Encoding}; without one, as it is
   */
  static ContentCoding preferred(@Nullable String accepted, Collection<ContentCoding> available) {
    ContentCoding best = IDENTITY;
    double bestQuality = 0;
    if (accepted == null) {
      return best;
    }
    String[] listed = accepted.toLowerCase(Locale.ROOT).split(",", MAX_LISTED);
    for (ContentCoding coding : available) {
      double quality = coding.qualityIn(listed);
      if (quality > bestQuality) {
        best = coding;
        bestQuality = quality;
      }
    }
    return best;
  }

  private double qualityIn(String[] listed) {
    // Who does not mention it takes it as it is, but anything that they do mention sooner.
    double quality = this == IDENTITY ? Double.MIN_VALUE : 0;
    for (String item : listed) {
      String[] parts = item.split(";", 2);
      String name = parts[0].strip();
      if (name.equals(token)) {
        return quality(parts);
      }
      if (name.equals("*")) {
        quality = quality(parts);
      }
    }
    return quality;
  }

  private static double quality(String[] parts) {
    if (parts.length == 1) {
      return 1;
    }
    String weight = parts[1].strip();
    try {
      return weight.startsWith("q=") ? Double.parseDouble(weight.substring(2)) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
