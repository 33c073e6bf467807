package ai.trivector.collab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("How a person looks")
final class AppearanceTest {

  static Stream<Arguments> names() {
    return Stream.of(
        Arguments.of("Ada", "Ada"),
        Arguments.of("  Ada  Lovelace ", "Ada  Lovelace"),
        Arguments.of("Zoë 🦊", "Zoë 🦊"),
        Arguments.of("李", "李"),
        Arguments.of("a\u0000d\u001ba\u007f\u0085", "ada"),
        Arguments.of("line\r\nbreak\ttab", "linebreaktab"),
        Arguments.of("\u202eadA\u202c", "adA"),
        Arguments.of("\u2066a\u2067b\u2068c\u2069\u200e\u200f\u061c", "abc"),
        Arguments.of("a\u200bb\u200cc\u200dd\u2060e\ufefff", "abcdef"),
        Arguments.of("a\u2028b\u2029c", "abc"),
        Arguments.of("a\ud800b", "ab"),
        Arguments.of("a\ue000b", "ab"),
        Arguments.of("\u00a0Ada\u3000\u202f", "Ada"),
        Arguments.of("🦊".repeat(40), "🦊".repeat(40)),
        Arguments.of("x".repeat(40) + "\u200b", "x".repeat(40)));
  }

  @ParameterizedTest
  @MethodSource("names")
  @DisplayName("is by the name they wish for, without what is invisible or turns text around")
  void keptNames(String wish, String name) {
    assertThat(Appearance.cleanName(wish)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "   ",
        "\t\n",
        "\u200b\u200d",
        "\u202e\u202c",
        "\u00a0\u00a0",
        "\u2007\u202f",
        "\ud83e"
      })
  @DisplayName("is by a given name where the wish has nothing to see in it")
  void nothingToSee(String wish) {
    assertThat(Appearance.cleanName(wish)).isEmpty();
  }

  @Test
  @DisplayName("is by a given name where the wish is longer than 40 characters, emoji count as one")
  void longNames() {
    assertThat(Appearance.cleanName("x".repeat(41))).isEmpty();
    assertThat(Appearance.cleanName("🦊".repeat(41))).isEmpty();
  }

  @Test
  @DisplayName("is in the colour they wish for, where it is #rrggbb")
  void colors() {
    assertThat(Appearance.cleanColor("#2563eb")).contains("#2563eb");
    assertThat(Appearance.cleanColor("#ABCDEF")).contains("#ABCDEF");
    for (String wish :
        List.of(
            "", "red", "#fff", "#2563eb00", "2563eb", "#2563eg", "#2563eb ", "url(x)", "#２563eb")) {
      assertThat(Appearance.cleanColor(wish)).as(wish).isEmpty();
    }
  }

  @Test
  @DisplayName("is the same each time for one id where nothing is wished for, and has all colours")
  void given() {
    User first = Appearance.of(new UserId("user-1"), Optional.empty(), Optional.empty());
    assertThat(Appearance.of(new UserId("user-1"), Optional.of("\u200b"), Optional.of("red")))
        .isEqualTo(first);
    assertThat(first.name()).matches("Guest [1-9][0-9]{3}");
    assertThat(
            IntStream.range(0, 200)
                .mapToObj(i -> new UserId("user-" + i))
                .map(id -> Appearance.of(id, Optional.empty(), Optional.empty()).color())
                .distinct())
        .containsExactlyInAnyOrderElementsOf(Appearance.PALETTE);
  }

  @Test
  @DisplayName("is as they wish where the wish can be kept")
  void wished() {
    UserId id = new UserId("user-1");
    assertThat(Appearance.of(id, Optional.of(" Ada\u200b"), Optional.of("#123456")))
        .isEqualTo(new User(id, "Ada", "#123456"));
  }

  static List<String> palette() {
    return Appearance.PALETTE;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("palette")
  @DisplayName("keeps a contrast of 3:1 against the page, light and dark")
  void contrast(String color) {
    assertThat(Appearance.cleanColor(color)).isPresent();
    assertThat(contrast(color, "#ffffff")).isGreaterThanOrEqualTo(3);
    assertThat(contrast(color, "#111418")).isGreaterThanOrEqualTo(3);
  }

  @Test
  @DisplayName("is measured as WCAG 2.2 does")
  void measure() {
    assertThat(contrast("#000000", "#ffffff")).isEqualTo(21);
    assertThat(contrast("#777777", "#ffffff")).isBetween(4.47, 4.49);
    assertThat(Appearance.PALETTE).doesNotHaveDuplicates();
  }

  private static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  /** Relative luminance of sRGB, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
  private static double luminance(String color) {
    return 0.2126 * channel(color, 1) + 0.7152 * channel(color, 3) + 0.0722 * channel(color, 5);
  }

  private static double channel(String color, int at) {
    double value = Integer.parseInt(color.substring(at, at + 2), 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
