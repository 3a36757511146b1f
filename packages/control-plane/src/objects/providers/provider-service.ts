import { EndpointEntity } from '../endpoints/endpoint-entity';
import { endpointImage } from '../endpoints/endpoint-image';
import { insertModels } from '../models/insert-models';
import { ModelEntity } from '../models/model-entity';
import { modelImage } from '../models/model-image';
import { refuseInUse } from '../references/refuse-in-use';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { checkInput } from '../../kernel/rules/check-input';
import { insertRows } from '../../kernel/database/bulk-rows';
import { getObject } from '../../kernel/database/find-object';
import { refuseTakenName } from '../../kernel/database/refuse-taken-name';
import { updateObject } from '../../change/update-object';
import type { Caller } from '../../kernel/caller/caller';
import { ProviderEntity } from './provider-entity';
import { providerImage } from './provider-image';
import { createProviderRules, deleteProviderRules, profileRules, updateProviderRules } from './provider-rules';
import { refuseUnfitProfile } from './refuse-unfit-profile';
import { touchEndpoint, touchModel, touchProviders } from './touch-entries';

export class ProviderService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async create(caller: Caller, input: unknown) {
    const { name, displayName, labels, template, profile, models, comment } = checkInput(createProviderRules, input);
    return this.corridor.commit({ caller, operation: 'createProvider', comment }, async (change) => {
      await refuseTakenName(change.manager, ProviderEntity, name);
      const provider = change.manager.create(ProviderEntity, {
        ...change.newObject(),
        name,
        displayName: displayName ?? name,
        labels,
        template,
        profileOverrides: profile ?? {},
      });
      await insertRows(change.manager, ProviderEntity, [provider]);
      change.created(provider, providerImage(provider));
      touchProviders(change, [provider.id]);
      await insertModels(change, provider, models ?? []);
      return { provider };
    });
  }

  async update(caller: Caller, input: unknown) {
    const { providerId, expectedVersion, comment, ...given } = checkInput(updateProviderRules, input);
    return this.corridor.commit({ caller, operation: 'updateProvider', comment }, async (change) => {
      const provider = await getObject(change.manager, ProviderEntity, providerId, 'provider', expectedVersion);
      const profileOverrides = given.profile === null ? {} : given.profile;
      if (profileOverrides !== undefined) {
        checkInput(profileRules, { template: provider.template, profile: profileOverrides });
      }
      const displayName = given.displayName === null ? (given.name ?? provider.name) : given.displayName;
      const patch = applyPatch(provider, { name: given.name, displayName, labels: given.labels, profileOverrides });
      if (patch === null) return { provider };
      await refuseUnfitProfile(change.manager, provider, patch.profileOverrides);
      if (patch.name !== undefined) {
        await refuseTakenName(change.manager, ProviderEntity, patch.name, { ownId: provider.id });
      }
      const next = await updateObject(change, ProviderEntity, provider, patch);
      change.updated(next, provider.version, providerImage(provider), providerImage(next));
      touchProviders(change, [provider.id]);
      return { provider: next };
    });
  }

  async delete(caller: Caller, input: unknown) {
    const { providerId, expectedVersion, comment } = checkInput(deleteProviderRules, input);
    return this.corridor.commit({ caller, operation: 'deleteProvider', comment }, async (change) => {
      const provider = await getObject(change.manager, ProviderEntity, providerId, 'provider', expectedVersion);
      const what = `provider ${JSON.stringify(provider.name)}`;
      await refuseInUse(change.manager, what, [provider.id], 'Remove it from those AI APIs first.');
      await removeMembers(change, provider);
      await change.manager.delete(ProviderEntity, { id: provider.id });
      change.deleted(provider, providerImage(provider));
      touchProviders(change, [provider.id]);
      return { deletedId: provider.id };
    });
  }
}

/** AI APIs use only models and endpoints of the providers that they list, so nothing uses those of an unlisted one. */
async function removeMembers(change: ChangeInProgress, provider: ProviderEntity): Promise<void> {
  const ofProvider = { providerId: provider.id };
  const models = await change.manager.findBy(ModelEntity, ofProvider);
  const endpoints = await change.manager.findBy(EndpointEntity, ofProvider);
  await change.manager.delete(ModelEntity, ofProvider);
  await change.manager.delete(EndpointEntity, ofProvider);
  for (const model of models) {
    change.deleted(model, modelImage(model, provider));
    touchModel(change, model);
  }
  for (const endpoint of endpoints) {
    change.deleted(endpoint, endpointImage(endpoint, provider));
    touchEndpoint(change, endpoint);
  }
}
