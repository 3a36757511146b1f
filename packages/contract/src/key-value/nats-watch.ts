import { pause as pauseFor } from '@switchyard/runtime';
import { DeliverPolicy, type NatsConnection } from 'nats';
import type { ConnectionLog, NatsClient } from '../nats/nats-client';
import type { FeedStart } from './feed-consumer';
import type { KeyValueWatcher, WatchOptions } from './key-value-store';
import { openNatsFeed, ValuesSkippedError } from './nats-feed';

/** The waits after failures, while the connection stays up: they double, and jitter shortens each by up to half. */
const REOPEN_BACKOFF = { firstMs: 100, mostMs: 5_000 };
/**
 * All programs find out at the same time that NATS is back, and each needs the whole bucket again. So each waits for a random
 * part of this time. It doubles each time that the connection is lost again before the watch has caught up.
 */
export const RECONNECT_SPREAD = { firstMs: 2_000, mostMs: 30_000 };

/** The wildcard for any rest of a subject. */
export const EVERY_KEY = '>';

/** What decides when a watch is opened again; for tests. */
export interface ReopenTimes {
  /** A random number from 0 to 1. */
  readonly random?: () => number;
  /** Waits; resolves early when the signal is aborted. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface NatsWatchOptions extends WatchOptions, ReopenTimes {
  readonly client: NatsClient;
  readonly bucket: string;
  readonly log: ConnectionLog;
  /** The connection, after ensuring that the bucket exists. */
  readonly open: () => Promise<NatsConnection>;
  /** The watch broke: the bucket may be gone. */
  readonly onBroken: () => void;
}

/** A key's value as a feed delivers it; null for a deletion. */
interface NewestValue {
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly sequence: number;
}

/** The connection that the watch was on is gone. */
class ConnectionLostError extends Error {
  constructor() {
    super('lost the connection to NATS');
  }
}

/**
 * A watch of a bucket, opened again whenever it breaks, until it is stopped or the client is closed. It has one consumer at a
 * time, always of the same name, so none is left behind, however often the connection is lost.
 */
export class NatsWatch {
  readonly #options: NatsWatchOptions;
  readonly #watcher: KeyValueWatcher;
  readonly #stopping = new AbortController();
  /** Aborted when the watch is stopped, or the client closed. */
  readonly #over: AbortSignal;
  #start: FeedStart = DeliverPolicy.All;
  /** Since it last caught up. */
  #failures = 0;
  /** How many of the failures were a lost connection. */
  #losses = 0;
  /** Whether NATS was away when the client first tried to connect: then others may have waited for it as well. */
  #wasRefused = false;

  constructor(watcher: KeyValueWatcher, options: NatsWatchOptions) {
    this.#watcher = watcher;
    this.#options = options;
    this.#over = AbortSignal.any([this.#stopping.signal, options.client.closing]);
    void this.#run();
  }

  stop(): void {
    this.#stopping.abort();
  }

  get #isOver(): boolean {
    return this.#over.aborted;
  }

  async #run(): Promise<void> {
    const { client } = this.#options;
    const forget = client.onRefused((reason) => {
      this.#wasRefused = true;
      if (!this.#isOver) this.#watcher.onUnavailable?.(reason);
    });
    while (!this.#isOver) {
      const error = await this.#watchOnce().catch((reason: unknown) => reason);
      if (!this.#isOver) await this.#recover(error);
    }
    forget();
  }

  async #recover(error: unknown): Promise<void> {
    const { bucket, log, onBroken } = this.#options;
    onBroken();
    this.#start = error instanceof ValuesSkippedError ? DeliverPolicy.LastPerSubject : DeliverPolicy.All;
    this.#failures += 1;
    if (error instanceof ConnectionLostError) this.#losses += 1;
    if (this.#failures === 1) log.warn({ err: error }, `cannot watch ${bucket}; retrying`);
    this.#watcher.onUnavailable?.(error instanceof Error ? error : new Error(String(error)));
    await this.#waitToReopen(error);
  }

  #caughtUp(): void {
    const { bucket, log } = this.#options;
    if (this.#failures > 0) log.info({ failures: this.#failures }, `succeeded after failures: watch ${bucket}`);
    this.#failures = this.#losses = 0;
  }

  async #waitToReopen(error: unknown): Promise<void> {
    const { random = Math.random } = this.#options;
    const backoffMs = Math.min(REOPEN_BACKOFF.firstMs * 2 ** (this.#failures - 1), REOPEN_BACKOFF.mostMs);
    let waitMs = error instanceof ConnectionLostError ? this.#spreadMs() : backoffMs * (0.5 + random() / 2);
    while (!(await this.#pauseConnected(waitMs)) && !this.#isOver) {
      await this.#connected();
      waitMs = this.#spreadMs();
    }
  }

  #spreadMs(): number {
    const { random = Math.random } = this.#options;
    const doublings = Math.max(this.#losses - 1, 0);
    return random() * Math.min(RECONNECT_SPREAD.firstMs * 2 ** doublings, RECONNECT_SPREAD.mostMs);
  }

  /** Waits. @returns false if the connection was lost, or the watch stopped, before the time was over */
  async #pauseConnected(ms: number): Promise<boolean> {
    const { client, pause = pauseFor } = this.#options;
    if (!client.connected) return false;
    const ending = new AbortController();
    const end = () => ending.abort();
    const forget = [client.onDisconnected(end), this.#onOver(end)];
    await pause(ms, ending.signal);
    for (const each of forget) each();
    return client.connected && !ending.signal.aborted;
  }

  /** Resolves when the client is connected, or the watch is over. */
  async #connected(): Promise<void> {
    const { client } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const forget = [client.onConnected(resolve), this.#onOver(resolve)];
    if (client.connected || this.#isOver) resolve();
    await promise;
    for (const each of forget) each();
  }

  #onOver(callback: () => void): () => void {
    const called = () => callback();
    this.#over.addEventListener('abort', called, { once: true });
    return () => this.#over.removeEventListener('abort', called);
  }

  /**
   * One watch, until it breaks or the connection is lost, long before missing heartbeats are noticed: requests that a server
   * received before it went down are never answered.
   *
   * @throws always: why the watch ended
   */
  async #watchOnce(): Promise<never> {
    const { client } = this.#options;
    const ending = new AbortController();
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const end = (reason: unknown) => {
      // At once: entries of the same packet would still be delivered until the promise is seen to be rejected.
      ending.abort(reason);
      reject(reason);
    };
    let isReached = client.connected;
    // The first connection is what the watch waits for.
    const lost = () => {
      if (isReached) end(new ConnectionLostError());
    };
    const isFirst = this.#failures === 0;
    const opening = this.#options.open().then(async (connection) => {
      isReached = true;
      if (isFirst && this.#wasRefused) await this.#pauseConnected(this.#spreadMs());
      return this.#openFeed(connection, end, ending.signal);
    });
    opening.catch(end);
    const stop = () => end(this.#over.reason);
    const forget = [client.onConnected(lost), client.onDisconnected(lost), this.#onOver(stop)];
    try {
      return await ended;
    } finally {
      for (const each of forget) each();
      opening.then(
        (close) => close(),
        () => undefined,
      );
    }
  }

  /** @param end called with the reason when the feed breaks */
  async #openFeed(
    connection: NatsConnection,
    end: (reason: unknown) => void,
    signal: AbortSignal,
  ): Promise<() => void> {
    const { bucket, name, onlyKey: key = EVERY_KEY, firstKey } = this.#options;
    const watcher = this.#watcher;
    const first = firstKey === undefined ? null : await this.#newest(connection, firstKey, signal);
    signal.throwIfAborted();
    watcher.onReset();
    if (first !== null) watcher.onEntry(first.key, first.value, first.sequence);
    const options = { bucket, name, key, start: this.#start, signal };
    return openNatsFeed(connection, options, {
      onEntry: (entryKey, value, sequence) => {
        if (!signal.aborted) watcher.onEntry(entryKey, value, sequence);
      },
      onCaughtUp: () => {
        if (signal.aborted) return;
        this.#caughtUp();
        watcher.onCaughtUp();
        watcher.onCurrent?.();
      },
      onCurrent: () => {
        if (!signal.aborted) watcher.onCurrent?.();
      },
      onBroken: end,
    });
  }

  /**
   * The newest value of one key. By a feed, because a direct get would need another permission of NATS. Null if it has none.
   */
  async #newest(connection: NatsConnection, key: string, signal: AbortSignal): Promise<NewestValue | null> {
    const { bucket, name } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<NewestValue | null>();
    promise.catch(() => undefined);
    let newest: NewestValue | null = null;
    const options = { bucket, name, key, start: DeliverPolicy.Last, signal } as const;
    const close = await openNatsFeed(connection, options, {
      onEntry: (entryKey, value, sequence) => (newest = { key: entryKey, value, sequence }),
      onCaughtUp: () => resolve(newest),
      onBroken: reject,
    });
    return promise.finally(close);
  }
}
