import { Any, type EntityManager } from 'typeorm';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { badInput } from '../../kernel/errors/domain-error';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { insertRows } from '../../kernel/database/bulk-rows';
import { rowsById } from '../../kernel/database/rows-by-id';
import { AccessGrantEntity } from './access-grant-entity';
import type { ConsumerEntity } from './consumer-entity';
import { accessGrantImage } from './consumer-images';

/**
 * Grants access that does not exist yet, within a change. A consumer's entry lists what it may call.
 *
 * @returns the new and the existing access grants, in the order of the AI APIs
 */
export async function insertGrants(
  change: ChangeInProgress,
  consumer: ConsumerEntity,
  aiApis: readonly AiApiEntity[],
): Promise<AccessGrantEntity[]> {
  const present = await change.manager.findBy(AccessGrantEntity, {
    consumerId: consumer.id,
    aiApiId: Any(aiApis.map(({ id }) => id)),
  });
  const byAiApi = new Map(present.map((grant) => [grant.aiApiId, grant]));
  const added = aiApis
    .filter(({ id }) => !byAiApi.has(id))
    .map((aiApi) => {
      const ids = { consumerId: consumer.id, aiApiId: aiApi.id };
      return { aiApi, grant: change.manager.create(AccessGrantEntity, { ...change.newObject(), ...ids }) };
    });
  if (added.length > 0) {
    const rows = added.map(({ grant }) => grant);
    await insertRows(change.manager, AccessGrantEntity, rows);
    change.touch('consumer', consumer.id);
  }
  for (const { grant, aiApi } of added) {
    change.created(grant, accessGrantImage(consumer, aiApi));
    byAiApi.set(aiApi.id, grant);
  }
  return aiApis.flatMap(({ id }) => byAiApi.get(id) ?? []);
}

/** The AI APIs with the ids of `aiApiIds`, in its order. @throws DomainError BAD_USER_INPUT if one does not exist */
export async function referredAiApis(manager: EntityManager, ids: readonly string[]): Promise<AiApiEntity[]> {
  const byId = await rowsById(manager, AiApiEntity, ids);
  const missing = ids.flatMap((id, index) =>
    byId.has(id) ? [] : [{ path: `aiApiIds.${index}`, message: 'no AI API has this id', reason: 'NOT_FOUND' as const }],
  );
  if (missing.length > 0) throw badInput(missing);
  return ids.flatMap((id) => byId.get(id) ?? []);
}
