package ai.trivector.collab.session;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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

  /** The root of how many are remembered at most: as many as lie in each bucket then. */
  private static final int BUCKET_BITS = 5;

  private static final int BUCKETS = 1 << BUCKET_BITS;

  /** Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4). */
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private static final RememberedClients NONE =
      new RememberedClients(Collections.nCopies(BUCKETS, Map.of()), 0);

  /** None of them is changed once it is here. */
  private final List<Map<ClientId, ClientProgress>> buckets;

  private final int size;

  private RememberedClients(List<Map<ClientId, ClientProgress>> buckets, int size) {
    this.buckets = buckets;
    this.size = size;
  }

  /** The same as {@code clients}, which may be one already. */
  static RememberedClients of(Map<ClientId, ClientProgress> clients) {
    if (clients instanceof RememberedClients already) {
      return already;
    }
    RememberedClients all = NONE;
    for (Map.Entry<ClientId, ClientProgress> entry : clients.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /** The one in which {@code client} has made this much progress. */
  RememberedClients with(ClientId client, ClientProgress progress) {
    Map<ClientId, ClientProgress> bucket = bucketOf(client);
    Map<ClientId, ClientProgress> next = HashMap.newHashMap(bucket.size() + 1);
    next.putAll(bucket);
    next.put(client, progress);
    return replace(client, next);
  }

  /** The one that has forgotten {@code client}. */
  RememberedClients without(ClientId client) {
    Map<ClientId, ClientProgress> next = new HashMap<>(bucketOf(client));
    next.remove(client);
    return replace(client, next);
  }

  private RememberedClients replace(ClientId client, Map<ClientId, ClientProgress> bucket) {
    List<Map<ClientId, ClientProgress>> next = new ArrayList<>(buckets);
    Map<ClientId, ClientProgress> before = next.set(indexOf(client), bucket);
    return new RememberedClients(next, size - before.size() + bucket.size());
  }

  private Map<ClientId, ClientProgress> bucketOf(Object client) {
    return buckets.get(indexOf(client));
  }

  private static int indexOf(Object client) {
    // Other bits of it than those by which the entries of a bucket are told apart.
    return (client.hashCode() * GOLDEN_RATIO) >>> (Integer.SIZE - BUCKET_BITS);
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
        return buckets.stream()
            .flatMap(bucket -> Collections.unmodifiableMap(bucket).entrySet().stream())
            .iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
