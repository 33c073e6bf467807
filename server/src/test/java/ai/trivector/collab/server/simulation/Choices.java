package ai.trivector.collab.server.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The only source of chance in a simulation: the same seed, or the same script, makes the same
 * choices. Whoever chooses does so apart from all others, so that a shorter life in which one of
 * them does less is still the same for the rest.
 */
final class Choices {

  private final long seed;
  private final @Nullable Map<String, int[]> script;
  private final Map<String, Chance> chances = new LinkedHashMap<>();

  /** Choices that are drawn. */
  Choices(long seed) {
    this.seed = seed;
    this.script = null;
  }

  /** Choices that are made again, by who makes them. */
  Choices(Map<String, int[]> script) {
    this.seed = 0;
    this.script = script;
  }

  /** The choices of {@code who}. */
  Chance of(String who) {
    return chances.computeIfAbsent(
        who,
        _ ->
            script == null
                ? new Chance(seed * 0x9E3779B97F4A7C15L + who.hashCode())
                : new Chance(script.getOrDefault(who, new int[0])));
  }

  /** All choices made so far. */
  SortedMap<String, int[]> made() {
    SortedMap<String, int[]> made = new TreeMap<>();
    chances.forEach((who, chance) -> made.put(who, chance.made()));
    return made;
  }
}
