import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import type { ChangeInProgress } from '../revisions/change-in-progress';
import { AccessGrantEntity } from './access-grant-entity';
import type { ConsumerEntity } from './consumer-entity';
import { accessGrantImage } from './consumer-images';

/** Grants access within a change, or finds the grant that is there. A consumer's entry lists what it may call. */
export async function grantOrFind(
  change: ChangeInProgress,
  consumer: ConsumerEntity,
  aiApi: AiApiEntity,
): Promise<AccessGrantEntity> {
  const ids = { consumerId: consumer.id, aiApiId: aiApi.id };
  const existing = await change.manager.findOneBy(AccessGrantEntity, ids);
  if (existing) return existing;
  const grant = change.manager.create(AccessGrantEntity, { ...change.newObject(), ...ids });
  await change.manager.insert(AccessGrantEntity, grant);
  change.created(grant, accessGrantImage(consumer, aiApi));
  change.touch('consumer', consumer.id);
  return grant;
}
