package ai.trivector.collab.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.trivector.collab.presence.Presence.Cursor;
import ai.trivector.collab.presence.Presence.Holding;
import ai.trivector.collab.session.ClientId;
import ai.trivector.collab.session.User;
import ai.trivector.collab.session.UserId;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The roster")
final class RosterTest {

  private static final User ADA = new User(new UserId("user-ada"), "Ada", "#2563eb");
  private static final User BEN = new User(new UserId("user-ben"), "Ben", "#c2410c");
  private static final ClientId TAB = new ClientId("tab-1");
  private static final ClientId OTHER_TAB = new ClientId("tab-2");
  private static final Cursor CURSOR = new Cursor("sphere", 0.25, 0.5);
  private static final Holding HOLDING = new Holding("mu", 0.6);

  @Test
  @DisplayName("counts a person with two tabs once, and has them until the last tab is removed")
  void tabs() {
    Roster both = Roster.EMPTY.connect(TAB, ADA).connect(OTHER_TAB, ADA);
    assertThat(both.userCount()).isEqualTo(1);
    assertThat(both.members()).hasSize(2);
    assertThat(both.remove(TAB).has(ADA.id())).isTrue();
    assertThat(both.remove(TAB).remove(OTHER_TAB).has(ADA.id())).isFalse();
    assertThat(both.connect(new ClientId("tab-3"), BEN).userCount()).isEqualTo(2);
  }

  @Test
  @DisplayName("keeps the place of a tab whose connection was lost, but not what its hands did")
  void grace() {
    Roster roster = Roster.EMPTY.connect(TAB, ADA).change(TAB, holding()).disconnect(TAB);
    assertThat(roster.find(TAB)).contains(new Member(TAB, ADA, false, Presence.NONE));
    assertThat(roster.has(ADA.id())).isTrue();
    assertThat(roster.connect(TAB, ADA).find(TAB))
        .contains(new Member(TAB, ADA, true, Presence.NONE));
  }

  @Test
  @DisplayName("takes no presence from a tab that is not connected, or that it does not know")
  void notConnected() {
    Roster lost = Roster.EMPTY.connect(TAB, ADA).disconnect(TAB);
    assertThat(lost.change(TAB, holding())).isEqualTo(lost);
    assertThat(lost.change(OTHER_TAB, holding())).isEqualTo(lost);
    assertThat(lost.disconnect(OTHER_TAB)).isEqualTo(lost);
    assertThat(lost.remove(OTHER_TAB)).isEqualTo(lost);
    assertThat(lost.find(OTHER_TAB)).isEmpty();
  }

  @Test
  @DisplayName("changes only the parts of a presence that are named")
  void merges() {
    Presence full =
        Presence.NONE.with(
            new Presence.Change(
                Optional.of(Optional.of(CURSOR)),
                Optional.of(Optional.of(HOLDING)),
                Optional.of("plot")));
    assertThat(full)
        .isEqualTo(new Presence(Optional.of(CURSOR), Optional.of(HOLDING), Optional.of("plot")));
    assertThat(full.with(nothing())).isEqualTo(full);
    assertThat(
            full.with(
                new Presence.Change(
                    Optional.of(Optional.empty()), Optional.empty(), Optional.of("sphere"))))
        .isEqualTo(new Presence(Optional.empty(), Optional.of(HOLDING), Optional.of("sphere")));
    assertThat(
            full.with(
                new Presence.Change(
                    Optional.empty(), Optional.of(Optional.empty()), Optional.empty())))
        .isEqualTo(new Presence(Optional.of(CURSOR), Optional.empty(), Optional.of("plot")));
  }

  @Test
  @DisplayName("stays as it was when the next one is made from it, and cannot be changed")
  void immutable() {
    Roster before = Roster.EMPTY.connect(TAB, ADA);
    Roster after = before.connect(OTHER_TAB, BEN).remove(TAB);
    assertThat(Roster.EMPTY.places()).isEmpty();
    assertThat(before.places()).containsOnlyKeys(TAB);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(before.places()::clear);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(after.places()::clear);
  }

  private static Presence.Change holding() {
    return new Presence.Change(
        Optional.empty(), Optional.of(Optional.of(HOLDING)), Optional.empty());
  }

  private static Presence.Change nothing() {
    return new Presence.Change(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
