/**
 * Puts the server's timestamps on this machine's clock, so that a plot needs only one.
 * The offset is the greatest seen of (sent by the server − received here): the message that took
 * the least time tells most. Every other only arrives later than it might have.
 */
export class ServerClock {
  #offsetMillis: number | null = null;

  /** When the message was sent, in milliseconds of the local clock; `now` where it does not say. */
  localTime(timestamp: string | undefined, now: number): number {
    const sentAt = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
    if (Number.isNaN(sentAt)) return now;
    this.#offsetMillis = Math.max(this.#offsetMillis ?? sentAt - now, sentAt - now);
    return sentAt - this.#offsetMillis;
  }
}
