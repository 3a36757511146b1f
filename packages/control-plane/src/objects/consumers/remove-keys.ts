import { Any } from 'typeorm';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ConsumerEntity } from './consumer-entity';
import { consumerKeyImage } from './consumer-images';
import { ConsumerKeyEntity } from './consumer-key-entity';

/**
 * Deletes the keys of deleted consumers, within a change. Data planes refuse an unknown key like a revoked one, and
 * nothing can bring it back.
 */
export async function removeKeys(change: ChangeInProgress, consumers: readonly ConsumerEntity[]): Promise<void> {
  const byId = new Map(consumers.map((consumer) => [consumer.id, consumer]));
  const ofConsumers = { consumerId: Any([...byId.keys()]) };
  const keys = await change.manager.findBy(ConsumerKeyEntity, ofConsumers);
  await change.manager.delete(ConsumerKeyEntity, ofConsumers);
  for (const key of keys) {
    const consumer = byId.get(key.consumerId);
    if (consumer === undefined) continue;
    change.deleted(key, consumerKeyImage(key, consumer));
    change.touch('consumer-key', key.keyHash);
  }
}
