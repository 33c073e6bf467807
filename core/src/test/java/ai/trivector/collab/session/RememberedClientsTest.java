package ai.trivector.collab.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RememberedClientsTest {

  private static final int STEPS = 3_000;
  private static final UserId USER = new UserId("ada");

  /** With 1 they lie in one bucket, with 700 in many. */
  @ParameterizedTest
  @ValueSource(ints = {1, 17, 700})
  void it_has_what_a_map_has_however_many_there_are(int clients) {
    Random random = new Random(clients);
    Map<ClientId, ClientProgress> expected = new HashMap<>();
    RememberedClients remembered = RememberedClients.of(Map.of());
    for (int i = 1; i <= STEPS; i++) {
      ClientId client = new ClientId("tab-" + random.nextInt(clients));
      if (random.nextInt(5) == 0) {
        expected.remove(client);
        remembered = remembered.without(client);
      } else {
        ClientProgress progress = ClientProgress.first(USER, i, new Seq(i));
        expected.put(client, progress);
        remembered = remembered.with(client, progress);
      }
      assertThat(remembered.get(client)).isEqualTo(expected.get(client));
      assertThat(remembered).hasSize(expected.size());
    }
    assertThat(remembered).isEqualTo(expected);
    assertThat(RememberedClients.of(expected)).isEqualTo(expected);
  }
}
