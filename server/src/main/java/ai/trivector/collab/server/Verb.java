package ai.trivector.collab.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the process is started for. */
sealed interface Verb {

  String USAGE =
      """
      java -jar trivector-collab.jar               serve
      java -jar trivector-collab.jar backup FILE   copy the log to FILE, also while a server serves
      java -jar trivector-collab.jar restore FILE  put a backup in the place of the log of a stopped server
      java -jar trivector-collab.jar recover       keep what can be read of a damaged log
      java -jar trivector-collab.jar check         read the whole log, and say what is wrong with it
      The log is that of DATA_DIR; all settings are environment variables.\
      """;

  record Serve() implements Verb {}

  record Backup(Path to) implements Verb {}

  record Restore(Path from) implements Verb {}

  record Recover() implements Verb {}

  record Check() implements Verb {}

  /** Empty where these arguments are none of ours. */
  static Optional<Verb> of(String... args) {
    List<String> words = List.of(args);
    if (words.isEmpty()) {
      return Optional.of(new Serve());
    }
    boolean isAlone = words.size() == 1;
    boolean hasFile = words.size() == 2;
    return Optional.ofNullable(
        switch (words.getFirst()) {
          case "backup" -> hasFile ? new Backup(Path.of(words.get(1))) : null;
          case "restore" -> hasFile ? new Restore(Path.of(words.get(1))) : null;
          case "recover" -> isAlone ? new Recover() : null;
          case "check" -> isAlone ? new Check() : null;
          default -> null;
        });
  }
}
