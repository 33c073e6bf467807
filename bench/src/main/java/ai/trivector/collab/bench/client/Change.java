package ai.trivector.collab.bench.client;

import org.jspecify.annotations.Nullable;

/** A numbered message that changes parameters, until it has had its outcome. On its loop only. */
public final class Change {

  /** In the place of a base, where the message is to say none. */
  static final long NO_BASE = -1;

  private final long n;
  private final long baseSeq;
  private final double[] values;
  private final @Nullable String strategy;

  /** When it was last sent, for the time until others see it. */
  private long sentNanos;

  private @Nullable Connection over;
  private boolean resent;

  /**
   * @param values by the parameter's place in {@link Params#NAMES}; NaN where it is not changed
   * @param strategy where it settles a conflict
   */
  Change(long n, long baseSeq, double[] values, @Nullable String strategy) {
    this.n = n;
    this.baseSeq = baseSeq;
    this.values = values;
    this.strategy = strategy;
  }

  public long n() {
    return n;
  }

  /** What of it no conflict has taken away: NaN where nothing is left. */
  public double value(int param) {
    return values[param];
  }

  /** The one parameter that it changes, or -1 where there are several. */
  public int only() {
    int only = -1;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        if (only >= 0) {
          return -1;
        }
        only = i;
      }
    }
    return only;
  }

  public boolean resent() {
    return resent;
  }

  public boolean resolves() {
    return strategy != null;
  }

  public long sentNanos() {
    return sentNanos;
  }

  void sent(long nowNanos, Connection connection) {
    resent = sentNanos != 0;
    sentNanos = nowNanos;
    over = connection;
  }

  boolean wasSentOver(Connection connection) {
    return over == connection;
  }

  /** One parameter conflicts; true if nothing is left to wait for. */
  boolean conflicted(int param) {
    values[param] = Double.NaN;
    return Params.isEmpty(values);
  }

  String json() {
    StringBuilder json = new StringBuilder(128);
    json.append("{\"type\":\"").append(strategy == null ? "param:update" : "conflict:resolved");
    json.append("\",\"n\":").append(n);
    if (baseSeq != NO_BASE) {
      json.append(",\"baseSeq\":").append(baseSeq);
    }
    json.append(",\"payload\":{");
    int first = json.length();
    for (int param = 0; param < values.length; param++) {
      if (Double.isNaN(values[param])) {
        continue;
      }
      if (json.length() > first) {
        json.append(',');
      }
      if (strategy == null) {
        json.append('"').append(Params.NAMES.get(param)).append("\":").append(values[param]);
      } else {
        json.append("\"param\":\"").append(Params.NAMES.get(param));
        json.append("\",\"resolvedValue\":").append(values[param]);
        json.append(",\"strategy\":\"").append(strategy).append('"');
      }
    }
    return json.append("}}").toString();
  }
}
