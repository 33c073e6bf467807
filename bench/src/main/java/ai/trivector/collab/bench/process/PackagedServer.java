package ai.trivector.collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is started: the jar, and how the JVM runs it.
 *
 * @param launcher a command that runs the rest of its line, or nothing
 * @param classPath the jar, and behind it whatever else is to be found
 */
public record PackagedServer(
    List<String> launcher, String classPath, String mainClass, List<String> jvmFlags) {

  /** Those of {@code ./dev run}. */
  private static final List<String> FLAGS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private static final Path JAR = Path.of("server", "target", "trivector-collab.jar");
  private static final String MAIN = "ai.trivector.collab.server.Main";
  private static final Duration ONE_START = Duration.ofSeconds(60);

  /** The server as {@code ./dev run} runs it. */
  public static PackagedServer asRun() {
    return new PackagedServer(List.of(), jar().toString(), MAIN, FLAGS);
  }

  /**
   * The same jar, in a JVM that is made to start often: it compiles less, and maps the classes that
   * it needs from an archive, which is made by starting and stopping the server once in {@code
   * dir}.
   */
  public static PackagedServer fastToStart(Path dir) {
    List<String> light = new ArrayList<>(FLAGS);
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

  public PackagedServer with(List<String> flags) {
    List<String> all = new ArrayList<>(jvmFlags);
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

  /** In the module that it is run in, or above it. */
  private static Path jar() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null) {
      Path jar = directory.resolve(JAR);
      if (Files.isRegularFile(jar)) {
        return jar;
      }
      directory = directory.getParent();
    }
    throw new IllegalStateException(
        "%s is missing; ./dev build makes it, and so does mvn verify".formatted(JAR));
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
