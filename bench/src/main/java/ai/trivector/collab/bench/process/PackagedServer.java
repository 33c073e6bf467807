package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is started: the jar, and how the JVM runs it.
 *
 * @param launcher a command that runs the rest of its line, or nothing
 * @param classPath the jar, and behind it whatever else is to be found
 */
public record PackagedServer(
    List<String> launcher, String classPath, String mainClass, List<String> jvmFlags) {

  private static final Path JAR = Path.of("server", "target", "trivector-collab.jar");

  /** Those of {@code ./dev run}. */
  private static final Path JVM_OPTIONS = Path.of("server", "jvm.options");

  private static final Path TRAINING =
      Path.of("server/src/test/java/ai/trivector/collab/server/TrainingRun.java");
  private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");
  private static final String MAIN = "ai.trivector.collab.server.Main";
  private static final Duration ONE_START = Duration.ofSeconds(60);

  /** The server as {@code ./dev run} runs it. */
  public static PackagedServer asRun() {
    return new PackagedServer(List.of(), found(JAR).toString(), MAIN, options());
  }

  /**
   * The same jar, in a JVM that is made to start often: it compiles less, and maps the classes that
   * it needs from an archive, which is made by starting and stopping the server once in {@code
   * dir}.
   */
  public static PackagedServer fastToStart(Path dir) {
    List<String> light = new ArrayList<>();
    light.add("-XX:+UseSerialGC");
    light.add("-XX:TieredStopAtLevel=1");
    light.add("-Xshare:auto");
    light.add("-Xlog:disable");
    light.add("-Xlog:all=off");
    Path archive = dir.resolve("classes.jsa").toAbsolutePath();
    PackagedServer making =
        asRun().with(light).with(List.of("-XX:ArchiveClassesAtExit=" + archive));
    try (ServerProcess once =
        ServerProcess.start(making, dir.resolve("archive"), FreePort.find(), Map.of())) {
      once.awaitReady(ONE_START);
      once.terminate(ONE_START);
    }
    return asRun().with(light).with(List.of("-XX:SharedArchiveFile=" + archive));
  }

  /** As {@code java -jar} alone runs it. */
  public PackagedServer withoutFlags() {
    return new PackagedServer(launcher, classPath, mainClass, List.of());
  }

  /** With these flags too; of two collectors the last one counts, which the JVM would refuse. */
  public PackagedServer with(List<String> flags) {
    List<String> all = new ArrayList<>(jvmFlags);
    if (flags.stream().anyMatch(COLLECTOR.asMatchPredicate())) {
      all.removeIf(COLLECTOR.asMatchPredicate());
    }
    all.addAll(flags);
    return new PackagedServer(launcher, classPath, mainClass, List.copyOf(all));
  }

  /** Starts it by this command, such as one that gives it a processor. */
  public PackagedServer startedBy(List<String> command) {
    return new PackagedServer(List.copyOf(command), classPath, mainClass, jvmFlags);
  }

  /** Runs another main class, which is found in {@code classes}, over the same jar. */
  public PackagedServer runBy(String otherMain, Path classes) {
    return new PackagedServer(
        launcher, classPath + java.io.File.pathSeparator + classes, otherMain, jvmFlags);
  }

  /** The whole line that starts it. */
  public List<String> command() {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", classPath, mainClass));
    return command;
  }

  /** The same, started from a cache that is made now, as {@code ./dev run} makes one. */
  public PackagedServer trainedInto(Path cache) {
    List<String> training = new ArrayList<>();
    training.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    training.add(found(TRAINING).toString());
    training.add(cache.toString());
    training.addAll(jvmFlags);
    training.addAll(List.of("-cp", classPath, mainClass));
    try {
      if (new ProcessBuilder(training).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException("there is no " + cache);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return with(List.of("-XX:AOTCache=" + cache));
  }

  private static List<String> options() {
    try {
      return Files.readAllLines(found(JVM_OPTIONS)).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the module that it is run in, or above it. */
  private static Path found(Path file) {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null) {
      Path here = directory.resolve(file);
      if (Files.isRegularFile(here)) {
        return here;
      }
      directory = directory.getParent();
    }
    throw new IllegalStateException(
        "%s is missing; ./dev build makes the jar, and so does mvn verify".formatted(file));
  }

  /** Where this class was loaded from: what {@link #runBy} may need. */
  public static Path ownClasses() {
    try {
      return Path.of(
          PackagedServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
