package ai.trivector.collab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The model and the ids")
final class ModelTest {

  @Test
  @DisplayName("have the three parameters of the specification, in its order")
  void trilogic() {
    assertThat(Model.named("trilogic")).contains(Model.TRILOGIC);
    assertThat(Model.named("other")).isEmpty();
    assertThat(Model.TRILOGIC.parameters().values())
        .containsExactly(
            new Parameter("mu", "μ", "Equilibrium", 0.5, 0.7, 0.001, 0.569, ""),
            new Parameter("omega", "Ω", "Resonance", 0.5, 1.5, 0.001, 0.847, "Hz"),
            new Parameter("kappa", "κ", "Coupling", 0.01, 0.05, 0.0001, 0.0207, ""));
    assertThat(Model.TRILOGIC.defaults().keySet()).containsExactly("mu", "omega", "kappa");
    assertThat(Model.TRILOGIC.check(Model.TRILOGIC.defaults())).isEmpty();
  }

  @ParameterizedTest(name = "{0} from {1} to {2}")
  @CsvSource({"mu, 0.5, 0.7", "omega, 0.5, 1.5", "kappa, 0.01, 0.05"})
  @DisplayName("allow the ends of each range, and not the next number beyond")
  void ranges(String name, double min, double max) {
    assertThat(Model.TRILOGIC.check(Map.of(name, min))).isEmpty();
    assertThat(Model.TRILOGIC.check(Map.of(name, max))).isEmpty();
    assertThat(Model.TRILOGIC.check(Map.of(name, Math.nextDown(min)))).isPresent();
    assertThat(Model.TRILOGIC.check(Map.of(name, Math.nextUp(max)))).isPresent();
  }

  @ParameterizedTest(name = "''{0}''")
  @ValueSource(strings = {"", " ", "a b", "a/b", "a.b", "ä", "a\n", "../etc", "a\u0000"})
  @DisplayName("refuse what cannot be an id")
  void noIds(String text) {
    assertThat(SessionId.parse(text)).isEmpty();
    assertThat(ClientId.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new SessionId(text));
    assertThatIllegalArgumentException().isThrownBy(() -> new ClientId(text));
  }

  @Test
  @DisplayName("take ids of 1 to 64 characters for sessions, of 1 to 36 for tabs")
  void lengths() {
    assertThat(SessionId.parse("a")).contains(new SessionId("a"));
    assertThat(SessionId.parse("aZ09_-".repeat(11).substring(0, 64))).isPresent();
    assertThat(SessionId.parse("a".repeat(65))).isEmpty();
    assertThat(ClientId.parse("a")).contains(new ClientId("a"));
    assertThat(ClientId.parse("a".repeat(36))).isPresent();
    assertThat(ClientId.parse("a".repeat(37))).isEmpty();
    assertThat(ClientId.parse(null)).isEmpty();
  }

  @Test
  @DisplayName("count events from 1, and never below 0")
  void seq() {
    assertThat(Seq.ORIGIN.next()).isEqualTo(new Seq(1));
    assertThat(new Seq(2).isAfter(new Seq(1))).isTrue();
    assertThat(new Seq(1).isAfter(new Seq(1))).isFalse();
    assertThat(new Seq(1)).isLessThan(new Seq(2));
    assertThatIllegalArgumentException().isThrownBy(() -> new Seq(-1));
  }
}
