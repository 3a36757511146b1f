import { MODELS_PER_PROVIDER_MAX } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { Refusals } from '../../kernel/rules/input-check';
import type { ProviderEntity } from '../providers/provider-entity';
import { touchModel } from '../providers/touch-entries';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { insertRows } from '../../kernel/database/bulk-rows';
import { selectEntities } from '../../kernel/database/plain-rows';
import { taken } from '../../kernel/rules/taken';
import { ModelEntity } from './model-entity';
import { modelImage } from './model-image';
import type { NewModel } from './model-rules';

/** Refuses models to be added whose names are taken, or that are too many. */
export async function refuseUnfitModels(
  refusals: Refusals,
  manager: EntityManager,
  provider: ProviderEntity,
  models: readonly { readonly index: number; readonly item: NewModel }[],
): Promise<void> {
  const present = await selectEntities(manager, ModelEntity, 'WHERE provider_id = $1', [provider.id]);
  const byName = new Map(present.map((model) => [model.name, model]));
  for (const { index, item } of models) {
    const existing = byName.get(item.name);
    if (existing) refusals.refuse(taken(`models.${index}.name`, item.name, existing, 'MODEL'));
  }
  if (present.length + models.length > MODELS_PER_PROVIDER_MAX) {
    const message = `a provider can have at most ${MODELS_PER_PROVIDER_MAX} models, and this one already has ${present.length}`;
    refusals.add({ path: 'models', message, reason: 'WRONG_COUNT' });
  }
}

/** Adds models to a provider, within a change. */
export async function insertModels(
  change: ChangeInProgress,
  provider: ProviderEntity,
  models: readonly NewModel[],
): Promise<ModelEntity[]> {
  const rows = models.map(({ name, displayName, enabled, prices }) =>
    change.manager.create(ModelEntity, {
      ...change.newObject(),
      providerId: provider.id,
      name,
      displayName: displayName ?? name,
      enabled,
      prices,
    }),
  );
  await insertRows(change.manager, ModelEntity, rows);
  for (const row of rows) {
    change.created(row, modelImage(row, provider));
    touchModel(change, undefined, row);
  }
  return rows;
}
