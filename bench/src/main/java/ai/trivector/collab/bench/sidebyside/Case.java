package ai.trivector.collab.bench.sidebyside;

import ai.trivector.collab.bench.load.Layout;
import ai.trivector.collab.bench.load.Traffic;

/** A load that each server is put under. */
enum Case {
  A("20 rooms of 50, 50 updates/s each", 20, 50, 3, Traffic.UPDATES, 50, 10),
  B("500 rooms of 4, 10 updates/s each", 500, 4, 3, Traffic.UPDATES, 10, 1),
  C("one room of 1000, 20 updates/s", 1, 1000, 3, Traffic.UPDATES, 20, 30),
  D("1000 rooms of 3, 1.6 updates/s each", 1000, 3, 3, Traffic.UPDATES, 1.6, 1),
  F("50 rooms of 10, 2 people dragging in each", 50, 10, 2, Traffic.PRESENCE, 40, 0);

  private final String title;
  private final int rooms;
  private final int size;
  private final int senders;
  private final Traffic traffic;
  private final double perRoomPerSecond;
  private final int underWay;

  Case(
      String title,
      int rooms,
      int size,
      int senders,
      Traffic traffic,
      double perRoomPerSecond,
      int underWay) {
    this.title = title;
    this.rooms = rooms;
    this.size = size;
    this.senders = senders;
    this.traffic = traffic;
    this.perRoomPerSecond = perRoomPerSecond;
    this.underWay = underWay;
  }

  String title() {
    return title;
  }

  Layout layout() {
    return new Layout(rooms, size, senders);
  }

  Traffic traffic() {
    return traffic;
  }

  double perRoomPerSecond() {
    return perRoomPerSecond;
  }

  /** Of each sender at saturation; 0 where the protocol itself bounds how fast one may send. */
  int underWay() {
    return underWay;
  }

  /** Whether a message goes to many, so that what is done once for it hardly counts. */
  boolean isFanOut() {
    return this == A || this == C;
  }
}
