package ai.trivector.collab.session;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of a few entries, in the order in which their keys came. One that has another
 * value for a key that is there is an array of the values, and has the keys in common with it.
 */
final class SmallMap<K, V> extends AbstractMap<K, V> {

  private static final SmallMap<?, ?> EMPTY = new SmallMap<>(new Object[0], new Object[0]);

  private final Object[] keys;
  private final Object[] values;

  private SmallMap(Object[] keys, Object[] values) {
    this.keys = keys;
    this.values = values;
  }

  @SuppressWarnings("unchecked") // It has none that could be of another type.
  static <K, V> SmallMap<K, V> of() {
    return (SmallMap<K, V>) EMPTY;
  }

  /** The same as {@code entries}, which may be one already. */
  static <K, V> SmallMap<K, V> of(Map<K, V> entries) {
    if (entries instanceof SmallMap<K, V> already) {
      return already;
    }
    SmallMap<K, V> all = of();
    for (Entry<K, V> entry : entries.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /** The one in which {@code key} has this value. */
  SmallMap<K, V> with(K key, V value) {
    int index = indexOf(key);
    if (index >= 0) {
      Object[] next = values.clone();
      next[index] = value;
      return new SmallMap<>(keys, next);
    }
    Object[] nextKeys = Arrays.copyOf(keys, keys.length + 1);
    Object[] nextValues = Arrays.copyOf(values, values.length + 1);
    nextKeys[keys.length] = key;
    nextValues[values.length] = value;
    return new SmallMap<>(nextKeys, nextValues);
  }

  /** The one that has no {@code key}. */
  SmallMap<K, V> without(K key) {
    int index = indexOf(key);
    return index < 0 ? this : new SmallMap<>(without(keys, index), without(values, index));
  }

  private static Object[] without(Object[] all, int index) {
    Object[] rest = Arrays.copyOf(all, all.length - 1);
    System.arraycopy(all, index + 1, rest, index, rest.length - index);
    return rest;
  }

  @SuppressWarnings("ReferenceEquality") // What is the same is equal, and mostly it is the same.
  private int indexOf(@Nullable Object key) {
    // Without a look into the keys: of a busy server's sessions few are in the processor's cache.
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] == key) {
        return i;
      }
    }
    for (int i = 0; i < keys.length; i++) {
      if (keys[i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int size() {
    return keys.length;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    int index = indexOf(key);
    return index < 0 ? null : valueAt(index);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return indexOf(key) >= 0;
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    for (int i = 0; i < keys.length; i++) {
      action.accept(keyAt(i), valueAt(i));
    }
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<K, V>> iterator() {
        return new Entries();
      }

      @Override
      public int size() {
        return keys.length;
      }
    };
  }

  private final class Entries implements Iterator<Entry<K, V>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < keys.length;
    }

    @Override
    public Entry<K, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int index = next++;
      return Map.entry(keyAt(index), valueAt(index));
    }
  }

  @SuppressWarnings("unchecked") // Only keys are put there.
  private K keyAt(int index) {
    return (K) keys[index];
  }

  @SuppressWarnings("unchecked") // Only values are put there.
  private V valueAt(int index) {
    return (V) values[index];
  }
}
