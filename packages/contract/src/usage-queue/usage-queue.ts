/** The queue holds as much as it may: what was published is not stored, and may be later. */
export class UsageQueueFullError extends Error {
  override readonly name = 'UsageQueueFullError';
}

/** A message of the queue, delivered to one consumer at a time. One that is not settled in time is delivered again. */
export interface QueuedUsage {
  readonly subject: string;
  readonly bytes: Uint8Array;
  /** Identifies the message in its queue. */
  readonly id: string;
  /** It is absorbed and leaves the queue. Resolves once the queue knows. */
  done(): Promise<void>;
  /** It is delivered again, to whichever consumer, after this time; nothing if it was settled before. Never throws. */
  retry(delayMs: number): void;
  /** It leaves the queue without having been absorbed. */
  giveUp(): Promise<void>;
}

/** Data planes publish. */
export interface UsagePublisher {
  /**
   * Resolves once the message is stored.
   *
   * @param messageId the same id within minutes is stored once, which only saves work: consumers must know what they absorbed
   * @throws UsageQueueFullError; any other error if the queue cannot be reached, after which the message may be stored
   */
  publish(subject: string, bytes: Uint8Array, messageId: string): Promise<void>;
}

/** What the queue holds. */
export interface UsageBacklog {
  readonly messages: number;
  readonly bytes: number;
}

export interface UsageQueue extends UsagePublisher {
  /** What it holds now. @throws if the queue cannot be reached */
  backlog(): Promise<UsageBacklog>;
  /**
   * Consumes as one of a group of control planes: each message is delivered to one of them. Begins and goes on in the background,
   * whenever the queue can be reached.
   *
   * @param onMessage called with at most `USAGE_IN_HAND_MAX` messages at once; must settle the message. If it rejects, the
   *   message is delivered again
   * @returns a function that stops, and resolves when the messages in hand are settled
   */
  consume(onMessage: (message: QueuedUsage) => Promise<void>): () => Promise<void>;
}

/** How many messages a consumer has in hand at once. */
export const USAGE_IN_HAND_MAX = 8;
/** What the queue holds at most, in bytes. A full one refuses new messages, which then wait in the data planes' spools. */
export const USAGE_QUEUE_BYTES_MAX = 256 * 1_024 * 1_024;
/** How long a consumer may have a message in hand before it is delivered to another. */
export const USAGE_SETTLE_MS_MAX = 30_000;
