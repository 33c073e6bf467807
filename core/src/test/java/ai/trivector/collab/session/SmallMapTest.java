package ai.trivector.collab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SmallMapTest {

  private static final int STEPS = 500;
  private static final List<String> KEYS = List.of("mu", "omega", "kappa", "a", "b", "c", "d");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void it_has_what_a_linked_map_has_and_in_that_order(long seed) {
    Random random = new Random(seed);
    Map<String, Integer> expected = new LinkedHashMap<>();
    SmallMap<String, Integer> map = SmallMap.of();
    for (int i = 0; i < STEPS; i++) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      if (random.nextInt(3) == 0) {
        expected.remove(key);
        map = map.without(key);
      } else {
        expected.put(key, i);
        map = map.with(key, i);
      }
      assertThat(map).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(expected.size());
      assertThat(map).containsExactlyEntriesOf(expected);
      for (String any : KEYS) {
        assertThat(map.get(any)).isEqualTo(expected.get(any));
        assertThat(map.containsKey(any)).isEqualTo(expected.containsKey(any));
      }
      List<Map.Entry<String, Integer>> each = new ArrayList<>();
      map.forEach((eachKey, value) -> each.add(Map.entry(eachKey, value)));
      assertThat(each).containsExactlyElementsOf(expected.entrySet());
    }
  }

  @Test
  void what_comes_of_it_leaves_it_as_it_was() {
    SmallMap<String, Integer> map = SmallMap.of(Map.of("mu", 1));
    assertThat(map.with("mu", 2)).isEqualTo(Map.of("mu", 2));
    assertThat(map.with("omega", 3)).isEqualTo(Map.of("mu", 1, "omega", 3));
    assertThat(map.without("mu")).isEmpty();
    assertThat(map).isEqualTo(Map.of("mu", 1));
  }

  @Test
  void nobody_changes_it() {
    SmallMap<String, Integer> map = SmallMap.of(Map.of("mu", 1));
    assertThatThrownBy(() -> map.put("mu", 2)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().next().setValue(2))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(map).isEqualTo(Map.of("mu", 1));
  }

  @Test
  void one_that_is_small_already_is_not_copied() {
    SmallMap<String, Integer> map = SmallMap.of(Map.of("mu", 1));
    assertThat(SmallMap.of(map)).isSameAs(map);
  }
}
