import { randomUUID } from 'node:crypto';
import {
  encodeUsageBatch,
  NatsUsageQueue,
  openNats,
  SealingKey,
  type UsageBatch,
  usageBatchSchema,
  usageSubject,
} from '@switchyard/contract';
import type { FullStack } from '../harness/full-stack';

const NATS_MS_MAX = 60_000;
const log = { info: () => undefined, warn: () => undefined };

/** Reports usage as a data plane does, which makes screens of it the same at each run. */
export async function reportUsage(
  { nats, sealingKey }: Pick<FullStack, 'nats' | 'sealingKey'>,
  content: Pick<UsageBatch, 'requests' | 'attempts' | 'latencies' | 'records'>,
): Promise<void> {
  const dataPlaneId = randomUUID();
  const batch = usageBatchSchema.parse({
    dataPlaneId,
    incarnation: randomUUID(),
    sequence: 0,
    at: new Date().toISOString(),
    ...content,
  });
  const client = openNats(nats.url, { name: 'reported-usage', log });
  try {
    await client.reachable(NATS_MS_MAX);
    const queue = new NatsUsageQueue(client, { log });
    const bytes = encodeUsageBatch(new SealingKey(sealingKey).usageKey, batch);
    await queue.publish(usageSubject(dataPlaneId), bytes, randomUUID());
  } finally {
    await client.close();
  }
}
