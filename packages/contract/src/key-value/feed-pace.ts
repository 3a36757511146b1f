/** How many bytes the server sends to a feed before the first one is acknowledged by flow control (`maxpb`, NATS 2.9 to 2.15). */
const FIRST_WINDOW_BYTES = 2 * 1_024 * 1_024;
/** Each acknowledgement doubles that, whatever the connection carries, up to this (`JsFlowControlMaxPending`). */
const WINDOW_BYTES_MAX = 32 * 1_024 * 1_024;
/**
 * How long what the server has sent may wait on its way. Behind it waits everything else on the connection: the server closes
 * one that takes no bytes for 10 seconds, and the client one on which pings go unanswered for as long.
 */
const QUEUE_MS_MAX = 3_000;
/** The part of a connection's measured rate that a feed may use. */
const SHARE = 0.9;
/** A rate within this part of the limit is what the limit allows. */
const LIMIT_TOLERANCE = 0.8;

/**
 * How fast a feed arrives while it catches up. A feed on a slow connection needs a limit: the server does not find out by
 * itself, sends more than the connection can carry in time, and loses it again and again.
 */
export class FeedPace {
  #windowBytes = FIRST_WINDOW_BYTES;
  #limit: number | null = null;
  #lastMs: number | null = null;
  #elapsedMs = 0;
  #bytes = 0;
  #longestGapMs = 0;
  #bytesAfterGap = 0;

  /** A message of the feed has arrived. */
  note(bytes: number, nowMs: number): void {
    const gapMs = nowMs - (this.#lastMs ?? nowMs);
    const isFirst = this.#lastMs === null;
    this.#lastMs = nowMs;
    if (isFirst) return;
    this.#elapsedMs += gapMs;
    this.#bytes += bytes;
    if (gapMs <= this.#longestGapMs) return;
    this.#longestGapMs = gapMs;
    this.#bytesAfterGap = bytes;
  }

  /**
   * The server asks for an acknowledgement. The longest gap since the last one does not count: there, the server may have
   * waited for that acknowledgement.
   *
   * @returns the limit that the feed needs first, in bytes per second; null if it can stay as it is
   */
  limitBeforeAcknowledging(): number | null {
    this.#windowBytes = Math.min(this.#windowBytes * 2, WINDOW_BYTES_MAX);
    const bytesPerSecond = ((this.#bytes - this.#bytesAfterGap) / (this.#elapsedMs - this.#longestGapMs)) * 1_000;
    this.#elapsedMs = this.#bytes = this.#longestGapMs = this.#bytesAfterGap = 0;
    // Nothing can be said of two messages, nor of many that came at once.
    if (!Number.isFinite(bytesPerSecond) || bytesPerSecond <= 0) return null;
    if ((this.#windowBytes / bytesPerSecond) * 1_000 <= QUEUE_MS_MAX) return null;
    if (this.#limit !== null && bytesPerSecond >= this.#limit * LIMIT_TOLERANCE) return null;
    this.#limit = Math.ceil(bytesPerSecond * SHARE);
    return this.#limit;
  }
}
