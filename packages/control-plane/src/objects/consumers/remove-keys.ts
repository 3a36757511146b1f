import { Any } from 'typeorm';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ConsumerEntity } from './consumer-entity';
import { consumerKeyImage } from './consumer-images';
import { ConsumerKeyEntity } from './consumer-key-entity';

/**
 * Deletes the keys of consumers that are deleted, within a change. A key that is gone is refused as a revoked one is, and
 * for good: nobody knows it any more.
 */
export async function removeKeys(change: ChangeInProgress, consumers: readonly ConsumerEntity[]): Promise<void> {
  const byId = new Map(consumers.map((consumer) => [consumer.id, consumer]));
  const ofThem = { consumerId: Any([...byId.keys()]) };
  const keys = await change.manager.findBy(ConsumerKeyEntity, ofThem);
  await change.manager.delete(ConsumerKeyEntity, ofThem);
  for (const key of keys) {
    const consumer = byId.get(key.consumerId);
    if (consumer === undefined) continue;
    change.deleted(key, consumerKeyImage(key, consumer));
    change.touch('consumer-key', key.keyHash);
  }
}
