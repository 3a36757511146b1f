import { pause } from '@switchyard/runtime';
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  DiscardPolicy,
  ErrorCode,
  type JetStreamManager,
  type JsMsg,
  nanos,
  type NatsConnection,
  NatsError,
  RetentionPolicy,
  StorageType,
} from 'nats';
import { USAGE_BATCH_BYTES_MAX, USAGE_STREAM, USAGE_SUBJECT_PREFIX } from '../accounting/usage-batch';
import { asJetStreamFault, errorCodeOf } from '../nats/jetstream-fault';
import { type ConnectionLog, type NatsClient, NatsUnreachableError } from '../nats/nats-client';
import { handleMessage } from './handle-message';
import {
  type QueuedUsage,
  type UsageBacklog,
  USAGE_IN_HAND_MAX,
  USAGE_QUEUE_BYTES_MAX,
  USAGE_SETTLE_MS_MAX,
  type UsageQueue,
  UsageQueueFullError,
} from './usage-queue';

/** The group in which the control planes consume. */
const GROUP = 'control-planes';
const STREAM_NOT_FOUND_CODE = 10059;
const STORE_FAILED_CODE = 10077;
const PUBLISH_TIMEOUT_MS = 5_000;
const RETRY_MS = 1_000;
/** Room for headers and the MAC's line. */
const MESSAGE_BYTES_MAX = USAGE_BATCH_BYTES_MAX + 16 * 1_024;

interface NatsUsageQueueOptions {
  readonly log: ConnectionLog;
  /** For tests of a full queue. */
  readonly bytesMax?: number;
}

/**
 * The queue as a JetStream work queue: a message leaves it when a control plane acknowledges it, and never otherwise. There is no
 * limit on deliveries: beyond one a message would stay stored, unseen by all.
 */
export class NatsUsageQueue implements UsageQueue {
  readonly #client: NatsClient;
  readonly #log: ConnectionLog;
  readonly #bytesMax: number;
  /** The connection on which the stream was seen last. */
  #ensuredOn: NatsConnection | null = null;

  constructor(client: NatsClient, { log, bytesMax = USAGE_QUEUE_BYTES_MAX }: NatsUsageQueueOptions) {
    this.#client = client;
    this.#log = log;
    this.#bytesMax = bytesMax;
  }

  async publish(subject: string, bytes: Uint8Array, messageId: string): Promise<void> {
    const connection = await this.#client.reachable(PUBLISH_TIMEOUT_MS);
    const send = async () => {
      await this.#ensureStream(connection);
      await connection.jetstream().publish(subject, bytes, { msgID: messageId, timeout: PUBLISH_TIMEOUT_MS });
    };
    try {
      await send().catch((error: unknown) => {
        if (!(error instanceof NatsError) || error.code !== ErrorCode.NoResponders) throw error;
        // The stream was removed, or a server without its storage has come back.
        this.#ensuredOn = null;
        return send();
      });
    } catch (error) {
      if (errorCodeOf(error) === STORE_FAILED_CODE) throw new UsageQueueFullError(String(error), { cause: error });
      throw asJetStreamFault(error);
    }
  }

  async backlog(): Promise<UsageBacklog> {
    const connection = await this.#client.reachable(PUBLISH_TIMEOUT_MS);
    const manager = await managerOf(connection);
    try {
      const { state } = await manager.streams.info(USAGE_STREAM);
      return { messages: state.messages, bytes: state.bytes };
    } catch (error) {
      // Nobody has published or consumed yet.
      if (errorCodeOf(error) === STREAM_NOT_FOUND_CODE) return { messages: 0, bytes: 0 };
      throw asJetStreamFault(error);
    }
  }

  consume(onMessage: (message: QueuedUsage) => Promise<void>): () => Promise<void> {
    const stopping = new AbortController();
    const inHand = new Set<Promise<void>>();
    const current: { messages: ConsumerMessages | null } = { messages: null };
    const running = this.#consumeUntil(stopping.signal, current, (message) => {
      const handled = handleMessage(message, onMessage).finally(() => inHand.delete(handled));
      inHand.add(handled);
      return inHand.size < USAGE_IN_HAND_MAX ? Promise.resolve() : Promise.race(inHand);
    });
    return async () => {
      stopping.abort();
      current.messages?.stop();
      await running;
      await Promise.all(inHand);
    };
  }

  /** Consumes, and begins again whenever the connection or the consumer was lost. */
  async #consumeUntil(
    stop: AbortSignal,
    current: { messages: ConsumerMessages | null },
    hand: (message: QueuedUsage) => Promise<void>,
  ): Promise<void> {
    let hasFailed = false;
    const isOver = () => stop.aborted || this.#client.closed;
    while (!isOver()) {
      try {
        const connection = await this.#client.reachable(RETRY_MS);
        await this.#ensureStream(connection);
        const consumer = await connection.jetstream().consumers.get(USAGE_STREAM, await this.#ensureGroup(connection));
        if (isOver()) return;
        // Else it would wait for a removed stream or group to come back, which nobody else makes again.
        const messages = await consumer.consume({ max_messages: USAGE_IN_HAND_MAX, abort_on_missing_resource: true });
        current.messages = messages;
        if (isOver()) messages.stop();
        hasFailed = false;
        for await (const message of messages) await hand(queuedUsage(message));
      } catch (error) {
        if (isOver()) return;
        this.#ensuredOn = null;
        // The client says itself that it cannot reach NATS.
        if (error instanceof NatsUnreachableError) continue;
        if (!hasFailed) {
          this.#log.warn({ reason: String(asJetStreamFault(error)) }, 'cannot read usage from NATS; retrying');
        }
        hasFailed = true;
      }
      await pause(RETRY_MS, stop);
    }
  }

  async #ensureStream(connection: NatsConnection): Promise<void> {
    if (this.#ensuredOn === connection) return;
    const manager = await managerOf(connection);
    if (!(await streamExists(manager))) {
      await manager.streams.add({
        name: USAGE_STREAM,
        subjects: [`${USAGE_SUBJECT_PREFIX}.>`],
        retention: RetentionPolicy.Workqueue,
        storage: StorageType.File,
        discard: DiscardPolicy.New,
        max_bytes: this.#bytesMax,
        max_msg_size: MESSAGE_BYTES_MAX,
      });
    }
    this.#ensuredOn = connection;
  }

  /** @returns the consumer's name */
  async #ensureGroup(connection: NatsConnection): Promise<string> {
    const manager = await managerOf(connection);
    await manager.consumers.add(USAGE_STREAM, {
      durable_name: GROUP,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: nanos(USAGE_SETTLE_MS_MAX),
      max_deliver: -1,
    });
    return GROUP;
  }
}

/** Without a look at the account, which a data plane may not have. */
function managerOf(connection: NatsConnection): Promise<JetStreamManager> {
  return connection.jetstreamManager({ checkAPI: false });
}

async function streamExists(manager: JetStreamManager): Promise<boolean> {
  try {
    await manager.streams.info(USAGE_STREAM);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === STREAM_NOT_FOUND_CODE) return false;
    throw error;
  }
}

function queuedUsage(message: JsMsg): QueuedUsage {
  return {
    subject: message.subject,
    bytes: message.data,
    id: String(message.info.streamSequence),
    // Without the answer it is delivered again, which the consumer recognises.
    done: async () => void (await message.ackAck()),
    retry: (delayMs) => {
      try {
        message.nak(delayMs);
      } catch {
        // The connection is closed. The message is delivered again without being asked for.
      }
    },
    giveUp: async () => message.term(),
  };
}
