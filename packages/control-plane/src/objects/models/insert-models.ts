import { MODELS_PER_PROVIDER_MAX } from '@switchyard/contract';
import { badInput } from '../../kernel/errors/domain-error';
import type { ProviderEntity } from '../providers/provider-entity';
import { touchModel } from '../providers/touch-entries';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { insertRows } from '../../kernel/database/bulk-rows';
import { selectEntities } from '../../kernel/database/plain-rows';
import { taken } from '../../kernel/rules/taken';
import { ModelEntity } from './model-entity';
import { modelImage } from './model-image';
import type { NewModel } from './model-rules';

/** Adds models to a provider, within a change. @throws DomainError if a name is taken or there are too many */
export async function insertModels(
  change: ChangeInProgress,
  provider: ProviderEntity,
  models: readonly NewModel[],
): Promise<ModelEntity[]> {
  const present = await selectEntities(change.manager, ModelEntity, 'WHERE provider_id = $1', [provider.id]);
  const byName = new Map(present.map((model) => [model.name, model]));
  for (const [index, { name }] of models.entries()) {
    const existing = byName.get(name);
    if (existing) throw taken(`models.${index}.name`, name, existing, 'MODEL');
  }
  if (present.length + models.length > MODELS_PER_PROVIDER_MAX) {
    const message = `a provider can have at most ${MODELS_PER_PROVIDER_MAX} models, and this one already has ${present.length}`;
    throw badInput([{ path: 'models', message, reason: 'WRONG_COUNT' }]);
  }
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
