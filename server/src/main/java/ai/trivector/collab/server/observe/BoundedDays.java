package ai.trivector.collab.server.observe;

import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file a day, none of which grows beyond a bound. A file that has reached it gives way to a new
 * one of its name, and stays as the one spare file until the next does so. (The library's own
 * policy for size would number the files of all days.)
 */
final class BoundedDays<E> extends TimeBasedRollingPolicy<E> {

  private final Path spare;
  private final long maxBytes;
  private boolean isFull;

  BoundedDays(Path spare, long maxBytes) {
    this.spare = spare;
    this.maxBytes = maxBytes;
  }

  @Override
  public boolean isTriggeringEvent(File file, E event) {
    if (super.isTriggeringEvent(file, event)) {
      isFull = false;
      return true;
    }
    isFull = file.length() >= maxBytes;
    return isFull;
  }

  @Override
  public void rollover() throws RolloverFailure {
    if (!isFull) {
      super.rollover();
      return;
    }
    try {
      Files.move(Path.of(getActiveFileName()), spare, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new RolloverFailure("%s cannot be moved away: %s".formatted(getActiveFileName(), e), e);
    }
  }
}
