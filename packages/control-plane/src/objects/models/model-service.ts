import { badInput, notFound } from '../../kernel/errors/domain-error';
import { ProviderEntity } from '../providers/provider-entity';
import type { ChangeCorridor } from '../../change/commit-change';
import { checkInput } from '../../kernel/rules/check-input';
import { rowsById } from '../../kernel/database/rows-by-id';
import { getObject } from '../../kernel/database/find-object';
import type { Caller } from '../../kernel/caller/caller';
import { insertModels } from './insert-models';
import { ModelEntity } from './model-entity';
import {
  addModelsRules,
  deleteModelRules,
  deleteModelsRules,
  updateModelRules,
  updateModelsRules,
} from './model-rules';
import { patchModel, patchModels } from './patch-models';
import { removeModels } from './remove-models';

export class ModelService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async add(caller: Caller, input: unknown) {
    const { providerId, models, comment } = checkInput(addModelsRules, input);
    return this.corridor.commit({ caller, operation: 'addModels', comment }, async (change) => {
      const provider = await getObject(change.manager, ProviderEntity, providerId, 'provider');
      const added = await insertModels(change, provider, models);
      return { models: added, provider };
    });
  }

  async update(caller: Caller, input: unknown) {
    const { comment, ...given } = checkInput(updateModelRules, input);
    return this.corridor.commit({ caller, operation: 'updateModel', comment }, async (change) => ({
      model: await patchModel(change, given),
    }));
  }

  async updateMany(caller: Caller, input: unknown) {
    const { comment, models } = checkInput(updateModelsRules, input);
    return this.corridor.commit({ caller, operation: 'updateModels', comment }, async (change) => ({
      models: await patchModels(change, models),
    }));
  }

  async delete(caller: Caller, input: unknown) {
    const { modelId, expectedVersion, comment } = checkInput(deleteModelRules, input);
    return this.corridor.commit({ caller, operation: 'deleteModel', comment }, async (change) => {
      const model = await getObject(change.manager, ModelEntity, modelId, 'model', expectedVersion);
      await removeModels(change, [model]);
      const provider = await getObject(change.manager, ProviderEntity, model.providerId, 'provider');
      return { deletedId: model.id, provider };
    });
  }

  async deleteMany(caller: Caller, input: unknown) {
    const { modelIds, comment } = checkInput(deleteModelsRules, input);
    return this.corridor.commit({ caller, operation: 'deleteModels', comment }, async (change) => {
      const models = await rowsById(change.manager, ModelEntity, modelIds);
      refuseMissing(modelIds, models);
      const found = modelIds.flatMap((id) => models.get(id) ?? []);
      return { providers: await removeModels(change, found), deletedIds: found.map(({ id }) => id) };
    });
  }
}

/** NOT_FOUND if none exist, so that a retry can treat it as success; BAD_USER_INPUT if only some are missing. */
function refuseMissing(ids: readonly string[], models: ReadonlyMap<string, ModelEntity>): void {
  const [first] = ids;
  if (models.size === 0 && first !== undefined) throw notFound('model', first, 'modelIds.0');
  const missing = ids.flatMap((id, index) =>
    models.has(id)
      ? []
      : [{ path: `modelIds.${index}`, message: 'no model has this id', reason: 'NOT_FOUND' as const }],
  );
  if (missing.length > 0) throw badInput(missing);
}
