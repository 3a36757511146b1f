import { Any, type EntityManager } from 'typeorm';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import type { Refusals } from '../../kernel/rules/input-check';
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

/** The AI APIs with these ids of the member `aiApiIds`, in its order. Adds a problem for each that does not exist. */
export async function referredAiApis(
  refusals: Refusals,
  manager: EntityManager,
  given: readonly { readonly index: number; readonly item: string }[],
): Promise<AiApiEntity[]> {
  const byId = await rowsById(
    manager,
    AiApiEntity,
    given.map(({ item }) => item),
  );
  return given.flatMap(({ index, item: id }) => {
    const aiApi = byId.get(id);
    if (aiApi !== undefined) return [aiApi];
    refusals.add({ path: `aiApiIds.${index}`, message: 'no AI API has this id', reason: 'NOT_FOUND' });
    return [];
  });
}
