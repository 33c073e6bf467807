package ai.trivector.collab.bench.micro;

import ai.trivector.collab.protocol.MessageReader;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The text of a message becomes a message. */
@State(Scope.Thread)
public class DecodeBenchmark {

  /** Which message. */
  public enum Text {
    /** A slider was moved. */
    UPDATE(
        """
        {"type":"param:update","n":1234,"baseSeq":56789,"payload":{"mu":0.6123}}\
        """),

    /** A slider is being moved, by a hand whose cursor is seen. */
    PRESENCE(
        """
        {"type":"presence:update","payload":{"cursor":{"surface":"sphere","x":0.4213,"y":0.7781},\
        "holding":{"param":"mu","value":0.6123}}}\
        """);

    private final String json;

    Text(String json) {
      this.json = json;
    }
  }

  @Param public Text text = Text.UPDATE;

  private final JsonMapper mapper = new JsonMapper();
  private byte[] utf8 = {};

  @Setup
  public void choose() {
    utf8 = text.json.getBytes(StandardCharsets.UTF_8);
  }

  /** Ours, with all that is checked. */
  @Benchmark
  public MessageReader.Received read() {
    return MessageReader.read(utf8);
  }

  /** The same bytes as a tree, nothing of which has been checked yet. */
  @Benchmark
  @Floor
  public JsonNode jacksonTree() {
    return mapper.readTree(utf8);
  }
}
