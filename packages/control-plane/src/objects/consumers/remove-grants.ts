import { Any, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { rowsById } from '../../kernel/database/rows-by-id';
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
  const consumerIds = grants.map(({ consumerId }) => consumerId);
  const consumers = await rowsById(manager, ConsumerEntity, consumerIds);
  const aiApiIds = grants.map(({ aiApiId }) => aiApiId);
  const aiApis = await rowsById(manager, AiApiEntity, aiApiIds);
  return grants.flatMap((grant) => {
    const [consumer, aiApi] = [consumers.get(grant.consumerId), aiApis.get(grant.aiApiId)];
    return consumer && aiApi ? [{ grant, image: accessGrantImage(consumer, aiApi) }] : [];
  });
}
