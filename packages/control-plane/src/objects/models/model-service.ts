import { notFound } from '../../kernel/errors/domain-error';
import { ProviderEntity } from '../providers/provider-entity';
import type { ChangeCorridor } from '../../change/commit-change';
import { InputCheck, type Refusals } from '../../kernel/rules/input-check';
import { rowsById } from '../../kernel/database/rows-by-id';
import { getObject, subjectOf } from '../../kernel/database/find-object';
import type { Caller } from '../../kernel/caller/caller';
import { insertModels, refuseUnfitModels } from './insert-models';
import { ModelEntity } from './model-entity';
import {
  addModelsRules,
  deleteModelRules,
  deleteModelsRules,
  updateModelRules,
  updateModelsRules,
} from './model-rules';
import { applyPatches, patchedModels, patchOf, refuseTakenNames } from './patch-models';
import { removeModels } from './remove-models';

export class ModelService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async add(caller: Caller, input: unknown) {
    const check = new InputCheck(addModelsRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'addModels' }, async (change) => {
      const found = await subjectOf(check, change.manager, ProviderEntity, check.valid.providerId, 'provider');
      if (found !== null) await refuseUnfitModels(check, change.manager, found, check.items('models'));
      const [{ models }, provider] = check.passed(found);
      return { models: await insertModels(change, provider, models), provider };
    });
  }

  async update(caller: Caller, input: unknown) {
    const check = new InputCheck(updateModelRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'updateModel' }, async (change) => {
      const { modelId, ...given } = check.valid;
      const model = await subjectOf(check, change.manager, ModelEntity, modelId, 'model', given.expectedVersion);
      const patched = model === null ? [] : [{ model, patch: patchOf(model, given), at: '' }];
      await refuseTakenNames(check, change.manager, patched);
      const [, found] = check.passed(model);
      const [next = found] = await applyPatches(change, patched);
      return { model: next };
    });
  }

  async updateMany(caller: Caller, input: unknown) {
    const check = new InputCheck(updateModelsRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'updateModels' }, async (change) => {
      const patched = await patchedModels(check, change.manager, check.items('models'));
      await refuseTakenNames(check, change.manager, patched);
      check.passed();
      return { models: await applyPatches(change, patched) };
    });
  }

  async delete(caller: Caller, input: unknown) {
    const check = new InputCheck(deleteModelRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'deleteModel' }, async (change) => {
      const { modelId, expectedVersion } = check.valid;
      const [, model] = check.passed(
        await subjectOf(check, change.manager, ModelEntity, modelId, 'model', expectedVersion),
      );
      await removeModels(change, [model]);
      const provider = await getObject(change.manager, ProviderEntity, model.providerId, 'provider');
      return { deletedId: model.id, provider };
    });
  }

  async deleteMany(caller: Caller, input: unknown) {
    const check = new InputCheck(deleteModelsRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'deleteModels' }, async (change) => {
      const given = check.items('modelIds');
      const models = await rowsById(
        change.manager,
        ModelEntity,
        given.map(({ item }) => item),
      );
      refuseMissing(check, given, models);
      check.passed();
      const found = given.flatMap(({ item }) => models.get(item) ?? []);
      return { providers: await removeModels(change, found), deletedIds: found.map(({ id }) => id) };
    });
  }
}

/** NOT_FOUND if none exist, so that a retry can treat it as success; BAD_USER_INPUT if only some are missing. */
function refuseMissing(
  refusals: Refusals,
  ids: readonly { readonly index: number; readonly item: string }[],
  models: ReadonlyMap<string, ModelEntity>,
): void {
  const missing = ids.filter(({ item }) => !models.has(item));
  for (const { index, item } of missing) {
    const path = `modelIds.${index}`;
    if (models.size === 0) refusals.refuse(notFound('model', item, path));
    else refusals.add({ path, message: 'no model has this id', reason: 'NOT_FOUND' });
  }
}
