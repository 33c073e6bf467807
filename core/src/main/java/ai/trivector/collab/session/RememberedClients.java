package ai.trivector.collab.session;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of each tab. Immutable, as the state that it is part of; yet the next one
 * shares all with it but the bucket that the tab lies in whose progress it was. A session that a
 * thousand tabs have been in would otherwise copy a thousand entries for every message.
 */
final class RememberedClients extends AbstractMap<ClientId, ClientProgress> {

  /** As many lie in a bucket, on average, before there are twice as many buckets. */
  private static final int PER_BUCKET = 16;

  /** Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4). */
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private static final RememberedClients NONE = noneIn(1);

  private final List<SmallMap<ClientId, ClientProgress>> buckets;

  private final int size;

  private RememberedClients(List<SmallMap<ClientId, ClientProgress>> buckets, int size) {
    this.buckets = buckets;
    this.size = size;
  }

  private static RememberedClients noneIn(int buckets) {
    return new RememberedClients(Collections.nCopies(buckets, SmallMap.of()), 0);
  }

  /** The same as {@code clients}, which may be one already. */
  static RememberedClients of(Map<ClientId, ClientProgress> clients) {
    if (clients instanceof RememberedClients already) {
      return already;
    }
    return NONE.withAll(clients);
  }

  private RememberedClients withAll(Map<ClientId, ClientProgress> clients) {
    RememberedClients all = this;
    for (Map.Entry<ClientId, ClientProgress> entry : clients.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /** The one in which {@code client} has made this much progress. */
  RememberedClients with(ClientId client, ClientProgress progress) {
    RememberedClients next = replace(client, bucketOf(client).with(client, progress));
    return next.size <= PER_BUCKET * buckets.size()
        ? next
        : noneIn(2 * buckets.size()).withAll(next);
  }

  /** The one that has forgotten {@code client}. */
  RememberedClients without(ClientId client) {
    return replace(client, bucketOf(client).without(client));
  }

  private RememberedClients replace(ClientId client, SmallMap<ClientId, ClientProgress> bucket) {
    List<SmallMap<ClientId, ClientProgress>> next = new ArrayList<>(buckets);
    SmallMap<ClientId, ClientProgress> before = next.set(indexOf(client), bucket);
    return new RememberedClients(next, size - before.size() + bucket.size());
  }

  private SmallMap<ClientId, ClientProgress> bucketOf(Object client) {
    return buckets.get(indexOf(client));
  }

  private int indexOf(Object client) {
    // The first bits of it, as many as there are buckets for.
    long hash = Integer.toUnsignedLong(client.hashCode() * GOLDEN_RATIO);
    return (int) ((hash * buckets.size()) >>> Integer.SIZE);
  }

  @Override
  public @Nullable ClientProgress get(@Nullable Object client) {
    return client == null ? null : bucketOf(client).get(client);
  }

  @Override
  public boolean containsKey(@Nullable Object client) {
    return get(client) != null;
  }

  @Override
  public Set<Entry<ClientId, ClientProgress>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<ClientId, ClientProgress>> iterator() {
        return buckets.stream().flatMap(bucket -> bucket.entrySet().stream()).iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
