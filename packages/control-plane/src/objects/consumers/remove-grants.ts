import { Any, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { AccessGrantEntity } from './access-grant-entity';
import { ConsumerEntity } from './consumer-entity';
import { accessGrantImage } from './consumer-images';

/** Deletes the access grants of a consumer or for an AI API, within a change, and returns them. */
export async function removeGrants(
  change: ChangeInProgress,
  where: FindOptionsWhere<AccessGrantEntity>,
): Promise<AccessGrantEntity[]> {
  const grants = await change.manager.findBy(AccessGrantEntity, where);
  if (grants.length === 0) return [];
  const images = await imagesOf(change.manager, grants);
  await change.manager.delete(AccessGrantEntity, { id: Any(grants.map(({ id }) => id)) });
  for (const { grant, image } of images) {
    change.deleted(grant, image);
    change.touch('consumer', grant.consumerId);
  }
  return grants;
}

async function imagesOf(manager: EntityManager, grants: readonly AccessGrantEntity[]) {
  const consumers = await manager.findBy(ConsumerEntity, {
    id: Any([...new Set(grants.map(({ consumerId }) => consumerId))]),
  });
  const aiApis = await manager.findBy(AiApiEntity, { id: Any([...new Set(grants.map(({ aiApiId }) => aiApiId))]) });
  const consumerById = new Map(consumers.map((consumer) => [consumer.id, consumer]));
  const aiApiById = new Map(aiApis.map((aiApi) => [aiApi.id, aiApi]));
  return grants.flatMap((grant) => {
    const [consumer, aiApi] = [consumerById.get(grant.consumerId), aiApiById.get(grant.aiApiId)];
    return consumer && aiApi ? [{ grant, image: accessGrantImage(consumer, aiApi) }] : [];
  });
}
