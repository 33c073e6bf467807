package ai.trivector.collab.rival;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * A broadcast by Spring's WebSocket handlers over Tomcat: what a member sends goes to the members of
 * its room as it came. {@code /all/ROOM} counts the sender among them, {@code /others/ROOM} does
 * not.
 */
@SpringBootApplication
@EnableWebSocket
public class SpringBroadcast implements WebSocketConfigurer {

  private static final int SEND_TIMEOUT_MILLIS = 10_000;
  private static final int MAX_QUEUED_BYTES = 256 * 1024;

  public static void main(String[] args) {
    SpringApplication.run(SpringBroadcast.class, args);
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry.addHandler(new Rooms(), "/all/*", "/others/*").setAllowedOriginPatterns("*");
  }

  /** Tomcat calls it from a thread of its pool for each socket that something came on. */
  private static final class Rooms extends TextWebSocketHandler {

    private static final String MEMBER = "member";

    private final Map<String, Set<WebSocketSession>> rooms = new ConcurrentHashMap<>();

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
      // A session may not be written to by two threads at once; this is Spring's own answer to that.
      WebSocketSession member =
          new ConcurrentWebSocketSessionDecorator(session, SEND_TIMEOUT_MILLIS, MAX_QUEUED_BYTES);
      session.getAttributes().put(MEMBER, member);
      rooms.computeIfAbsent(path(session), _ -> ConcurrentHashMap.newKeySet()).add(member);
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message)
        throws IOException {
      boolean echo = path(session).startsWith("/all/");
      Object sender = session.getAttributes().get(MEMBER);
      for (WebSocketSession member : rooms.getOrDefault(path(session), Set.of())) {
        if ((echo || member != sender) && member.isOpen()) {
          member.sendMessage(message);
        }
      }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
      Object member = session.getAttributes().get(MEMBER);
      rooms.computeIfPresent(
          path(session),
          (_, members) -> {
            members.remove(member);
            return members.isEmpty() ? null : members;
          });
    }

    private static String path(WebSocketSession session) {
      return session.getUri().getPath();
    }
  }
}
