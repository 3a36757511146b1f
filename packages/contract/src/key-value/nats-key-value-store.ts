import { DeliverPolicy, type JetStreamManager, type NatsConnection, nuid, type StreamInfo } from 'nats';
import { asJetStreamFault, errorCodeOf } from '../nats/jetstream-fault';
import type { ConnectionLog, NatsClient } from '../nats/nats-client';
import { deleteConsumer, type FeedStart, REQUEST_TIMEOUT_MS } from './feed-consumer';
import { BUCKET_MESSAGE_BYTES_MAX, type BucketLimits, ROUTING_TABLE_LIMITS } from './bucket-limits';
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
  refuseUnusableName,
  refuseWildcards,
  type StoreProblem,
  type WatchOptions,
} from './key-value-store';
import { bucketProblems, ensureBucket, streamOf } from './nats-bucket';
import { writeFencedOver } from './nats-fenced-writes';
import { openNatsFeed, ValuesSkippedError } from './nats-feed';
import { EVERY_KEY, NatsWatch, type ReopenTimes } from './nats-watch';
import { ValuePages } from './value-pages';

/** Reading ends after this long without a value: how many there are is up to anybody who writes to NATS. */
const READ_SILENCE_MAX_MS = 60_000;
/** How much of the limit of a message a write's headers may use. */
const HEADER_BYTES_MAX = 512;
/** The server carries out one purge after the other, so more in flight would only wait longer. */
const PURGES_IN_FLIGHT_MAX = 64;
const NO_MESSAGE_FOUND_CODE = 10037;

export interface NatsBucketOptions extends ReopenTimes {
  readonly log: ConnectionLog;
  /** What the bucket is created with; by default `ROUTING_TABLE_LIMITS`. */
  readonly limits?: BucketLimits;
}

/**
 * A JetStream key-value bucket that keeps one value per key. It is created on first use. A deletion marker, which other
 * clients may write, counts as a value in `state()`.
 */
export class NatsKeyValueStore implements KeyValueStore {
  readonly #client: NatsClient;
  readonly #bucket: string;
  readonly #options: NatsBucketOptions;
  readonly #limits: BucketLimits;
  /** What they were the last time. */
  #problems: readonly StoreProblem[] = [];
  /** The present ones, by name. */
  readonly #watches = new Map<string, NatsWatch>();
  /**
   * The connection on which the bucket was seen. Forgotten when the server was away, because it may come back empty.
   */
  #seenOn: NatsConnection | null = null;

  constructor(client: NatsClient, bucket: string, options: NatsBucketOptions) {
    this.#client = client;
    this.#bucket = bucket;
    this.#options = options;
    this.#limits = options.limits ?? ROUTING_TABLE_LIMITS;
    client.onConnected(() => {
      this.#seenOn = null;
    });
  }

  async read(keeps: KeepsValue = () => true): Promise<KeyValueSnapshot> {
    const connection = await this.#open();
    // Read before the keys, so that the first fenced write proves that nothing was written while they were read.
    const {
      state: { last_seq: lastSequence },
    } = await this.#streamInfo(connection);
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
    const name = `read-${nuid.next()}`;
    const entries = new Map<string, KeyValueItem>();
    const pages = new ValuePages();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`timed out reading ${this.#bucket}`)), READ_SILENCE_MAX_MS);
    promise.catch(() => undefined);
    try {
      const close = await openNatsFeed(
        connection,
        { bucket: this.#bucket, name, key: EVERY_KEY, start },
        {
          onEntry: (key, value, sequence) => {
            timer.refresh();
            if (value === null || !keeps(key, value, sequence)) entries.delete(key);
            else entries.set(key, { value: pages.copy(value), sequence });
          },
          onCaughtUp: resolve,
          onBroken: reject,
        },
      );
      await promise.finally(close);
    } finally {
      clearTimeout(timer);
      this.#removeConsumer(connection, name);
    }
    return entries;
  }

  async state(): Promise<KeyValueState> {
    const { state } = await this.#streamInfo(await this.#open());
    return { lastSequence: state.last_seq, keyCount: state.messages };
  }

  async problems(): Promise<readonly StoreProblem[]> {
    const info = await this.#streamInfo(await this.#open());
    this.#problems = bucketProblems(this.#bucket, info, this.#limits, this.#problems);
    return this.#problems;
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

  watch(watcher: KeyValueWatcher, options: WatchOptions): () => void {
    const { name } = options;
    refuseUnusableName(name);
    if (this.#watches.has(name)) throw new Error(`${this.#bucket} is watched as ${name} already`);
    const watch = new NatsWatch(watcher, {
      ...this.#options,
      ...options,
      client: this.#client,
      bucket: this.#bucket,
      open: () => this.#open(),
      onBroken: () => (this.#seenOn = null),
    });
    this.#watches.set(name, watch);
    return () => {
      watch.stop();
      if (this.#watches.get(name) === watch) this.#watches.delete(name);
    };
  }

  /** It does not matter if this fails: the server removes a consumer that nobody listens to. */
  #removeConsumer(connection: NatsConnection, name: string): void {
    this.#manager(connection)
      .then((manager) => deleteConsumer(manager, this.#bucket, name))
      .catch(() => undefined);
  }

  /** JetStream's `seq` is exclusive. */
  async #purgeKey(manager: JetStreamManager, { key, upToSequence }: KeyValuePurge): Promise<number> {
    const { purged } = await manager.streams.purge(streamOf(this.#bucket), {
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
      await manager.streams.getMessage(streamOf(this.#bucket), { last_by_subj: this.#subject(first.key) });
    } catch (error) {
      if (errorCodeOf(error) !== NO_MESSAGE_FOUND_CODE) throw error;
    }
  }

  async #streamInfo(connection: NatsConnection): Promise<StreamInfo> {
    try {
      const manager = await this.#manager(connection);
      return await manager.streams.info(streamOf(this.#bucket));
    } catch (error) {
      this.#seenOn = null;
      throw asJetStreamFault(error);
    }
  }

  #manager(connection: NatsConnection): Promise<JetStreamManager> {
    return connection.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
  }

  #subject(key: string): string {
    return `$KV.${this.#bucket}.${key}`;
  }

  #valueBytesMax(connection: NatsConnection): number {
    return Math.min(connection.info?.max_payload ?? 0, BUCKET_MESSAGE_BYTES_MAX) - HEADER_BYTES_MAX;
  }

  /** The connection, after ensuring that the bucket exists. */
  async #open(): Promise<NatsConnection> {
    const connection = await this.#client.reachable(REQUEST_TIMEOUT_MS);
    if (this.#seenOn === connection) return connection;
    try {
      await ensureBucket(await this.#manager(connection), this.#bucket, this.#limits);
    } catch (error) {
      throw asJetStreamFault(error);
    }
    this.#seenOn = connection;
    return connection;
  }
}
