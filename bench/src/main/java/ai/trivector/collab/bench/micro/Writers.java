package ai.trivector.collab.bench.micro;

import ai.trivector.collab.session.Author;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.Command;
import ai.trivector.collab.session.Event;
import ai.trivector.collab.session.RecordedEvent;
import ai.trivector.collab.session.Seq;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** People who move one parameter in turn, each having seen what the one before them did. */
final class Writers {

  /** Far enough apart that nobody moves it at the same moment as another. */
  private static final int MILLIS_APART = 1000;

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final double FIRST = 0.6;
  private static final double STEP = 0.0001;
  private static final int STEPS = 900;

  private final List<Author> authors;

  Writers(int count) {
    authors =
        IntStream.range(0, count)
            .mapToObj(i ->
                new Author(
                    new UserId("user-%012d".formatted(i)),
                    new ClientId("3f0c9a54-1b1e-4c9d-8e55-%012d".formatted(i))))
            .toList();
  }

  int count() {
    return authors.size();
  }

  User user(int i) {
    return new User(authors.get(i).user(), "Person " + i, "#2563eb");
  }

  Instant at(int turn) {
    return BEGIN.plusMillis((long) turn * MILLIS_APART);
  }

  /** What the person whose turn it is asks for. */
  Command update(int turn, Seq seen) {
    return new Command.Update(
        at(turn), author(turn), n(turn), Optional.of(seen), Map.of("mu", value(turn)));
  }

  /** The event that follows from it. */
  RecordedEvent event(int turn) {
    return new RecordedEvent(
        new Seq(turn + 1),
        at(turn),
        new Event.ParamsChanged(author(turn), n(turn), Map.of("mu", value(turn)), null));
  }

  private Author author(int turn) {
    return authors.get(turn % authors.size());
  }

  private OptionalLong n(int turn) {
    return OptionalLong.of(turn / authors.size() + 1);
  }

  private static double value(int turn) {
    return FIRST + STEP * (turn % STEPS);
  }
}
