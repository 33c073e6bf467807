package ai.trivector.collab.bench.load;

import java.util.ArrayList;
import java.util.List;

/** The members of one room; the first of them are those that send. On the load's loop only. */
final class Room {

  final String name;
  final List<Member> members = new ArrayList<>();
  final List<Sender> senders = new ArrayList<>();

  Room(String name) {
    this.name = name;
  }
}
