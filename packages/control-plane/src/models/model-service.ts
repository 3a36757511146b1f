import { ProviderEntity } from '../providers/provider-entity';
import type { ChangeCorridor } from '../revisions/commit-change';
import { touchAiApisOfProvider } from '../revisions/touch-entries';
import { applyPatch } from '../rules/apply-patch';
import { checkInput } from '../rules/check-input';
import { getObject } from '../rules/find-object';
import { taken } from '../rules/taken';
import type { Caller } from '../viewer/caller';
import { insertModels } from './insert-models';
import { ModelEntity } from './model-entity';
import { modelImage } from './model-image';
import { addModelsRules, updateModelRules } from './model-rules';

export class ModelService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async add(caller: Caller, input: unknown) {
    const { providerId, models, comment } = checkInput(addModelsRules, input);
    return this.corridor.commit({ caller, operation: 'addModels', comment }, async (change) => {
      const provider = await getObject(change.manager, ProviderEntity, providerId, 'provider');
      const added = await insertModels(change, provider, models);
      await touchAiApisOfProvider(change, provider.id);
      return { models: added, provider };
    });
  }

  async update(caller: Caller, input: unknown) {
    const { modelId, expectedVersion, comment, ...given } = checkInput(updateModelRules, input);
    return this.corridor.commit({ caller, operation: 'updateModel', comment }, async (change) => {
      const model = await getObject(change.manager, ModelEntity, modelId, 'model', expectedVersion);
      const name = given.name ?? model.name;
      const displayName = given.displayName === null ? name : given.displayName;
      const patch = applyPatch(model, { name: given.name, displayName, enabled: given.enabled });
      if (patch === null) return { model };
      const namesake = await change.manager.findOneBy(ModelEntity, { providerId: model.providerId, name });
      if (namesake && namesake.id !== model.id) throw taken('name', name, namesake, 'MODEL');
      const provider = await getObject(change.manager, ProviderEntity, model.providerId, 'provider');
      const next = Object.assign(change.manager.create(ModelEntity, model), patch, change.stamp());
      await change.manager.update(ModelEntity, { id: model.id }, { ...patch, ...change.stamp() });
      change.updated(next, model.version, modelImage(model, provider), modelImage(next, provider));
      await touchAiApisOfProvider(change, model.providerId);
      return { model: next };
    });
  }
}
