package ai.trivector.collab.session;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a tab says when its person has moved something: nothing but the values, unless told. */
record Move(Author by, OptionalLong n, Optional<Seq> base, Map<String, Double> params) {

  static Move of(Author by, String param, double value) {
    return new Move(by, OptionalLong.empty(), Optional.empty(), Map.of(param, value));
  }

  Move and(String param, double value) {
    Map<String, Double> more = new LinkedHashMap<>(params);
    more.put(param, value);
    return new Move(by, n, base, Collections.unmodifiableMap(more));
  }

  Move n(long number) {
    return new Move(by, OptionalLong.of(number), base, params);
  }

  Move seen(long seq) {
    return seen(new Seq(seq));
  }

  Move seen(Seq seq) {
    return new Move(by, n, Optional.of(seq), params);
  }

  Command.Update asUpdate(Instant at) {
    return new Command.Update(at, by, n, base, params);
  }

  /** A resolution is about one parameter, which is the first here. */
  Command.Resolve asResolution(Instant at, Resolution.Strategy strategy) {
    Map.Entry<String, Double> only = params.entrySet().iterator().next();
    return new Command.Resolve(
        at, by, n, base, new Resolution(only.getKey(), strategy), only.getValue());
  }
}
