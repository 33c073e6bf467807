package ai.trivector.collab.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What the tests say about decisions. */
final class Decisions {

  private Decisions() {}

  static void assertWritten(Decision decision) {
    Decision.Decided decided = decided(decision);
    assertThat(decided.events()).hasSize(1);
    assertThat(decided.conflicts()).isEmpty();
  }

  static void assertUnchanged(Decision decision) {
    assertThat(decision).isEqualTo(new Decision.Unchanged());
  }

  /** The one conflict of a decision that writes nothing. */
  static Conflict onlyConflict(Decision decision) {
    Decision.Decided decided = decided(decision);
    assertThat(decided.events()).isEmpty();
    assertThat(decided.conflicts()).hasSize(1);
    return decided.conflicts().getFirst();
  }

  static Refusal refusal(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    return ((Decision.Refused) decision).refusal();
  }

  static List<Conflict> conflicts(Decision decision) {
    return decided(decision).conflicts();
  }

  /** The one write of a decision, which may have conflicts as well. */
  static Event.ParamsChanged write(Decision decision) {
    assertThat(decided(decision).events()).hasSize(1);
    return (Event.ParamsChanged) decided(decision).events().getFirst();
  }

  private static Decision.Decided decided(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Decided.class);
    return (Decision.Decided) decision;
  }
}
