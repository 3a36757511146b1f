import {
  AckPolicy,
  type ConsumerConfig,
  createInbox,
  type DeliverPolicy,
  type JetStreamManager,
  nanos,
  type NatsConnection,
  ReplayPolicy,
} from 'nats';
import { asJetStreamFault, errorCodeOf } from '../nats/jetstream-fault';
import { streamOf } from './nats-bucket';

export const REQUEST_TIMEOUT_MS = 5_000;
const HEARTBEAT_MS = 1_000;
/** How long the server keeps the consumer of an abandoned feed. */
const ABANDONED_AFTER_MS = 10_000;
const BITS_PER_BYTE = 8;
const CONSUMER_NOT_FOUND_CODE = 10014;

/**
 * How a feed begins. A bucket has one value per key, so `All` and `LastPerSubject` are the same values, but for the last ones
 * of 110,000 keys the server first makes a list, for 0.3 s. When a key is purged, however, a server of 2.9 moves a feed of all
 * values to the end of the stream: what it has not sent by then it never sends (`ValuesSkippedError`). `Last` suits a feed of
 * one key: the server makes no list, which takes 0.08 s even for one key.
 */
export type FeedStart = DeliverPolicy.All | DeliverPolicy.LastPerSubject | DeliverPolicy.Last;

export interface ConsumerOptions {
  readonly bucket: string;
  /** The name of its consumer. One that is there already is deleted: it is that of an earlier feed. */
  readonly name: string;
  /** One key, or `>` for all. */
  readonly key: string;
  /** `LastPerSubject` for every value that is not purged, however many are; `All` for them sooner, or a broken feed; `Last` for one key. */
  readonly start: FeedStart;
}

/** What the server sends a feed from. */
export class FeedConsumer {
  /** The subject to which it sends. */
  readonly inbox = createInbox();
  readonly #connection: NatsConnection;
  readonly #manager: JetStreamManager;
  readonly #stream: string;
  readonly #name: string;
  readonly #filter: string;
  readonly #config: Partial<ConsumerConfig>;

  constructor(connection: NatsConnection, manager: JetStreamManager, { bucket, name, key, start }: ConsumerOptions) {
    this.#connection = connection;
    this.#manager = manager;
    this.#stream = streamOf(bucket);
    this.#name = name;
    this.#filter = `$KV.${bucket}.${key}`;
    this.#config = {
      name,
      deliver_subject: this.inbox,
      deliver_policy: start,
      // Without a filter a server of 2.9 answers 0.15 s sooner for 110,000 keys, but counts keys that were written again as pending.
      filter_subject: this.#filter,
      ack_policy: AckPolicy.None,
      replay_policy: ReplayPolicy.Instant,
      max_deliver: 1,
      flow_control: true,
      idle_heartbeat: nanos(HEARTBEAT_MS),
      inactive_threshold: nanos(ABANDONED_AFTER_MS),
      mem_storage: true,
      num_replicas: 1,
    };
  }

  /**
   * Sends its request before anything is awaited.
   *
   * @returns how many values there are; the first of them may have been delivered already
   * @throws JetStreamFaultError or NatsError if it cannot be created
   */
  async create(): Promise<number> {
    try {
      const { num_pending: pending, delivered } = await this.#manager.consumers.add(this.#stream, this.#config);
      return pending + delivered.consumer_seq;
    } catch (error) {
      throw asJetStreamFault(error);
    }
  }

  /** Has the server send no more than so many bytes per second; Infinity for no limit. */
  async limitTo(bytesPerSecond: number): Promise<void> {
    const limit = bytesPerSecond === Infinity ? {} : { rate_limit_bps: bytesPerSecond * BITS_PER_BYTE };
    const config = { ...this.#config, ...limit };
    // By itself, the library asks for what the consumer was, for which it would need another permission of NATS.
    const subject = `$JS.API.CONSUMER.CREATE.${this.#stream}.${this.#name}.${this.#filter}`;
    const request = JSON.stringify({ stream_name: this.#stream, config, action: 'update' });
    await this.#connection.request(subject, request, { timeout: REQUEST_TIMEOUT_MS });
  }
}

/**
 * Deletes the consumer of an earlier feed, if there is one. Otherwise a server of 2.9 would take the creation of the next one
 * for an update, which keeps the position and so sends nothing.
 *
 * @throws JetStreamFaultError or NatsError
 */
export async function deleteConsumer(manager: JetStreamManager, bucket: string, name: string): Promise<void> {
  try {
    await manager.consumers.delete(streamOf(bucket), name);
  } catch (error) {
    if (errorCodeOf(error) !== CONSUMER_NOT_FOUND_CODE) throw asJetStreamFault(error);
  }
}
