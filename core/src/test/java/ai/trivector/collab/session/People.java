package ai.trivector.collab.session;

/** The people of the tests, and their tabs. */
final class People {

  static final User ADA = new User(new UserId("user-ada"), "Ada", "#2563eb");
  static final User BEN = new User(new UserId("user-ben"), "Ben", "#c2410c");
  static final User CHI = new User(new UserId("user-chi"), "Chi", "#15803d");

  static final Author ADAS_TAB = new Author(ADA.id(), new ClientId("tab-ada"));
  static final Author ADAS_OTHER_TAB = new Author(ADA.id(), new ClientId("tab-ada-2"));
  static final Author BENS_TAB = new Author(BEN.id(), new ClientId("tab-ben"));
  static final Author CHIS_TAB = new Author(CHI.id(), new ClientId("tab-chi"));

  private People() {}
}
