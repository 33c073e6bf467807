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
                ? new Chance(mixed(mixed(seed) + who.hashCode()))
                : new Chance(script.getOrDefault(who, new int[0])));
  }

  /**
   * Neighbouring seeds would be one sequence, each a step further on in it (MurmurHash3's last
   * step, with the constants of David Stafford's thirteenth variant).
   */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** All choices made so far. */
  SortedMap<String, int[]> made() {
    SortedMap<String, int[]> made = new TreeMap<>();
    chances.forEach((who, chance) -> made.put(who, chance.made()));
    return made;
  }
}
