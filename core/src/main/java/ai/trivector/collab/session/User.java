package ai.trivector.collab.session;

/**
 * A person as the others see them.
 *
 * @param color {@code #rrggbb}
 */
public record User(UserId id, String name, String color) {}
