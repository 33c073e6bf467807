package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the JVM of a server says of itself, by {@code jcmd}. */
public final class Jvm {

  /** Of the heap, or of each of its generations, where the collector has some. */
  private static final Pattern USED = Pattern.compile("total .*used (\\d+)K");

  /** What NMT counts direct buffers as, among little else. */
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

  private final String pid;

  Jvm(long pid) {
    this.pid = Long.toString(pid);
  }

  /** What is reachable: the heap after a collection of all of it. */
  public long heapKibAfterGc() {
    jcmd("GC.run");
    return USED.matcher(jcmd("GC.heap_info"))
        .results()
        .mapToLong(used -> Long.parseLong(used.group(1)))
        .sum();
  }

  /** Direct buffers; only with {@code -XX:NativeMemoryTracking=summary}. */
  public long directKib() {
    return number(OTHER, jcmd("VM.native_memory", "summary"));
  }

  private long number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("jcmd %s does not say %s: %s".formatted(pid, pattern, text));
    }
    return Long.parseLong(found.group(1));
  }

  private String jcmd(String... command) {
    String[] words = new String[command.length + 2];
    words[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    words[1] = pid;
    System.arraycopy(command, 0, words, 2, command.length);
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
