import { type Attempt, retry } from '@switchyard/runtime';
import {
  DeliverPolicy,
  type JetStreamManager,
  type NatsConnection,
  NatsError,
  StorageType,
  type StreamState,
} from 'nats';
import { asJetStreamFault } from '../nats/jetstream-fault';
import type { ConnectionLog, NatsClient } from '../nats/nats-client';
import {
  type KeepsValue,
  type KeyValueItem,
  type KeyValuePurge,
  type KeyValueSnapshot,
  type KeyValueState,
  type KeyValueStore,
  type KeyValueWatcher,
  type KeyValueWrite,
  refuseLargeValues,
  refuseWildcards,
  type WatchOptions,
} from './key-value-store';
import { writeFencedOver } from './nats-fenced-writes';
import { type FeedStart, openNatsFeed, ValuesSkippedError } from './nats-feed';
import { ValuePages } from './value-pages';

const REQUEST_TIMEOUT_MS = 5_000;
/** Reading ends after this long without a value: how many there are is up to anybody who writes to NATS. */
const READ_SILENCE_MAX_MS = 60_000;
const REOPEN_BACKOFF = { firstMs: 100, mostMs: 2_000 };
/** How much of the server's message limit a write's headers may use. */
const HEADER_BYTES_MAX = 512;
/** The server carries out one purge after the other, so more in flight would only wait longer. */
const PURGES_IN_FLIGHT_MAX = 64;
const NO_MESSAGE_FOUND_CODE = 10037;

/** The wildcard for any rest of a subject. */
const EVERY_KEY = '>';

/** A key's value as a feed delivers it; null for a deletion. */
interface NewestValue {
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly sequence: number;
}

export interface NatsBucketOptions {
  readonly log: ConnectionLog;
  /** How long a value is kept after it was written; forever if not set. */
  readonly ttlMs?: number;
}

/**
 * A JetStream key-value bucket that keeps one value per key. It is created on first use. A deletion marker, which other
 * clients may write, counts as a value in `state()`.
 */
export class NatsKeyValueStore implements KeyValueStore {
  readonly #client: NatsClient;
  readonly #bucket: string;
  readonly #options: NatsBucketOptions;
  /**
   * The connection on which the bucket was seen. Forgotten when the server was away, because it may come back empty.
   */
  #seenOn: NatsConnection | null = null;

  constructor(client: NatsClient, bucket: string, options: NatsBucketOptions) {
    this.#client = client;
    this.#bucket = bucket;
    this.#options = options;
    client.onConnected(() => {
      this.#seenOn = null;
    });
  }

  async read(keeps: KeepsValue = () => true): Promise<KeyValueSnapshot> {
    const connection = await this.#open();
    // Read before the keys, so that the first fenced write proves that nothing was written while they were read.
    const { last_seq: lastSequence } = await this.#streamState(connection);
    const entries = await this.#readAll(connection, DeliverPolicy.All, keeps).catch((error: unknown) => {
      if (error instanceof ValuesSkippedError) return this.#readAll(connection, DeliverPolicy.LastPerSubject, keeps);
      throw error;
    });
    return { entries, lastSequence };
  }

  async #readAll(
    connection: NatsConnection,
    start: FeedStart,
    keeps: KeepsValue,
  ): Promise<ReadonlyMap<string, KeyValueItem>> {
    const entries = new Map<string, KeyValueItem>();
    const pages = new ValuePages();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`timed out reading ${this.#bucket}`)), READ_SILENCE_MAX_MS);
    promise.catch(() => undefined);
    try {
      const close = await openNatsFeed(connection, this.#bucket, EVERY_KEY, start, {
        onEntry: (key, value, sequence) => {
          timer.refresh();
          if (value === null || !keeps(key, value, sequence)) entries.delete(key);
          else entries.set(key, { value: pages.copy(value), sequence });
        },
        onCaughtUp: resolve,
        onBroken: reject,
      });
      await promise.finally(close);
    } finally {
      clearTimeout(timer);
    }
    return entries;
  }

  async state(): Promise<KeyValueState> {
    const { last_seq: lastSequence, messages: keyCount } = await this.#streamState(await this.#open());
    return { lastSequence, keyCount };
  }

  async writeFenced(writes: readonly KeyValueWrite[], lastSequence: number): Promise<number> {
    if (writes.length === 0) return lastSequence;
    const connection = await this.#open();
    refuseLargeValues(writes, this.#valueBytesMax(connection));
    try {
      await writeFencedOver({
        connection,
        subjectOf: (key) => this.#subject(key),
        writes,
        lastSequence,
        onDisconnected: (listener) => this.#client.onDisconnected(listener),
      });
    } catch (error) {
      this.#seenOn = null;
      throw error;
    }
    return lastSequence + writes.length;
  }

  async put(key: string, value: Uint8Array): Promise<void> {
    const connection = await this.#open();
    refuseLargeValues([{ key, value }], this.#valueBytesMax(connection));
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(() => undefined);
    // An acknowledgement that was on its way then never comes.
    const forget = this.#client.onDisconnected(() =>
      lost.reject(new Error('lost the connection to NATS while writing')),
    );
    const stored = connection.jetstream({ timeout: REQUEST_TIMEOUT_MS }).publish(this.#subject(key), value);
    stored.catch(() => undefined);
    try {
      await Promise.race([stored, lost.promise]);
    } catch (error) {
      this.#seenOn = null;
      throw asJetStreamFault(error);
    } finally {
      forget();
    }
  }

  async purge(purges: readonly KeyValuePurge[]): Promise<number> {
    refuseWildcards(purges);
    // In the order of the stream, so that consecutive purges need the same block of it.
    const ordered = purges.toSorted((left, right) => left.upToSequence - right.upToSequence);
    const connection = await this.#open();
    let removed = 0;
    try {
      const manager = await this.#manager(connection);
      for (let start = 0; start < ordered.length; start += PURGES_IN_FLIGHT_MAX) {
        const batch = ordered.slice(start, start + PURGES_IN_FLIGHT_MAX);
        await this.#loadBlock(manager, batch);
        const counts = await Promise.all(batch.map((purge) => this.#purgeKey(manager, purge)));
        removed += counts.reduce((sum, count) => sum + count, 0);
      }
    } catch (error) {
      this.#seenOn = null;
      throw asJetStreamFault(error);
    }
    return removed;
  }

  watch(watcher: KeyValueWatcher, options: WatchOptions = {}): () => void {
    const stopping = new AbortController();
    void this.#watchOn(watcher, options, stopping.signal);
    return () => stopping.abort();
  }

  /** Reopens the watch until it is stopped or the client is closed. */
  async #watchOn(watcher: KeyValueWatcher, options: WatchOptions, signal: AbortSignal): Promise<void> {
    let start: FeedStart = DeliverPolicy.All;
    const watch = ({ succeeded }: Attempt) =>
      this.#watchOnce(watcher, options, start, signal, succeeded).catch((error: unknown) => {
        start = error instanceof ValuesSkippedError ? DeliverPolicy.LastPerSubject : DeliverPolicy.All;
        if (!signal.aborted) watcher.onUnavailable?.(error instanceof Error ? error : new Error(String(error)));
        throw error;
      });
    const lasting = retry(watch, {
      what: `watch ${this.#bucket}`,
      backoff: REOPEN_BACKOFF,
      failuresMax: Infinity,
      signal,
      isRetryable: () => !this.#client.closed,
      wakeOn: (wake) => this.#client.onConnected(wake),
      log: this.#options.log,
    });
    await lasting.catch(() => undefined);
  }

  /**
   * One watch, until it breaks or the server comes back, which may be long before missing heartbeats are noticed;
   * requests that it received before it went down are never answered.
   *
   * @throws always: why the watch ended
   */
  async #watchOnce(
    watcher: KeyValueWatcher,
    { onlyKey = EVERY_KEY, firstKey }: WatchOptions,
    start: FeedStart,
    signal: AbortSignal,
    onCaughtUp: () => void,
  ): Promise<never> {
    const { promise: ended, reject } = Promise.withResolvers<never>();
    let live = true;
    const end = (reason: unknown) => {
      // At once: entries of the same packet would still be delivered until the promise is seen to be rejected.
      live = false;
      reject(reason);
    };
    let isReached = this.#client.connected;
    const opening = this.#client.reachable(REQUEST_TIMEOUT_MS).then(async () => {
      isReached = true;
      const connection = await this.#open();
      const first = firstKey === undefined ? null : await this.#newest(connection, firstKey);
      if (live) watcher.onReset();
      if (live && first !== null) watcher.onEntry(first.key, first.value, first.sequence);
      return openNatsFeed(connection, this.#bucket, onlyKey, start, {
        onEntry: (entryKey, value, sequence) => {
          if (live) watcher.onEntry(entryKey, value, sequence);
        },
        onCaughtUp: () => {
          if (!live) return;
          onCaughtUp();
          watcher.onCaughtUp();
          watcher.onCurrent?.();
        },
        onCurrent: () => {
          if (live) watcher.onCurrent?.();
        },
        onBroken: end,
      });
    });
    opening.catch(end);
    // The first connection is what the watch waits for.
    const forget = this.#client.onConnected(() => {
      if (isReached) end(new Error('the connection to NATS was lost and restored'));
    });
    const forgetRefused = this.#client.onRefused((reason) => watcher.onUnavailable?.(reason));
    const stop = () => end(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await ended;
    } finally {
      this.#seenOn = null;
      signal.removeEventListener('abort', stop);
      forget();
      forgetRefused();
      opening.then(
        (close) => close(),
        () => undefined,
      );
    }
  }

  /**
   * The newest value of one key. By a feed, because a direct get would need another permission of NATS. Null if it has none.
   */
  async #newest(connection: NatsConnection, key: string): Promise<NewestValue | null> {
    const { promise, resolve, reject } = Promise.withResolvers<NewestValue | null>();
    promise.catch(() => undefined);
    let newest: NewestValue | null = null;
    const close = await openNatsFeed(connection, this.#bucket, key, DeliverPolicy.Last, {
      onEntry: (entryKey, value, sequence) => (newest = { key: entryKey, value, sequence }),
      onCaughtUp: () => resolve(newest),
      onBroken: reject,
    });
    return promise.finally(close);
  }

  /** JetStream's `seq` is exclusive. */
  async #purgeKey(manager: JetStreamManager, { key, upToSequence }: KeyValuePurge): Promise<number> {
    const { purged } = await manager.streams.purge(this.#stream, {
      filter: this.#subject(key),
      seq: upToSequence + 1,
    });
    return purged;
  }

  /**
   * Has the server load the block of the stream that the first of these purges needs, by asking for its message. A
   * server of 2.9 keeps a block in memory that was asked for, but for each purge of a block that is not in memory it
   * loads the block from the disk (up to 8 MB) and forgets it again: 6 ms instead of 0.4 ms.
   */
  async #loadBlock(manager: JetStreamManager, [first]: readonly KeyValuePurge[]): Promise<void> {
    if (first === undefined) return;
    try {
      await manager.streams.getMessage(this.#stream, { last_by_subj: this.#subject(first.key) });
    } catch (error) {
      if (errorCodeOf(error) !== NO_MESSAGE_FOUND_CODE) throw error;
    }
  }

  async #streamState(connection: NatsConnection): Promise<StreamState> {
    try {
      const manager = await this.#manager(connection);
      return (await manager.streams.info(this.#stream)).state;
    } catch (error) {
      this.#seenOn = null;
      throw asJetStreamFault(error);
    }
  }

  #manager(connection: NatsConnection): Promise<JetStreamManager> {
    return connection.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
  }

  get #stream(): string {
    return `KV_${this.#bucket}`;
  }

  #subject(key: string): string {
    return `$KV.${this.#bucket}.${key}`;
  }

  #valueBytesMax(connection: NatsConnection): number {
    return (connection.info?.max_payload ?? 0) - HEADER_BYTES_MAX;
  }

  /** The connection, after ensuring that the bucket exists. */
  async #open(): Promise<NatsConnection> {
    const connection = await this.#client.reachable(REQUEST_TIMEOUT_MS);
    if (this.#seenOn === connection) return connection;
    const { ttlMs } = this.#options;
    try {
      await connection.jetstream({ timeout: REQUEST_TIMEOUT_MS }).views.kv(this.#bucket, {
        history: 1,
        storage: StorageType.File,
        ...(ttlMs === undefined ? {} : { ttl: ttlMs }),
      });
    } catch (error) {
      throw asJetStreamFault(error);
    }
    this.#seenOn = connection;
    return connection;
  }
}

function errorCodeOf(error: unknown): number | undefined {
  return error instanceof NatsError ? error.api_error?.err_code : undefined;
}
