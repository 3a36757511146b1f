import {
  DATA_PLANES_BUCKET,
  DATA_PLANES_LIMITS,
  InProcessKeyValueStore,
  InProcessMessageBus,
  InProcessUsageQueue,
  type KeyValueStore,
  type MessageBus,
  NatsClient,
  NatsKeyValueStore,
  NatsMessageBus,
  NatsUsageQueue,
  ROUTING_TABLE_BUCKET,
  type UsageQueue,
} from '@switchyard/contract';
import type { Logger } from 'pino';
import { StartFailure } from './start-failure';

const reachableWithinMs = 5_000;
/** For the last batches to reach the database. */
const USAGE_SETTLED_MS_MAX = 3_000;

/** The buckets between the planes, the bus between data planes, and the queue for what they used. */
export interface PublicationStores {
  readonly routingTable: KeyValueStore;
  readonly dataPlanes: KeyValueStore;
  readonly messageBus: MessageBus;
  readonly usageQueue: UsageQueue;
  /** Resolves when what data planes have reported is stored where it survives this process, or cannot be. */
  settleUsage(): Promise<void>;
  close(): Promise<void>;
}

/** In memory, unless NATS is configured. @throws StartFailure if NATS cannot be reached */
export async function openPublicationStores(natsUrl: string | null, log: Logger): Promise<PublicationStores> {
  if (natsUrl === null) {
    const usageQueue = new InProcessUsageQueue();
    return {
      routingTable: new InProcessKeyValueStore(),
      dataPlanes: new InProcessKeyValueStore(),
      messageBus: new InProcessMessageBus(),
      usageQueue,
      settleUsage: () => usageQueue.settled(USAGE_SETTLED_MS_MAX),
      close: async () => undefined,
    };
  }
  const natsLog = log.child({}, { level: 'silent' });
  const nats = new NatsClient(natsUrl, { name: 'switchyard-standalone', log: natsLog });
  try {
    await nats.reachable(reachableWithinMs);
    // Until here, the error that it would log is thrown instead.
    natsLog.level = log.level;
  } catch (error) {
    await nats.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(`${reason}. Check NATS_URL, or unset it to run without NATS.`);
  }
  return {
    routingTable: new NatsKeyValueStore(nats, ROUTING_TABLE_BUCKET, { log }),
    dataPlanes: new NatsKeyValueStore(nats, DATA_PLANES_BUCKET, { log, limits: DATA_PLANES_LIMITS }),
    messageBus: new NatsMessageBus(nats, { log }),
    usageQueue: new NatsUsageQueue(nats, { log }),
    settleUsage: async () => undefined,
    close: () => nats.close(),
  };
}
