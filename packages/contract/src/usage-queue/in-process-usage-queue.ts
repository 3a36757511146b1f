import { pause } from '@switchyard/runtime';
import { handleMessage } from './handle-message';
import {
  USAGE_IN_HAND_MAX,
  USAGE_QUEUE_BYTES_MAX,
  type QueuedUsage,
  type UsageBacklog,
  type UsageQueue,
  UsageQueueFullError,
} from './usage-queue';

const SETTLED_POLL_MS = 5;

interface Stored {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly id: string;
}

class Consumer {
  readonly inHand = new Set<Promise<void>>();

  constructor(readonly onMessage: (message: QueuedUsage) => Promise<void>) {}
}

/** The queue within one process, for a program that is both planes. What it holds ends with the process. */
export class InProcessUsageQueue implements UsageQueue {
  readonly #waiting: Stored[] = [];
  readonly #consumers = new Set<Consumer>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #bytesMax: number;
  #heldMessages = 0;
  #heldBytes = 0;
  #lastId = 0;

  constructor({ bytesMax = USAGE_QUEUE_BYTES_MAX }: { readonly bytesMax?: number } = {}) {
    this.#bytesMax = bytesMax;
  }

  publish(subject: string, bytes: Uint8Array): Promise<void> {
    if (this.#heldBytes + bytes.byteLength > this.#bytesMax) {
      return Promise.reject(new UsageQueueFullError('the usage queue is full'));
    }
    this.#heldBytes += bytes.byteLength;
    this.#heldMessages += 1;
    this.#lastId += 1;
    this.#waiting.push({ subject, bytes: bytes.slice(), id: String(this.#lastId) });
    setImmediate(() => this.#deliver());
    return Promise.resolve();
  }

  backlog(): Promise<UsageBacklog> {
    return Promise.resolve({ messages: this.#heldMessages, bytes: this.#heldBytes });
  }

  consume(onMessage: (message: QueuedUsage) => Promise<void>): () => Promise<void> {
    const consumer = new Consumer(onMessage);
    this.#consumers.add(consumer);
    setImmediate(() => this.#deliver());
    return async () => {
      this.#consumers.delete(consumer);
      await Promise.all(consumer.inHand);
    };
  }

  /** Resolves when all that was published is settled, or after this time. */
  async settled(msMax: number): Promise<void> {
    const deadlineMs = performance.now() + msMax;
    while (this.#heldBytes > 0 && performance.now() < deadlineMs) await pause(SETTLED_POLL_MS);
  }

  #deliver(): void {
    for (const consumer of this.#consumers) {
      while (consumer.inHand.size < USAGE_IN_HAND_MAX) {
        const stored = this.#waiting.shift();
        if (stored === undefined) return;
        this.#handOver(consumer, stored);
        // The others of the group take their turns.
        this.#consumers.delete(consumer);
        this.#consumers.add(consumer);
      }
    }
  }

  #handOver(consumer: Consumer, stored: Stored): void {
    let isSettled = false;
    const settle = () => {
      if (!isSettled) {
        this.#heldBytes -= stored.bytes.byteLength;
        this.#heldMessages -= 1;
      }
      isSettled = true;
      return Promise.resolve();
    };
    const retry = (delayMs: number) => {
      if (isSettled) return;
      isSettled = true;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#waiting.push(stored);
        this.#deliver();
      }, delayMs).unref();
      this.#timers.add(timer);
    };
    const message = { ...stored, done: settle, giveUp: settle, retry };
    const handled = handleMessage(message, (given) => consumer.onMessage(given)).then(() => {
      consumer.inHand.delete(handled);
      this.#deliver();
    });
    consumer.inHand.add(handled);
  }
}
