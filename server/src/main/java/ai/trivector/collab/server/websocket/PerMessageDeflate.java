package ai.trivector.collab.server.websocket;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The terms on which a connection's messages may be compressed (RFC 7692). A client always starts
 * each message afresh, so that nothing has to be kept of it between two messages.
 *
 * @param serverStartsAfresh whether the client wants that of the server's messages, too
 * @param namesServerWindow whether the client asked for the window that the server has anyway
 */
record PerMessageDeflate(boolean serverStartsAfresh, boolean namesServerWindow) {

  /** The header with which it is offered and accepted (RFC 6455, 9.1). */
  static final String HEADER = "Sec-WebSocket-Extensions";

  private static final String NAME = "permessage-deflate";
  private static final String SERVER_STARTS_AFRESH = "server_no_context_takeover";
  private static final String CLIENT_STARTS_AFRESH = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";

  /** Java's deflater has no other. */
  private static final String WINDOW_BITS = "15";

  private static final Set<String> ALL_WINDOW_BITS =
      Set.of("8", "9", "10", "11", "12", "13", "14", WINDOW_BITS);

  /** The first of a client's offers that can be kept; others are declined by silence. */
  static Optional<PerMessageDeflate> firstAcceptable(List<String> headers) {
    return headers.stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .flatMap(offer -> accept(offer).stream())
        .findFirst();
  }

  /** What to say in answer to the offer. */
  String response() {
    return NAME
        + "; "
        + CLIENT_STARTS_AFRESH
        + (serverStartsAfresh ? "; " + SERVER_STARTS_AFRESH : "")
        + (namesServerWindow ? "; " + SERVER_WINDOW + "=" + WINDOW_BITS : "");
  }

  private static Optional<PerMessageDeflate> accept(String offer) {
    String[] parts = offer.split(";", -1);
    if (!parts[0].strip().equalsIgnoreCase(NAME)) {
      return Optional.empty();
    }
    Set<String> names = new HashSet<>();
    for (String parameter : Arrays.asList(parts).subList(1, parts.length)) {
      String[] pair = parameter.split("=", 2);
      String name = pair[0].strip().toLowerCase(Locale.ROOT);
      Optional<String> value =
          pair.length == 1 ? Optional.empty() : Optional.of(unquoted(pair[1].strip()));
      if (!names.add(name) || !canKeep(name, value)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new PerMessageDeflate(names.contains(SERVER_STARTS_AFRESH), names.contains(SERVER_WINDOW)));
  }

  private static boolean canKeep(String name, Optional<String> value) {
    return switch (name) {
      case SERVER_STARTS_AFRESH, CLIENT_STARTS_AFRESH -> value.isEmpty();
      case SERVER_WINDOW -> value.equals(Optional.of(WINDOW_BITS));
      // What the client has to do with it, it may do unasked: any window of 15 bits or less is
      // read.
      case CLIENT_WINDOW -> value.map(ALL_WINDOW_BITS::contains).orElse(true);
      default -> false;
    };
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
