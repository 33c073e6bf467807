package ai.trivector.collab.protocol;

import ai.trivector.collab.protocol.Json.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One golden frame: the exact text of a message, which every implementation of the protocol in this
 * repository reads or writes alike.
 */
record Vector(String file, String name, String direction, String frame) {

  private static final Path FOLDER = Path.of("..", "protocol", "vectors");

  static List<Vector> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Vector> vectors = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        vectors.addAll(read(file));
      }
      return vectors;
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException("cannot read the vectors in " + FOLDER, e);
    }
  }

  private static List<Vector> read(Path path) throws IOException, MalformedException {
    String file = path.getFileName().toString();
    // Our reader takes objects only, so the file's array is made the one member of an object.
    var wrapped = Json.readStored("{\"vectors\":" + Files.readString(path) + "}");
    List<Vector> vectors = new ArrayList<>();
    if (wrapped.get("vectors") instanceof List<?> items) {
      for (@Nullable Object item : items) {
        Fields fields = new Fields(file, Collections.singletonMap("vector", item));
        Fields vector = fields.object("vector");
        vectors.add(
            new Vector(
                file, vector.string("name"), vector.string("direction"), vector.string("frame")));
      }
    }
    return vectors;
  }

  boolean isFromClient() {
    return direction.equals("client");
  }

  @Override
  public String toString() {
    return file + ": " + name;
  }
}
