package ai.trivector.collab.server.simulation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The choices of one life as one word, short enough for a command line where they are few. */
final class Script {

  private Script() {}

  static String write(Map<String, int[]> script) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater best = new Deflater(Deflater.BEST_COMPRESSION);
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, best))) {
      for (Map.Entry<String, int[]> entry : script.entrySet()) {
        int length = lengthWithoutPlainest(entry.getValue());
        if (length > 0) {
          out.writeUTF(entry.getKey());
          out.writeInt(length);
          for (int i = 0; i < length; i++) {
            out.writeInt(entry.getValue()[i]);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      best.end();
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  static SortedMap<String, int[]> read(String word) throws IOException {
    SortedMap<String, int[]> script = new TreeMap<>();
    byte[] bytes = Base64.getUrlDecoder().decode(word);
    try (InflaterInputStream inflated = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(inflated.readAllBytes()));
      while (in.available() > 0) {
        String who = in.readUTF();
        int[] choices = new int[in.readInt()];
        for (int i = 0; i < choices.length; i++) {
          choices[i] = in.readInt();
        }
        script.put(who, choices);
      }
    }
    return script;
  }

  /** What comes after the script is the plainest anyway. */
  private static int lengthWithoutPlainest(int[] choices) {
    int length = choices.length;
    while (length > 0 && choices[length - 1] == 0) {
      length--;
    }
    return length;
  }
}
