import { Any } from 'typeorm';
import type { ProviderEntity } from '../providers/provider-entity';
import { touchModel } from '../providers/touch-entries';
import { refuseInUse } from '../references/refuse-in-use';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { ModelEntity } from './model-entity';
import { modelImage } from './model-image';
import { providersOf } from './patch-models';

/**
 * Deletes models within a change. Refused if a policy targets one or an alias stands for one.
 *
 * @returns their providers
 * @throws DomainError CONFLICT, reason IN_USE
 */
export async function removeModels(
  change: ChangeInProgress,
  models: readonly ModelEntity[],
): Promise<ProviderEntity[]> {
  const ids = models.map(({ id }) => id);
  const what = models.length === 1 ? `model ${JSON.stringify(models[0]?.name)}` : 'list of models';
  await refuseInUse(change.manager, what, ids, 'Remove it from those first.');
  const providers = await providersOf(change.manager, models);
  await change.manager.delete(ModelEntity, { id: Any(ids) });
  for (const model of models) {
    const provider = providers.get(model.providerId);
    if (provider !== undefined) change.deleted(model, modelImage(model, provider));
    touchModel(change, model);
  }
  return [...providers.values()];
}
